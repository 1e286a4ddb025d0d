"""Proposals: made for one revision of a fact, checked again when a reviewer takes them up.

Whoever resolves a proposal locks its fact first, so that two reviewers of rivals wait in one queue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Literal
from uuid import UUID

import orjson
from django.db.models.functions import Now

from factstore.accounts.programs import Program
from factstore.core.errors import (
    DomainError,
    FieldError,
    IllegalTransition,
    Invalid,
    NotFound,
)
from factstore.facts import collisions, proposed
from factstore.facts.actions.facts import apply_patch, plan_patch
from factstore.facts.actions.rights import check_other
from factstore.facts.actions.submissions import hold_fact
from factstore.facts.drafts import FactPatch
from factstore.facts.errors import FactIncomplete, NotYours, ProposalCollides
from factstore.facts.models import Fact, Proposal
from factstore.facts.queries import spec
from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import lock
from factstore.ledger.models import Revision
from factstore.quotes.finding import Place
from factstore.quotes.selectors import MAX_EXACT

Expected = frozenset[int] | None
Patch = Mapping[str, Any]
Reader = Callable[[Patch], FactPatch]
"""Reads a kept patch as the API reads one that is sent."""


def create_proposal(
    fact_id: UUID,
    *,
    base: int,
    sent: Patch,
    read: Reader,
    reason: str,
    origin: Program | None = None,
    token: Program | None = None,
) -> Proposal:
    """Keep a proposal for a fact that was read at the content revision `base`.

    It is planned as if it were applied now, so that what could never be applied is refused at once;
    nothing but the proposal is stored. `origin` is the program that made it, `token` the one that
    the actor's token names: it counts where there is no `origin`.

    Raises: as `update_fact`, with pointers into `/patch`; and
        Invalid: `origin` is another program than the token's.
        NotFound, Withdrawn, Merged, IllegalTransition: as `hold_fact`.
        ProposalCollides: what it changes has changed since `base` already.
    """
    made_by = _program(origin, token)
    fact, _ = hold_fact(fact_id, what="proposals")
    base_document = _document(fact, base)
    if base_document is None:
        error = FieldError("/base", "unknown", f"The fact has no content revision {base}.")
        raise Invalid("The proposal has no base.", errors=[error])
    kept = proposed.normal(sent, [() for _ in sent.get("evidence", {}).get("set", ())])
    if not kept:
        error = FieldError("/patch", "required", "The proposal changes nothing.")
        raise Invalid("The proposal changes nothing.", errors=[error])
    entries = _entries(fact, kept, base_document)
    _refuse(collisions.collisions(entries, base_document, _current(fact)))
    with _within("/patch"):
        parts = plan_patch(fact, read(sent))
    return Proposal.objects.create(
        fact=fact,
        author=open_change().actor,
        base=base,
        patch=proposed.normal(
            sent, [[_quote(place) for place in quoted.places] for quoted in parts.quoted]
        ),
        reason=reason,
        origin_model=made_by.model if made_by else None,
        origin_version=made_by.version if made_by else None,
    )


def accept_proposal(
    proposal_id: UUID,
    *,
    read: Reader,
    reason: str,
    apply: Literal["all", "fitting"] = "all",
    expected: Expected,
) -> Proposal:
    """Change the fact as a proposal says; open rivals for the same items are superseded by it.

    Raises: as `update_fact`, with pointers into `/patch` of the proposal, also where only a part of
    it is applied, and those of FactIncomplete into the fact as it would be; and
        IllegalTransition: it is resolved already.
        OwnFact: the actor made it.
        ProposalCollides: what it changes has changed since its base, and `apply` is "all", or
            nothing is left that fits.
    """
    fact, proposal = _open(proposal_id, expected)
    check_other(open_change().actor, {proposal.author_id}, "A proposal")
    base_document = _document(fact, proposal.base)
    if base_document is None:
        raise LookupError(f"fact {fact.pk} lost its revision {proposal.base}")
    entries = _entries(fact, proposal.patch, base_document)
    collided = collisions.collisions(entries, base_document, _current(fact))
    out = collisions.left_out(entries, collided)
    pointers = {collision.pointer for collision in out}
    applied = [entry for entry in entries if entry.pointer not in pointers]
    if apply == "all" or not applied:
        _refuse(collided)
    rest, places = collisions.without(proposal.patch, pointers)
    with _within("/patch", places):
        apply_patch(fact, read(rest))
    proposal.left_out = [collision.as_json() for collision in out]
    _resolve(proposal, Proposal.Status.ACCEPTED, reason)
    _supersede_rivals(fact, proposal, collisions.touched(applied))
    return proposal


def reject_proposal(proposal_id: UUID, *, reason: str, expected: Expected) -> Proposal:
    """Turn a proposal down.

    Raises:
        IllegalTransition: it is resolved already.
    """
    _, proposal = _open(proposal_id, expected)
    return _resolve(proposal, Proposal.Status.REJECTED, reason)


def withdraw_proposal(proposal_id: UUID, *, reason: str, expected: Expected) -> Proposal:
    """Take a proposal back, as its author.

    Raises:
        IllegalTransition: it is resolved already.
        NotYours: it is somebody else's.
    """
    _, proposal = _open(proposal_id, expected)
    if proposal.author_id != open_change().actor.pk:
        raise NotYours("A proposal is taken back by whoever made it; reject it instead.")
    return _resolve(proposal, Proposal.Status.WITHDRAWN, reason)


def compared(proposal: Proposal) -> tuple[collisions.Collision, ...]:
    """Return what a proposal touches, item by item: when it was made, now, and as proposed."""
    fact, base = proposal.fact, _document(proposal.fact, proposal.base)
    if base is None:
        raise LookupError(f"fact {fact.pk} lost its revision {proposal.base}")
    return collisions.side_by_side(_entries(fact, proposal.patch, base), base, _current(fact))


def reason_of_acceptance(proposal_id: UUID, reason: str) -> str:
    """Return the reason of the change that applies a proposal: the reviewer's, and the author's.

    Raises:
        NotFound: there is no such proposal.
    """
    proposal = Proposal.objects.select_related("author").filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    made_by = proposal.author.get_username()
    return f"{reason}\n\nProposal {proposal.pk} of {made_by}: {proposal.reason}"


def _program(origin: Program | None, token: Program | None) -> Program | None:
    if origin is not None and token is not None and origin != token:
        detail = f"The token is given to {token.agent}: leave the origin out, or name this program."
        error = FieldError("/origin", "other_program", detail)
        raise Invalid("The proposal would name another program than its token.", errors=[error])
    return origin or token


def _open(proposal_id: UUID, expected: Expected) -> tuple[Fact, Proposal]:
    found = Proposal.objects.filter(pk=proposal_id).values_list("fact", "status").first()
    if found is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    fact_id, status = found
    _check_open(status)
    fact = lock(Fact, "fact", fact_id, expected=None)
    proposal = lock(Proposal, "proposal", proposal_id, expected=expected)
    _check_open(proposal.status)
    return fact, proposal


def _check_open(status: str) -> None:
    if status != Proposal.Status.OPEN:
        raise IllegalTransition(f"The proposal is {status} already.")


def _resolve(proposal: Proposal, status: Proposal.Status, reason: str) -> Proposal:
    proposal.status = status
    proposal.resolution_reason = reason
    proposal.resolved_by = open_change().actor
    proposal.resolved_at = Now()
    proposal.save()
    return proposal


def _supersede_rivals(fact: Fact, winner: Proposal, touched: frozenset[collisions.Item]) -> None:
    singles = _singles(fact)
    for rival in Proposal.objects.of(fact.pk, Proposal.Status.OPEN).exclude(pk=winner.pk):
        if touched & collisions.touched(collisions.entries(rival.patch, None, singles=singles)):
            rival.superseded_by = winner
            reason = f"Proposal {winner.pk} of the same items was accepted."
            _resolve(rival, Proposal.Status.SUPERSEDED, reason)


def _entries(fact: Fact, patch: Patch, base: Document | None) -> list[collisions.Entry]:
    return collisions.entries(patch, base, singles=_singles(fact))


def _singles(fact: Fact) -> set[str]:
    """Return the fields outside clauses of which a fact has one value at the most."""
    fields = spec(fact.fact_type_id).fields.values()
    return {field.name for field in fields if not field.repeated and not field.scope}


def _refuse(collided: Iterable[collisions.Collision]) -> None:
    told = [collision.as_json() for collision in collided]
    if told:
        raise ProposalCollides(
            "What the proposal changes, or builds on, has changed since its base.",
            collisions=told,
        )


def _document(fact: Fact, content_revision: int) -> Document | None:
    """Return what the store said of a fact at a content revision of its own."""
    revisions = Revision.objects.filter(
        kind="fact", object_id=fact.pk, content_revision=content_revision
    )
    text = revisions.order_by("number").values_list("document", flat=True).first()
    return None if text is None else orjson.loads(text)


def _current(fact: Fact) -> Document:
    text = Revision.objects.current("fact").values_list("document", flat=True)
    document: Document = orjson.loads(text.get(object_id=fact.pk))
    return document


def _quote(place: Place) -> proposed.Quote:
    """Return a quote as a proposal keeps it; too many characters to be looked for are left out."""
    span = {"version": str(place.version.pk), "start": place.span.start, "end": place.span.end}
    words = {"exact": place.exact} if len(place.exact) <= MAX_EXACT else {}
    return {**span, **words, **({"repaired": asdict(place.repaired)} if place.repaired else {})}


@contextmanager
def _within(pointer: str, places: Mapping[str, str] | None = None) -> Iterator[None]:
    """Let refusals point into the member of a proposal that has the patch.

    `places` are where the entries stand in the proposal, where some of them were left out.
    """
    try:
        yield
    except FactIncomplete:  # it points into the fact as it would be
        raise
    except DomainError as error:
        error.errors = tuple(
            replace(e, pointer=pointer + _place(e.pointer, places or {})) for e in error.errors
        )
        raise


def _place(pointer: str, places: Mapping[str, str]) -> str:
    entry = "/".join(pointer.split("/")[:4])
    return places.get(entry, entry) + pointer[len(entry) :]
