"""The documents of fact types."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from factstore.facts.models import FactType, Field
from factstore.ledger.kinds import Document


def fact_types(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    rows = FactType.objects.filter(pk__in=ids).prefetch_related("fields")
    return {row.id: fact_type(row) for row in rows}


def fact_type(row: FactType) -> Document:
    return {
        "id": str(row.id),
        "name": row.name,
        "label": row.label,
        "basis": row.basis,
        "description": row.description,
        "template": row.template,
        "clause_template": row.clause_template,
        "fields": [_field(f) for f in sorted(row.fields.all(), key=lambda f: (f.position, f.name))],
        "withdrawn": None if row.withdrawn_reason is None else {"reason": row.withdrawn_reason},
    }


def _field(row: Field) -> Document:
    return {
        "name": row.name,
        "label": row.label,
        "help_text": row.help_text,
        "kinds": row.kinds,
        "entity_kinds": row.entity_kinds,
        "choices": [{"choice": c["choice"], "label": c["label"]} for c in row.choices],
        "required": row.required,
        "one_of": row.one_of,
        "repeated": row.repeated,
        "key": row.key,
        "scope": row.scope,
        "deprecated": row.deprecated,
    }
