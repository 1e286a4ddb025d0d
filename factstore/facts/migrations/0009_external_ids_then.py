"""Find who had an external id at an earlier position (`facts/naming.py`) without reading all entities."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("facts", "0008_derived_facets"), ("ledger", "0011_redacted_by_record")]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX facts_external_ids_then ON ledger_revision
                USING gin ((document::jsonb -> 'external_ids') jsonb_path_ops) WHERE kind = 'entity'
            """,
            "DROP INDEX facts_external_ids_then",
        )
    ]
