"""Look an accepted fact up by its id alone.

Asked for by its status, too, the planner may read the index of all claims instead, where it knows
no better of a table that grows within one change: each check then costs as much as the store is big.
"""

from importlib import import_module

from django.db import migrations

MERGED = import_module("factstore.facts.migrations.0005_merged_checks")
BEFORE = MERGED.BEFORE.replace(MERGED.CREATE, MERGED.REPLACE).replace(
    MERGED.IN_USE, f"{MERGED.IN_USE} AND merged_into_id IS NULL"
)
AFTER = BEFORE.replace("DECLARE\n", "DECLARE\n    fact facts_fact%ROWTYPE;\n").replace(
    """    IF NOT EXISTS (SELECT FROM facts_fact WHERE id = p_fact AND status = 'accepted'
        AND withdrawn_reason IS NULL AND merged_into_id IS NULL) THEN
""",
    """    SELECT * INTO fact FROM facts_fact WHERE id = p_fact;
    IF fact.status IS DISTINCT FROM 'accepted' OR fact.withdrawn_reason IS NOT NULL
        OR fact.merged_into_id IS NOT NULL THEN
""",
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0006_closed_submissions")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
