"""An accepted fact that was merged into another has given its evidence away."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("factstore.facts.migrations.0002_checks").ACCEPTED
CREATE, REPLACE = "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
IN_USE = "AND withdrawn_reason IS NULL"


class Migration(migrations.Migration):
    dependencies = [("facts", "0004_merged")]

    operations = [
        migrations.RunSQL(
            BEFORE.replace(CREATE, REPLACE).replace(IN_USE, f"{IN_USE} AND merged_into_id IS NULL"),
            BEFORE.replace(CREATE, REPLACE),
        ),
    ]
