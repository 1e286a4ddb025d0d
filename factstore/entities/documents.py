"""The documents of entities."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from factstore.entities.models import Entity
from factstore.ledger.kinds import Document


def entities(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    rows = Entity.objects.filter(pk__in=ids).prefetch_related("aliases", "external_ids")
    return {row.id: entity(row) for row in rows}


def entity(row: Entity) -> Document:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "name": row.name,
        "sentence_name": row.sentence_name,
        "description": row.description,
        "aliases": sorted(alias.text for alias in row.aliases.all()),
        "external_ids": sorted(
            ({"scheme": x.scheme, "value": x.value} for x in row.external_ids.all()),
            key=lambda x: (x["scheme"], x["value"]),
        ),
        "merged_into": row.merged_into_id and str(row.merged_into_id),
        "withdrawn": None if row.withdrawn_reason is None else {"reason": row.withdrawn_reason},
    }


def entity_face(document: Document) -> object:
    """Return what facts repeat of an entity, or are found by."""
    return [document[name] for name in ("kind", "name", "sentence_name", "aliases")]
