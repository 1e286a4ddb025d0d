"""Open proposals and flags go with their fact, and come back with it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Now

from factstore.core.errors import IllegalTransition, NotFound
from factstore.facts.models import Fact, Flag, Proposal
from factstore.facts.models.submissions import CLOSED, OPEN
from factstore.ledger.actions import open_change
from factstore.ledger.errors import Merged
from factstore.ledger.locks import hold
from factstore.ledger.queries import withdrawal


def hold_fact(fact_id: UUID, *, what: str, others: Iterable[UUID] = ()) -> tuple[Fact, set[UUID]]:
    """Return a fact about which something can be submitted, and stays so until the change ends.

    With it come those of `others` that are in use. `what` is what would be submitted, for people.

    Raises:
        NotFound, Withdrawn, Merged: the fact is not there, or not any more.
        IllegalTransition: it is rejected.
    """
    held = hold(Fact, [fact_id, *others])
    fact = Fact.objects.select_related("fact_type").filter(pk=fact_id).first()
    if fact is None:
        raise NotFound(f"There is no fact {fact_id}.")
    if fact.merged_into_id is not None:
        raise Merged("fact", fact_id, fact.merged_into_id)
    if fact_id not in held:
        raise withdrawal("fact", fact_id, reason=fact.withdrawn_reason or "")
    if fact.status == Fact.Status.REJECTED:
        raise IllegalTransition(f"A rejected fact takes no {what}: reopen it first.")
    return fact, held


def close_submissions(fact: Fact, *, because: str) -> None:
    """Close the open proposals and flags of a fact that was just rejected, withdrawn or merged.

    `because` says which of these, and why; it is told as the reason of their resolution.
    """
    _settle(fact)
    for row in _about(fact, OPEN):
        row.status = CLOSED
        row.resolution_reason = because
        row.resolved_by = open_change().actor
        row.resolved_at = Now()
        row.save()


def reopen_submissions(fact: Fact) -> None:
    """Open again what was closed with a fact, where the fact is in use again."""
    now = _settle(fact)
    if now.status == Fact.Status.REJECTED or now.merged_into_id or now.withdrawn_reason:
        return
    for row in _about(fact, CLOSED):
        row.status = OPEN
        row.resolution_reason = row.resolved_by = row.resolved_at = None
        row.save()


def _about(fact: Fact, status: str) -> list[Proposal | Flag]:
    return [*Proposal.objects.of(fact.pk, status), *Flag.objects.of(fact.pk, status)]


def _settle(fact: Fact) -> Fact:
    """Return a fact as it is, after those who are about to submit something about it."""
    return Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
