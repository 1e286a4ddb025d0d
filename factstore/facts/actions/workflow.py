"""The life of a fact: draft, proposed, accepted or rejected; its standing; its withdrawal."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection

from factstore.accounts.models import User
from factstore.core.constraints import refusing
from factstore.core.errors import FieldError, IllegalTransition, Invalid
from factstore.facts import documents
from factstore.facts.actions.claims import same_claim
from factstore.facts.actions.rights import authors, check_other, check_proposing, check_withdrawal
from factstore.facts.actions.submissions import close_submissions, reopen_submissions
from factstore.facts.completeness import missing
from factstore.facts.errors import FactIncomplete
from factstore.facts.models import Fact
from factstore.facts.models.standing import SUPERSEDING_LOCK
from factstore.facts.queries import spec
from factstore.ledger import notes, usage
from factstore.ledger.actions import open_change
from factstore.ledger.locks import assign, lock

Expected = frozenset[int] | None
"""The content revisions that the caller would build on; None: any."""

_SUCCESSOR = "/superseded_by"
_FROM = {
    "proposed": (Fact.Status.DRAFT,),
    "accepted": (Fact.Status.DRAFT, Fact.Status.PROPOSED),
    "rejected": (Fact.Status.DRAFT, Fact.Status.PROPOSED),
    "draft": (Fact.Status.REJECTED,),
}


def propose_fact(
    fact_id: UUID, *, expected: Expected, conflict_of_interest: str | None = None
) -> Fact:
    """Hand a draft to the reviewers.

    Raises:
        IllegalTransition: it is no draft.
        NotYours: a contributor proposes the own drafts alone.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    check_proposing(fact, open_change().actor)
    return _move(fact, Fact.Status.PROPOSED, conflict_of_interest)


def accept_fact(
    fact_id: UUID, *, expected: Expected, conflict_of_interest: str | None = None
) -> Fact:
    """Publish a draft or proposed fact: from then on readers see it.

    Raises:
        IllegalTransition: it is accepted already, or rejected.
        OwnFact: the actor recorded it, or last changed what it says.
        FactIncomplete: lists every required field, uncovered value and stale evidence.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    _check_transition(fact, Fact.Status.ACCEPTED)
    check_other(open_change().actor, authors(fact), "A fact")
    lacks = list(missing(documents.facts([fact.id])[fact.id], spec(fact.fact_type_id)))
    if lacks:
        raise FactIncomplete("The fact cannot be accepted yet.", errors=lacks)
    return _move(fact, Fact.Status.ACCEPTED, conflict_of_interest)


def reject_fact(
    fact_id: UUID, *, expected: Expected, conflict_of_interest: str | None = None
) -> Fact:
    """Turn a draft or proposed fact down; its open proposals and flags are closed.

    Raises:
        IllegalTransition: it is accepted, or rejected already.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    _move(fact, Fact.Status.REJECTED, conflict_of_interest)
    close_submissions(fact, because=f"The fact was rejected: {open_change().reason}")
    return fact


def reopen_fact(
    fact_id: UUID, *, expected: Expected, conflict_of_interest: str | None = None
) -> Fact:
    """Make a rejected fact a draft again; what was closed with it is open again.

    Raises:
        IllegalTransition: it is not rejected.
        Duplicate: the same was recorded anew meanwhile.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    _move(fact, Fact.Status.DRAFT, conflict_of_interest)
    reopen_submissions(fact)
    return fact


def withdraw_fact(fact_id: UUID, *, reason: str, expected: Expected) -> Fact:
    """Withdraw a fact recorded in error: it is answered with 410 and the reason from now on.

    Its open proposals and flags are closed.

    Raises:
        InUse: other facts name it as their successor.
        NotAllowed, NotYours: reviewers withdraw accepted facts, contributors their own.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    check_withdrawal(fact, open_change().actor)
    usage.withdraw(fact, "fact", reason=reason)
    close_submissions(fact, because=f"The fact was withdrawn: {reason}")
    return fact


def set_standing(
    fact_id: UUID,
    *,
    state: str,
    reason: str,
    note: str | None = None,
    superseded_by: UUID | None = None,
    expected: Expected,
) -> Fact:
    """Say how an accepted fact stands; `note` is shown to readers, and so is the reason.

    Raises:
        IllegalTransition: the fact is not accepted.
        Invalid: a superseded fact names its successor, which is accepted and does not lead back.
    """
    _check_named(state, superseded_by)
    if superseded_by is not None:
        with connection.cursor() as cursor:  # before any row: two could wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", SUPERSEDING_LOCK)
    fact = lock(Fact, "fact", fact_id, expected=expected)
    if fact.status != Fact.Status.ACCEPTED:
        raise IllegalTransition(f"A fact that is {fact.status} has no standing yet.")
    columns = {
        "standing": state,
        "standing_reason": reason,
        "standing_note": note,
        "superseded_by_id": superseded_by,
    }
    if assign(fact, columns):
        with refusing(refusals_of_successors(superseded_by)):
            fact.save(update_fields=list(columns))
    return fact


def refusals_of_successors(successor: UUID | None) -> dict[str, Callable[[], Invalid]]:
    """Return what makes the refusals of a successor, by the constraints that it breaks."""
    return {
        "facts_fact_successor_is_accepted": lambda: _bad_successor(_no_successor(successor)),
        "facts_fact_successors_do_not_circle": lambda: _bad_successor(
            FieldError(_SUCCESSOR, "circular", "It succeeds itself in the end.")
        ),
    }


def _check_named(state: str, superseded_by: UUID | None) -> None:
    superseded = state == Fact.Standing.SUPERSEDED
    if superseded and superseded_by is None:
        raise _bad_successor(FieldError(_SUCCESSOR, "required", "Name the fact in its place."))
    if superseded_by is not None and not superseded:
        detail = "Only a superseded fact names its successor."
        raise _bad_successor(FieldError(_SUCCESSOR, "superseded_only", detail))


def _no_successor(successor: UUID | None) -> FieldError:
    named = Fact.objects.filter(pk=successor).first() if successor else None
    if named and named.merged_into_id:
        detail = f"Fact {successor} was merged into {named.merged_into_id}: name that one."
        return FieldError(_SUCCESSOR, "merged", detail)
    return FieldError(_SUCCESSOR, "not_accepted", f"There is no accepted fact {successor}.")


def _bad_successor(error: FieldError) -> Invalid:
    return Invalid("The fact cannot stand so.", errors=[error])


def _check_transition(fact: Fact, status: Fact.Status) -> None:
    if fact.status not in _FROM[status]:
        raise IllegalTransition(f"A fact that is {fact.status} does not become {status.value}.")


def _move(fact: Fact, status: Fact.Status, conflict_of_interest: str | None) -> Fact:
    _check_transition(fact, status)
    fact.status = status
    with refusing({"facts_fact_claim_is_unique": same_claim(fact.values_digest)}):
        fact.save(update_fields=["status"])
    if conflict_of_interest is not None:
        _note_conflict(fact, open_change().actor, conflict_of_interest)
    return fact


def _note_conflict(fact: Fact, actor: User, text: str) -> None:
    told = f"Conflict of interest, told with the step to {fact.status}: {text}"
    notes.write_note(kind="fact", object_id=fact.pk, author=actor, text=told)
