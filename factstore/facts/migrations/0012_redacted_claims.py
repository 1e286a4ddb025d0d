"""What a redacted fact claims is its own, also where it was redacted before claims said so."""

from typing import Any

from django.db import migrations
from django.db.models import Q

from factstore.core import canonical
from factstore.core.redaction import BLOT, WIDE_BLOT
from factstore.facts.claims import claim
from factstore.facts.stored import value_draft

_BLOTTED = Q()
for _blot in (BLOT, WIDE_BLOT):
    _BLOTTED |= Q(values__text__contains=_blot) | Q(values__unit__contains=_blot)


def claim_anew(apps: Any, schema_editor: Any) -> None:
    """Digest again what facts with blots claim; no document shows it."""
    facts = apps.get_model("facts", "Fact").objects
    loaded = ("clauses", "values__field", "values__clause")
    blotted = facts.filter(_BLOTTED).distinct().select_related("fact_type")
    schema_editor.execute("ALTER TABLE facts_fact DISABLE TRIGGER USER")
    for row in blotted.prefetch_related(*loaded).iterator(200):
        values = [(v.field, v.content, v.clause) for v in map(value_draft, row.values.all())]
        clauses = {clause.number: clause.polarity for clause in row.clauses.all()}
        said = claim(row.fact_type.name, values, clauses, own=row.pk)
        facts.filter(pk=row.pk).update(values_digest=canonical.digest(said))
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE facts_fact ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("facts", "0011_warnings")]

    operations = [migrations.RunPython(claim_anew, migrations.RunPython.noop)]
