"""Merging entities that turned out to be one, and parting them again.

Everything here runs inside `ledger.actions.change`.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from factstore.core.errors import FieldError, IllegalTransition, Invalid
from factstore.entities.models import Alias, Entity, ExternalId
from factstore.ledger import kinds, merges, usage
from factstore.ledger.locks import alone, hold, lock

Expected = frozenset[int] | None


def merge_entity(
    entity_id: UUID, *, into: UUID, expected: Expected, merge_facts: bool = False
) -> Entity:
    """Let everything that names an entity name another; its names and external ids move there.

    `merge_facts`: facts that come to claim the same are merged, too.

    Raises:
        Invalid: `into` is no other entity of this kind that is in use.
        WouldDuplicate: facts would claim the same.
    """
    alone()
    entity = lock(Entity, "entity", entity_id, expected=expected)
    other = _other(entity, into)
    stored = {other.name, *other.aliases.values_list("text", flat=True)}
    names = [entity.name, *entity.aliases.values_list("text", flat=True)]
    entity.aliases.all().delete()
    Alias.objects.bulk_create(
        Alias(entity=other, text=name) for name in dict.fromkeys(names) if name not in stored
    )
    ExternalId.objects.filter(entity=entity).update(entity=other)
    Entity.objects.filter(merged_into=entity).update(merged_into=other)
    entity.merged_into = other
    entity.save(update_fields=["merged_into"])
    for name in kinds.names():
        kinds.get(name).adopt("entity", entity.pk, other.pk, merge_facts)
    return entity


def unmerge_entity(entity_id: UUID, *, expected: Expected) -> Entity:
    """Give an entity back what its merge moved; what came to the other one later stays there.

    Raises:
        IllegalTransition: it is not merged, or what it was merged into was merged itself since.
        WouldDuplicate: facts would claim the same.
    """
    alone()
    entity = lock(Entity, "entity", entity_id, expected=expected, merged=True)
    change_id, step = merges.merging("entity", entity_id)
    into = UUID(step.after["merged_into"])
    if into != entity.merged_into_id:
        raise IllegalTransition(
            f"It was merged into {into}, which was merged itself since: part that one first."
        )
    other = lock(Entity, "entity", into, expected=None)
    entity.merged_into = None
    entity.save(update_fields=["merged_into"])
    _give_back_names(entity, step.before, other, change_id)
    for moved in merges.steps("entity", change_id):
        if moved.before["merged_into"] == str(entity.pk):
            Entity.objects.filter(pk=moved.object_id, merged_into=other).update(merged_into=entity)
    for name in kinds.names():
        kinds.get(name).give_back("entity", entity.pk, other.pk, change_id)
    return entity


def naming_survivors(errors: Iterable[FieldError], ids: Iterable[UUID]) -> Iterator[FieldError]:
    """Yield refusals; those of unknown entities that were merged say into which.

    `ids` are entities that are not in use; a refusal is about the one that it names in its detail.
    """
    unknown = list(ids)
    merged = Entity.objects.filter(pk__in=unknown, merged_into__isnull=False) if unknown else ()
    into = {str(row.pk): row.merged_into_id for row in merged}
    for error in errors:
        one = next((pk for pk in into if pk in error.detail), None)
        if error.code == "unknown" and one is not None:
            detail = f"The entity {one} was merged into {into[one]}: name that one."
            yield FieldError(error.pointer, "merged", detail)
        else:
            yield error


def undo_steps(entity_id: UUID, before: kinds.Document, after: kinds.Document) -> None:
    """Take back what lies between two documents of an entity: its withdrawal, merge or parting.

    Raises: as `merge_entity` and `unmerge_entity`.
    """
    _undo_withdrawal(entity_id, before, after)
    was, became = before.get("merged_into"), after["merged_into"]
    now = Entity.objects.get(pk=entity_id).merged_into_id
    if was == became or str(now) == str(was):
        return
    if was is None:
        unmerge_entity(entity_id, expected=None)
    elif became is None:
        merge_entity(entity_id, into=UUID(was), expected=None, merge_facts=True)
    else:
        raise IllegalTransition(f"It follows what it was merged into: part that from {became}.")


def _withdraw(entity_id: UUID, reason: str) -> Entity:
    return usage.withdraw(lock(Entity, "entity", entity_id, expected=None), "entity", reason=reason)


_undo_withdrawal = usage.undoing(Entity, "entity", _withdraw)


def _other(entity: Entity, into: UUID) -> Entity:
    if into == entity.pk:
        problem = FieldError("/into", "itself", "An entity is merged into another one.")
    elif not hold(Entity, [into]):
        detail = f"There is no entity {into}, or it was withdrawn or merged."
        (problem,) = naming_survivors([FieldError("/into", "unknown", detail)], [into])
    else:
        other = Entity.objects.get(pk=into)
        if other.kind == entity.kind:
            return other
        detail = f"A {entity.kind} is not merged into a {other.kind}: correct its kind first."
        problem = FieldError("/into", "wrong_kind", detail)
    raise Invalid("The entity cannot be merged so.", errors=[problem])


def _give_back_names(
    entity: Entity, before: kinds.Document, other: Entity, change_id: UUID
) -> None:
    for gained in merges.steps("entity", change_id, of=other.pk):
        new = set(gained.after["aliases"]) - set(gained.before["aliases"])
        other.aliases.filter(text__in=new).delete()
    Alias.objects.bulk_create(Alias(entity=entity, text=text) for text in before["aliases"])
    for external in before["external_ids"]:
        ExternalId.objects.filter(entity=other, **external).update(entity=entity)
