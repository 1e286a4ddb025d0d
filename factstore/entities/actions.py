"""Writing entities with their aliases and external ids.

Everything here runs inside `ledger.actions.change`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from factstore.core.constraints import refusing
from factstore.core.errors import Duplicate, FieldError, Invalid
from factstore.entities.models import Alias, Entity, ExternalId
from factstore.ledger import usage
from factstore.ledger.kinds import Document
from factstore.ledger.locks import assign, lock

Identifier = tuple[str, str]
"""Scheme and value of an external id: ("wikidata", "Q30")."""


def create_entity(
    *,
    kind: str,
    name: str,
    sentence_name: str = "",
    description: str = "",
    aliases: Sequence[str] = (),
    external_ids: Sequence[Identifier] = (),
) -> Entity:
    """Record an entity.

    Raises:
        Duplicate: an external id names another entity.
    """
    entity = Entity(kind=kind, name=name, sentence_name=sentence_name, description=description)
    entity.save(force_insert=True)
    _set_aliases(entity, aliases)
    _set_external_ids(entity, external_ids)
    return entity


def update_entity(
    entity_id: UUID, changes: Mapping[str, Any], *, expected: frozenset[int] | None
) -> Entity:
    """Set the named members of an entity; `aliases` and `external_ids` replace the whole list.

    Raises:
        Duplicate: an external id names another entity.
        Invalid: its values stand in fields that take no entity of the new kind.
    """
    entity = lock(Entity, "entity", entity_id, expected=expected)
    columns = dict(changes)
    aliases, external_ids = columns.pop("aliases", None), columns.pop("external_ids", None)
    if "kind" in columns and columns["kind"] != entity.kind and usage.users_of("entity", entity_id):
        error = FieldError("/kind", "in_use", "Facts name it as what it is: its kind stays.")
        raise Invalid("The kind of an entity that facts name stays.", errors=[error])
    if assign(entity, columns):
        entity.save()
    if aliases is not None:
        _set_aliases(entity, aliases)
    if external_ids is not None:
        _set_external_ids(entity, external_ids)
    return entity


def revert_entity(entity_id: UUID, document: Document, expected: frozenset[int] | None) -> Entity:
    """Give an entity what a recorded document of it says.

    Raises: as `update_entity`.
    """
    columns = ("kind", "name", "sentence_name", "description", "aliases")
    changes = {name: document[name] for name in columns}
    external_ids = [(item["scheme"], item["value"]) for item in document["external_ids"]]
    return update_entity(entity_id, {**changes, "external_ids": external_ids}, expected=expected)


def withdraw_entity(entity_id: UUID, *, reason: str, expected: frozenset[int] | None) -> Entity:
    """Withdraw an entity recorded in error.

    Raises:
        InUse: facts name it.
    """
    entity = lock(Entity, "entity", entity_id, expected=expected)
    return usage.withdraw(entity, "entity", reason=reason)


def _set_aliases(entity: Entity, aliases: Sequence[str]) -> None:
    stored = set(entity.aliases.values_list("text", flat=True))
    entity.aliases.filter(text__in=stored - set(aliases)).delete()
    Alias.objects.bulk_create(
        Alias(entity=entity, text=text) for text in dict.fromkeys(aliases) if text not in stored
    )


def _set_external_ids(entity: Entity, external_ids: Sequence[Identifier]) -> None:
    stored = set(entity.external_ids.values_list("scheme", "value"))
    for row in entity.external_ids.all():
        if (row.scheme, row.value) not in external_ids:
            row.delete()
    for scheme, value in dict.fromkeys(external_ids):
        if (scheme, value) not in stored:
            _add_external_id(entity, scheme, value)


def _add_external_id(entity: Entity, scheme: str, value: str) -> None:
    def taken() -> Duplicate:
        existing = ExternalId.objects.get(scheme=scheme, value=value)
        return Duplicate(
            f"{scheme}:{value} names another entity.",
            collection="entities",
            existing_id=existing.entity_id,
        )

    with refusing({"entities_externalid_names_one_entity": taken}):
        ExternalId.objects.create(entity=entity, scheme=scheme, value=value)
