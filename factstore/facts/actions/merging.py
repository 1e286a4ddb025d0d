"""Merging facts that make one claim: the evidence of one moves to the other, and back again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from factstore.core.constraints import refusing
from factstore.core.errors import FieldError, IllegalTransition, Invalid
from factstore.facts import documents
from factstore.facts.actions.claims import check_accepted, save_claim
from factstore.facts.actions.matching import digests, equals
from factstore.facts.actions.submissions import close_submissions, reopen_submissions
from factstore.facts.models import Coverage, Evidence, EvidenceQuote, Fact, Hop
from factstore.ledger import merges
from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import alone, lock
from factstore.ledger.models import Revision

Expected = frozenset[int] | None

_CIRCLE = "facts_fact_successors_do_not_circle"


def merge_fact(fact_id: UUID, *, into: UUID, expected: Expected) -> Fact:
    """Move the evidence of a fact to another one, which makes the same claim or a wider one.

    Raises:
        Invalid: `into` is no other fact of this type in use, lacks a value that evidence of this
            one covers, is hidden from those who see this one, or would succeed itself.
    """
    alone()
    fact = lock(Fact, "fact", fact_id, expected=expected)
    move(fact, _other(fact, into))
    return fact


def _other(fact: Fact, into: UUID) -> Fact:
    """Return the fact into which `fact` may be merged.

    Raises:
        Invalid: as `merge_fact`.
    """
    other = Fact.objects.filter(pk=into, withdrawn_reason=None).first()
    if other is None or other.pk == fact.pk or other.fact_type_id != fact.fact_type_id:
        code = "unknown"
        detail = f"There is no other fact {into} of this type, or it was withdrawn."
    elif other.merged_into_id is not None:
        code = "merged"
        detail = f"Fact {into} was merged into {other.merged_into_id}: name that one."
    elif other.status != fact.status and (
        fact.status == Fact.Status.ACCEPTED or other.status == Fact.Status.REJECTED
    ):
        code = "not_accepted"
        detail = f"Fact {into} is {other.status}: what is published or open would be hidden there."
    else:
        return other
    raise Invalid("It cannot be merged so.", errors=[FieldError("/into", code, detail)])


def move(fact: Fact, other: Fact) -> None:
    """Move the evidence of `fact` to `other`, and mark it as merged.

    Facts that it superseded name `other` in their standing.

    Raises:
        Invalid: `other` lacks a value that evidence of `fact` covers, or would succeed itself.
    """
    pairs = equals(fact, other)
    covered = Coverage.objects.filter(fact=fact).select_related("value__field")
    lacking = {row.value_id: row.value.field.name for row in covered if row.value_id not in pairs}
    if lacking:
        errors = [
            FieldError("/into", "no_equal_value", f"It has no {name} that says what {pk} says.")
            for pk, name in lacking.items()
        ]
        raise Invalid("The other fact lacks values that the evidence covers.", errors=errors)
    Fact.objects.filter(merged_into=fact).update(merged_into=other)
    fact.merged_into = other
    fact.save(update_fields=["merged_into"])
    ids = list(Evidence.objects.filter(fact=fact).order_by("position").values_list("pk", flat=True))
    _reassign(ids, fact, other, pairs)
    with refusing(
        {_CIRCLE: lambda: _circular(f"What {fact.pk} is superseded by leads to {other.pk}.")}
    ):
        Fact.objects.filter(superseded_by=fact).update(superseded_by=other)
    close_submissions(fact, because=f"The fact was merged into {other.pk}: {open_change().reason}")


def unmerge_fact(fact_id: UUID, *, expected: Expected) -> Fact:
    """Give a fact the evidence back that its merge moved, where the other fact still has it.

    Raises:
        IllegalTransition: it is not merged, or what it was merged into was merged itself since.
        Invalid: evidence that moved covers, by now, values that this fact does not have.
        Duplicate: another fact has the same values by now.
        FactIncomplete: the other fact, or this one, is accepted and would lack what it needs.
    """
    alone()
    fact = lock(Fact, "fact", fact_id, expected=expected, merged=True)
    change_id, step = merges.merging("fact", fact_id)
    other = lock(Fact, "fact", check_merged_into(fact, step), expected=None)
    part(fact, other, step.before, change_id)
    check_parted(fact, other)
    return fact


def check_merged_into(fact: Fact, step: merges.Step) -> UUID:
    """Return what a fact was merged into by `step`, if that is where it is merged now.

    Raises:
        IllegalTransition: what it was merged into was merged itself since.
    """
    into = UUID(step.after["merged_into"])
    if into != fact.merged_into_id:
        raise IllegalTransition(
            f"It was merged into {into}, which was merged itself since: part that one first."
        )
    return into


def part(
    fact: Fact,
    other: Fact,
    before: Document,
    change_id: UUID,
    *,
    reduced: Mapping[UUID, UUID] | None = None,
) -> None:
    """Give `fact` the evidence back that it had in `before`, as far as `other` still has it.

    What its merge let name `other` as its successor names `fact` again, unless that has changed.

    `reduced` are values that the same change reduced to others of the fact, before it was merged.
    """
    moved = [UUID(item["id"]) for item in before["evidence"]]
    ids = list(Evidence.objects.filter(pk__in=moved, fact=other).values_list("pk", flat=True))
    pairs = equals(other, fact) | _pairs_of(before, other, change_id, reduced or {})
    lacking = Coverage.objects.filter(evidence__in=ids).exclude(value__in=pairs)
    if lacking.exists():
        errors = [
            FieldError("", "no_equal_value", f"Evidence {row.evidence_id} covers {row.value_id}.")
            for row in lacking
        ]
        raise Invalid("Evidence that moved covers values of the other fact alone.", errors=errors)
    fact.merged_into = None
    save_claim(fact, digests([fact.pk])[fact.pk])
    _reassign(ids, other, fact, pairs)
    for moved_on in merges.steps("fact", change_id):
        again = Fact.objects.filter(pk=moved_on.object_id)
        if moved_on.before["merged_into"] == str(fact.pk):
            again.filter(merged_into=other).update(merged_into=fact)
        if moved_on.before["standing"]["superseded_by"] == str(fact.pk):
            with refusing({_CIRCLE: lambda: _circular("By now it would succeed itself.")}):
                again.filter(superseded_by=other).update(superseded_by=fact)
    reopen_submissions(fact)


def check_parted(*facts: Fact) -> None:
    """Refuse to leave accepted facts without what readers are promised.

    Raises:
        FactIncomplete: one would lack it.
    """
    for accepted in facts:
        if accepted.status == Fact.Status.ACCEPTED:
            check_accepted(accepted)


def _pairs_of(
    before: Document, other: Fact, change_id: UUID, reduced: Mapping[UUID, UUID]
) -> dict[UUID, UUID]:
    """Return which value each moved coverage covered before, by the value that it came to cover."""
    covered = {
        item["id"]: _left([UUID(c["value"]) for c in item["covers"]], reduced)
        for item in before["evidence"]
    }
    pairs: dict[UUID, UUID] = {}
    for step in merges.steps("fact", change_id, of=other.pk):
        for item in step.after["evidence"]:
            # Coverages keep their ids, by which documents order them.
            now = [UUID(c["value"]) for c in item["covers"]]
            pairs |= dict(zip(now, covered.get(item["id"], ()), strict=False))
    return pairs


def _left(covered: Sequence[UUID], reduced: Mapping[UUID, UUID]) -> list[UUID]:
    """Return what is covered once values are reduced, in the order of the coverages that stay."""
    own = {value for value in covered if value not in reduced}
    moved = [value if value in own else reduced[value] for value in covered]
    return [
        value
        for i, value in enumerate(moved)
        if covered[i] in own or (value not in own and value not in moved[:i])
    ]


def _reassign(ids: list[UUID], fact: Fact, other: Fact, pairs: Mapping[UUID, UUID]) -> None:
    """Make evidence that of another fact; what was not stale there is not stale here."""
    current = Revision.objects.current("fact").get(object_id=other.pk)
    stale = _stale(fact)
    start = Evidence.objects.filter(fact=other).count()
    for value, equal in pairs.items():
        Coverage.objects.filter(evidence__in=ids, value=value).update(fact=other, value=equal)
    for i, evidence_id in enumerate(ids):
        confirmed = None if evidence_id in stale else current.content_revision + 1
        Evidence.objects.filter(pk=evidence_id).update(
            fact=other, position=start + i, confirmed_in=confirmed
        )
    for model in (EvidenceQuote, Hop):
        model._default_manager.filter(evidence__in=ids).update(fact=other)  # noqa: SLF001  Django's public name


def _circular(detail: str) -> Invalid:
    return Invalid(
        "A fact does not supersede itself.", errors=[FieldError("/into", "circular", detail)]
    )


def _stale(fact: Fact) -> set[UUID]:
    document = documents.facts([fact.pk])[fact.pk]
    return {UUID(item["id"]) for item in document["evidence"] if item["stale"]}
