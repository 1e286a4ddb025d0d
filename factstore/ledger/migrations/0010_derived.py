"""The function that tables derived from documents ask: which change is being closed."""

from django.db import migrations, models

# The newest position of all: a change that closes holds the feed to its end.
CLOSING = """
CREATE FUNCTION ledger_closing() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT position FROM (SELECT position, xid, digest FROM ledger_change
        WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1) AS newest
    WHERE xid = pg_current_xact_id() AND digest IS NULL
$$
"""

ORIGINS = ["api", "admin", "command", "import", "redaction", "upgrade"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_details")]

    operations = [
        migrations.RunSQL(CLOSING, "DROP FUNCTION ledger_closing()"),
        migrations.RemoveConstraint(
            model_name="change", name="ledger_change_origin_is_known"
        ),
        migrations.AlterField(
            model_name="change",
            name="origin",
            field=models.CharField(
                choices=[(name, name.capitalize()) for name in ORIGINS], max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(origin__in=ORIGINS), name="ledger_change_origin_is_known"
            ),
        ),
    ]
