"""Taking back steps of facts and types: withdrawal, merge, status, standing.

Called where a change is undone as a whole, which runs alone. What a fact says comes back by
`revert`, which then checks that an accepted fact keeps its promises.
"""

from collections.abc import Callable
from uuid import UUID

from factstore.core.constraints import refusing
from factstore.core.errors import IllegalTransition, InUse
from factstore.facts.actions import merging, workflow
from factstore.facts.actions.claims import same_claim
from factstore.facts.actions.flags import resolve_flag
from factstore.facts.actions.proposals import reject_proposal
from factstore.facts.actions.rights import authors, check_other
from factstore.facts.actions.submissions import close_submissions, reopen_submissions
from factstore.facts.models import Fact, FactType, Flag, Proposal
from factstore.ledger import usage
from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import assign, lock

_NEEDS = {
    "fact_type": "a type",
    "values__entity": "an entity",
    "evidence__hops__entity": "an entity",
    "evidence__hops__publisher": "a publisher",
    "evidence__evidence_quotes__quote": "a quote",
    "evidence__version__article": "an article",
    "superseded_by": "a successor",
}


def withdraw_fact(fact_id: UUID, reason: str) -> Fact:
    return workflow.withdraw_fact(fact_id, reason=reason, expected=None)


def undo_fact(fact_id: UUID, before: Document, after: Document) -> None:
    """Take back the steps between two documents of a fact.

    Raises:
        Duplicate: another fact claims the same by now.
        InUse: what it stands on was withdrawn, or a fact names as its successor what would not be
            accepted any more.
        OwnFact: it would be accepted again by who wrote it.
        IllegalTransition, Invalid: as `merge_fact`, `unmerge_fact` and `set_standing`.
    """
    if before["withdrawn"] and not after["withdrawn"]:
        withdraw_fact(fact_id, before["withdrawn"]["reason"])
        return
    if after["withdrawn"] and not before["withdrawn"]:
        fact = usage.reinstate(Fact, "fact", fact_id, needs=_NEEDS)
        with refusing({"facts_fact_claim_is_unique": same_claim(fact.values_digest)}):
            fact.save(update_fields=["withdrawn_reason"])
        reopen_submissions(fact)
    _undo_merge(fact_id, before.get("merged_into"), after.get("merged_into"))
    steps = ("status", "standing")
    if any(before[step] != after[step] for step in steps):
        _undo_status(lock(Fact, "fact", fact_id, expected=None), before)


def _undo_merge(fact_id: UUID, was: str | None, became: str | None) -> None:
    now = Fact.objects.get(pk=fact_id).merged_into_id
    if was == became or str(now) == str(was):
        return
    if was is None:
        merging.unmerge_fact(fact_id, expected=None)
    elif became is None:
        merging.merge_fact(fact_id, into=UUID(was), expected=None)
    else:
        raise IllegalTransition(f"It follows what it was merged into: part that from {became}.")


def _undo_status(fact: Fact, before: Document) -> None:
    standing = before["standing"]
    if before["status"] == Fact.Status.ACCEPTED and fact.status != before["status"]:
        check_other(open_change().actor, authors(fact), "A fact")
    elif before["status"] != Fact.Status.ACCEPTED:
        successors = usage.users_of("fact", fact.pk)
        if successors:
            named = ", ".join(str(user) for _, user in successors)
            raise InUse(f"It stays accepted: it is the successor of {named}.")
    columns = {
        "status": before["status"],
        "standing": standing["state"],
        "standing_reason": standing["reason"],
        "standing_note": standing["note"],
        "superseded_by_id": standing["superseded_by"] and UUID(standing["superseded_by"]),
    }
    refusals = {
        "facts_fact_claim_is_unique": same_claim(fact.values_digest),
        **workflow.refusals_of_successors(columns["superseded_by_id"]),
    }
    if assign(fact, columns):
        with refusing(refusals):
            fact.save(update_fields=list(columns))
    if fact.status == Fact.Status.REJECTED:
        close_submissions(fact, because=f"The fact is rejected again: {open_change().reason}")
    else:
        reopen_submissions(fact)


def withdraw_type(type_id: UUID, reason: str) -> FactType:
    """Withdraw a type that no fact in use is of.

    Raises:
        InUse: facts are of it.
    """
    return usage.withdraw(
        lock(FactType, "fact_type", type_id, expected=None), "fact_type", reason=reason
    )


undo_type = usage.undoing(FactType, "fact type", withdraw_type)


def withdraw_proposal(proposal_id: UUID, reason: str) -> Proposal:
    """Reject an open proposal whose making is undone."""
    return reject_proposal(proposal_id, reason=reason, expected=None)


def withdraw_flag(flag_id: UUID, reason: str) -> Flag:
    """Dismiss an open flag whose making is undone."""
    return resolve_flag(flag_id, outcome="dismissed", reason=reason, expected=None)


def undo_submission(model: type[Proposal | Flag]) -> Callable[[UUID, Document, Document], None]:
    """Return what undoes the steps of a kind of submission: those that the fact's own way undid.

    What was closed with a fact opens with it; any other resolution is final.
    """

    def undo(object_id: UUID, before: Document, _after: Document) -> None:
        if model._default_manager.get(pk=object_id).status != before["status"]:  # noqa: SLF001  Django's public name
            raise IllegalTransition("Its resolution is final: submit it again.")

    return undo
