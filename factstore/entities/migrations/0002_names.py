"""Trigram indexes, so that part of a name or alias finds its entity without reading them all."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# `icontains` compares upper-case forms.
INDEX = "CREATE INDEX {name} ON {table} USING gin (upper({column}::text) gin_trgm_ops)"


class Migration(migrations.Migration):
    dependencies = [("entities", "0001_initial")]

    operations = [
        TrigramExtension(),
        *(
            migrations.RunSQL(
                INDEX.format(name=f"{table}_{column}_trigrams", table=table, column=column),
                f"DROP INDEX {table}_{column}_trigrams",
            )
            for table, column in (("entities_entity", "name"), ("entities_alias", "text"))
        ),
    ]
