"""A revision of a fact has one facet row after another where aliases of its entities come or go."""

from itertools import pairwise
from typing import Any

import orjson
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from factstore.facts.facets import facets
from factstore.facts.recording import said_at, searched, vector

KEY = """
    ALTER TABLE facts_facet DROP CONSTRAINT facts_facet_pkey;
    ALTER TABLE facts_facet ADD CONSTRAINT facts_facet_pkey PRIMARY KEY ({});
"""
UNITE = """
    ALTER TABLE facts_facet DISABLE TRIGGER USER;
    DELETE FROM facts_facet f WHERE EXISTS (SELECT FROM facts_facet later
        WHERE later.fact_id = f.fact_id AND later.number = f.number
        AND later.from_position > f.from_position);
    UPDATE facts_facet f SET from_position = r.from_position FROM ledger_revision r
        WHERE r.kind = 'fact' AND r.object_id = f.fact_id AND r.number = f.number
        AND r.from_position < f.from_position;
    ALTER TABLE facts_facet ENABLE TRIGGER USER;
"""
"""As it was: a row for each revision, found by the aliases that were there last."""

# The revisions of facts during which aliases of their entities changed, and where.
CHANGED = """
    WITH said AS (
        SELECT object_id, number, from_position, document::jsonb -> 'aliases' AS aliases
        FROM ledger_revision WHERE kind = 'entity'),
    changed AS (
        SELECT object_id AS entity_id, from_position AS position FROM (
            SELECT *, lag(aliases) OVER (PARTITION BY object_id ORDER BY number) AS before FROM said
        ) AS compared WHERE before <> aliases),
    finding AS (
        SELECT fact_id, number, entity_id FROM facts_mention
        UNION SELECT fact_id, number, unnest(speakers) FROM facts_facet)
    SELECT f.fact_id, f.number, f.to_position, array_agg(DISTINCT c.position ORDER BY c.position)
    FROM facts_facet f JOIN finding USING (fact_id, number) JOIN changed c USING (entity_id)
    WHERE c.position > f.from_position AND (f.to_position IS NULL OR c.position < f.to_position)
    GROUP BY f.fact_id, f.number, f.to_position
"""
COLUMNS = (
    "fact_id, number, fact_type, status, standing, withdrawn, stale, certain, possible, first_day,"
    " latest_day, publishers, articles, speakers, stances, attributions, hedged, independent_origins"
)
WORDS = "%(text)s", "%(entities)s::uuid[]"
OF = "WHERE fact_id = %(fact_id)s::uuid AND number = %(number)s"
DIVIDE = f"""
    INSERT INTO facts_facet ({COLUMNS}, from_position, to_position, search)
    SELECT {COLUMNS}, %(begins)s, %(ends)s, {vector(*WORDS, said_at("%(begins)s"))}
    FROM facts_facet {OF} AND from_position < %(begins)s ORDER BY from_position LIMIT 1
"""  # noqa: S608  columns of ours
END = f"""
    UPDATE facts_facet SET to_position = %(ends)s, search = {vector(*WORDS, said_at("facts_facet.from_position"))}
    {OF} AND from_position < %(ends)s
"""  # noqa: S608  columns of ours


def divide(_apps: object, schema_editor: Any) -> None:
    """Let the rows recorded before end and begin where the aliases that find them changed."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CHANGED)
        for fact_id, number, last, positions in cursor.fetchall():
            cursor.execute(
                "SELECT document FROM ledger_revision"
                " WHERE kind = 'fact' AND object_id = %s AND number = %s",
                [fact_id, number],
            )
            found = searched(fact_id, facets(orjson.loads(cursor.fetchone()[0])))
            row = {**found, "number": number}
            cursor.execute(END, {**row, "ends": positions[0]})
            for begins, ends in pairwise([*positions, last]):
                cursor.execute(DIVIDE, {**row, "begins": begins, "ends": ends})


class Migration(migrations.Migration):

    dependencies = [
        ('facts', '0009_external_ids_then'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='facet',
            name='derived_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='facet',
            name='derived_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='derived_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mention',
            name='derived_update',
        ),
        migrations.RunSQL(
            KEY.format("fact_id, number, from_position"),
            UNITE + KEY.format("fact_id, number"),
            state_operations=[
                migrations.AlterField(
                    model_name='facet',
                    name='pk',
                    field=models.CompositePrimaryKey('fact_id', 'number', 'from_position', blank=True, editable=False, primary_key=True, serialize=False),
                ),
            ],
        ),
        migrations.RunPython(divide, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='facet',
            trigger=pgtrigger.compiler.Trigger(name='derived_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF NEW.to_position IS NOT NULL\n                    OR NEW.from_position IS DISTINCT FROM ledger_closing()\n                    OR (NOT EXISTS (SELECT FROM ledger_revision WHERE kind = 'fact'\n                        AND object_id = NEW.fact_id AND number = NEW.number\n                        AND from_position = NEW.from_position)\n                    AND NOT EXISTS (SELECT FROM facts_facet t JOIN ledger_revision r\n                        ON r.kind = 'fact' AND r.object_id = t.fact_id\n                        AND r.number = t.number AND r.to_position IS NULL\n                        WHERE t.fact_id = NEW.fact_id AND t.number = NEW.number\n                        AND t.to_position = NEW.from_position\n                        AND (to_jsonb(t) - 'to_position' - 'search' - 'from_position') = (to_jsonb(NEW) - 'to_position' - 'search' - 'from_position'))) THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_derived_is_recorded', MESSAGE = format('rows of %I follow the revision they are of', TG_TABLE_NAME);\n                END IF;\n                RETURN NEW;\n            ", hash='2bb5657af61aaab2ea645d73314258e9f9328ca8', operation='INSERT', pgid='pgtrigger_derived_insert_9856c', table='facts_facet', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='facet',
            trigger=pgtrigger.compiler.Trigger(name='derived_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF (to_jsonb(OLD) - 'to_position' - 'search') IS DISTINCT FROM (to_jsonb(NEW) - 'to_position' - 'search')\n                    OR (ledger_closing() IS NULL AND NOT ledger_redacting())\n                    OR ((NEW.search IS DISTINCT FROM OLD.search) AND NOT ledger_redacting())\n                    OR (NEW.to_position IS DISTINCT FROM OLD.to_position\n                        AND (OLD.to_position IS NOT NULL\n                            OR NEW.to_position IS DISTINCT FROM ledger_closing())) THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_derived_is_recorded', MESSAGE = format('rows of %I follow the revision they are of', TG_TABLE_NAME);\n                END IF;\n                RETURN NEW;\n            ", hash='f59d8d5a821702feaf3e10496f60c5e2123c0a33', operation='UPDATE', pgid='pgtrigger_derived_update_62f0a', table='facts_facet', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='derived_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF NEW.to_position IS NOT NULL\n                    OR NEW.from_position IS DISTINCT FROM ledger_closing()\n                    OR (NOT EXISTS (SELECT FROM ledger_revision WHERE kind = 'fact'\n                        AND object_id = NEW.fact_id AND number = NEW.number\n                        AND from_position = NEW.from_position)\n                    AND true) THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_derived_is_recorded', MESSAGE = format('rows of %I follow the revision they are of', TG_TABLE_NAME);\n                END IF;\n                RETURN NEW;\n            ", hash='4656861029a270f5d90630d916a727f2b78b667f', operation='INSERT', pgid='pgtrigger_derived_insert_85df9', table='facts_mention', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mention',
            trigger=pgtrigger.compiler.Trigger(name='derived_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF (to_jsonb(OLD) - 'to_position') IS DISTINCT FROM (to_jsonb(NEW) - 'to_position')\n                    OR (ledger_closing() IS NULL AND NOT ledger_redacting())\n                    OR ((false) AND NOT ledger_redacting())\n                    OR (NEW.to_position IS DISTINCT FROM OLD.to_position\n                        AND (OLD.to_position IS NOT NULL\n                            OR NEW.to_position IS DISTINCT FROM ledger_closing())) THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_derived_is_recorded', MESSAGE = format('rows of %I follow the revision they are of', TG_TABLE_NAME);\n                END IF;\n                RETURN NEW;\n            ", hash='a5cc405f85803de8f207bbe5dc0d76747a0c4fc6', operation='UPDATE', pgid='pgtrigger_derived_update_f5bac', table='facts_mention', when='BEFORE')),
        ),
    ]
