"""The functions that recorded tables call: note what a change touches, and the redaction door."""

from django.db import migrations

TOUCH = """
CREATE FUNCTION ledger_touch(p_kind text, p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    open_change uuid;
BEGIN
    IF cardinality(p_ids) = 0 THEN
        RETURN;
    END IF;
    SELECT id INTO open_change FROM ledger_change
        WHERE xid = pg_current_xact_id() AND position IS NULL ORDER BY depth DESC LIMIT 1;
    IF open_change IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_change_required',
            MESSAGE = format('a %s is written inside a change only', p_kind);
    END IF;
    INSERT INTO ledger_touch (change_id, kind, object_id)
        SELECT open_change, p_kind, unnest(p_ids) ON CONFLICT DO NOTHING;
END
$$
"""

REDACTING = """
CREATE FUNCTION ledger_redacting() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM ledger_change
        WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(TOUCH, "DROP FUNCTION ledger_touch(text, uuid[])"),
        migrations.RunSQL(REDACTING, "DROP FUNCTION ledger_redacting()"),
    ]
