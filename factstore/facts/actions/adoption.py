"""What merging entities does to facts: what named the one names the other, and back again."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import Q

from factstore.facts.actions import reducing
from factstore.facts.actions.matching import digests
from factstore.facts.actions.merging import check_merged_into, check_parted, move, part
from factstore.facts.models import Fact, Hop, Value
from factstore.ledger import merges
from factstore.ledger.errors import WouldDuplicate
from factstore.ledger.kinds import Document
from factstore.ledger.locks import lock


def adopt(kind: str, one: UUID, other: UUID, merging: bool) -> None:
    """Let the values and hops that name an entity name another.

    `merging`: of facts that come to claim the same, one is merged into the other.

    Raises:
        WouldDuplicate: facts would claim the same; lists the pairs.
    """
    if kind != "entity":
        return
    naming = Value.objects.filter(entity=one)
    affected = set(naming.values_list("fact", flat=True))
    renamed = set(naming.values_list("pk", flat=True))
    naming.update(entity=other)
    reducing.reduce_values(affected, renamed=renamed)
    Hop.objects.filter(entity=one).update(entity=other)
    _settle(affected, merging=merging)


def give_back(kind: str, one: UUID, other: UUID, change_id: UUID) -> None:
    """Let what a merge of entities moved name the first one again, where it still names the other.

    Raises: as `adopt`; and as `unmerge_fact` for facts that the same change merged.
    """
    if kind != "entity":
        return
    affected: set[UUID] = set()
    merged: list[merges.Step] = []
    steps = list(merges.steps("fact", change_id))
    gone = {step.object_id: reducing.reduced(step, one, other) for step in steps}
    back: dict[UUID, set[UUID]] = {}
    for step in steps:
        values = Value.objects.filter(pk__in=_values(step.before, one), entity=other)
        back[step.object_id] = reducing.give_back_values(step, gone[step.object_id])
        if values.update(entity=one) or back[step.object_id]:
            affected.add(step.object_id)
        for evidence_id, position in _hops(step.before, one):
            Hop.objects.filter(evidence=evidence_id, position=position, entity=other).update(
                entity=one
            )
        if step.before["merged_into"] is None and step.after["merged_into"] is not None:
            merged.append(step)
    _settle(affected, merging=False)
    parted: list[Fact] = []
    for step in merged:
        parted += _parted(step, change_id, gone[step.object_id])
    for step in steps:
        reducing.give_back_coverage(step, back[step.object_id], gone[step.object_id])
    check_parted(
        *parted, *Fact.objects.filter(pk__in=[pk for pk, values in back.items() if values])
    )


def _parted(step: merges.Step, change_id: UUID, gone: Mapping[UUID, UUID]) -> list[Fact]:
    """Part a fact that the same change merged, where it is merged yet; return both."""
    fact = Fact.objects.get(pk=step.object_id)
    if fact.merged_into_id is None:
        return []
    check_merged_into(fact, step)
    other = lock(Fact, "fact", fact.merged_into_id, expected=None)
    part(fact, other, step.before, change_id, reduced=gone)
    return [fact, other]


def _values(document: Document, entity: UUID) -> list[UUID]:
    values = (v for v in document["values"] if v["kind"] == "entity")
    return [UUID(v["id"]) for v in values if v["entity"]["id"] == str(entity)]


def _hops(document: Document, entity: UUID) -> Iterator[tuple[UUID, int]]:
    for item in document["evidence"]:
        for position, hop in enumerate(item["hops"]):
            if hop["agent"] and hop["agent"]["id"] == str(entity):
                yield UUID(item["id"]), position


def _settle(affected: Iterable[UUID], *, merging: bool) -> None:
    """Write the digests of what facts now claim, after merging those that claim the same."""
    new = digests(affected)
    live = Fact.objects.filter(withdrawn_reason=None, merged_into=None).exclude(status="rejected")
    others = Q(values_digest__in=new.values()) & ~Q(pk__in=new)
    rows = live.filter(Q(pk__in=new) | others)
    claiming: dict[str, list[Fact]] = {}
    for row in rows.order_by("pk"):
        claiming.setdefault(new.get(row.pk, row.values_digest), []).append(row)
    pairs: list[tuple[Fact, Fact]] = []
    for equal in claiming.values():
        kept = next((row for row in equal if row.status == Fact.Status.ACCEPTED), equal[0])
        pairs += [(row, kept) for row in equal if row.pk != kept.pk]
    if pairs and not merging:
        raise WouldDuplicate(
            "Facts would have the same values: merge them first, or with this.",
            pairs=[(one.pk, other.pk) for one, other in pairs],
        )
    for one, other in pairs:
        move(one, other)
    for fact_id, digest in new.items():
        Fact.objects.filter(pk=fact_id).exclude(values_digest=digest).update(values_digest=digest)
