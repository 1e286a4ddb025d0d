"""Who may do what to which fact, beyond the role that an operation asks for."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings

from factstore.accounts.models import User
from factstore.core.roles import Role
from factstore.facts.errors import NeedsProposal, NotAllowed, NotYours, OwnFact
from factstore.facts.models import Fact, Proposal
from factstore.facts.queries import in_sight
from factstore.ledger.models import Revision
from factstore.ledger.sight import Sight


def sees(actor: User, fact_id: UUID) -> bool:
    """Tell whether there is such a fact that `actor` may see."""
    sight = Sight.of(actor.role, actor.pk)
    return Fact.objects.filter(in_sight(sight), pk=fact_id).exists()


def check_edit(fact: Fact, actor: User) -> None:
    """Refuse a direct edit that calls for a proposal, or for somebody else.

    Raises:
        NeedsProposal: the fact is accepted and the actor no reviewer.
        NotYours: a contributor edits what the same contributor recorded, until it is accepted.
    """
    if fact.status == Fact.Status.ACCEPTED and actor.role < Role.REVIEWER:
        raise NeedsProposal("Propose the change: accepted facts are edited by reviewers alone.")
    _check_own(fact, actor)


def check_withdrawal(fact: Fact, actor: User) -> None:
    """Refuse that a fact is withdrawn by somebody who may not.

    Raises:
        NotAllowed: accepted facts are withdrawn by reviewers.
        NotYours: contributors withdraw their own.
    """
    if fact.status == Fact.Status.ACCEPTED and actor.role < Role.REVIEWER:
        raise NotAllowed("Accepted facts are withdrawn by reviewers.")
    _check_own(fact, actor)


def check_proposing(fact: Fact, actor: User) -> None:
    """Refuse that a contributor proposes somebody else's draft.

    Raises:
        NotYours: it is not the contributor's own.
    """
    _check_own(fact, actor)


def _check_own(fact: Fact, actor: User) -> None:
    if actor.role < Role.EDITOR and fact.created_by_id != actor.pk:
        raise NotYours("Contributors change the facts alone that they recorded themselves.")


def check_other(actor: User, authors: set[UUID], what: str) -> None:
    """Refuse that `actor` accepts what one of `authors` wrote, unless a setting lets authors.

    Raises:
        OwnFact: the actor is among them.
    """
    if actor.pk in authors and not settings.AUTHOR_MAY_ACCEPT:
        raise OwnFact(f"{what} is accepted by somebody who did not write it.")


def authors(fact: Fact) -> set[UUID]:
    """Return who recorded a fact and who last changed what it says.

    Confirming evidence is checking, not writing. Of an accepted proposal both count: who made it
    and who applied it.
    """
    found = {fact.created_by_id}
    last = _last_change(fact.pk)
    if last is not None:
        found.add(last.change.actor_id)
        accepted = Revision.objects.filter(change=last.change_id, kind="proposal")
        found |= set(
            Proposal.objects.filter(
                pk__in=accepted.values("object_id"), fact=fact, status=Proposal.Status.ACCEPTED
            ).values_list("author", flat=True)
        )
    return found


def _last_change(fact_id: UUID) -> Revision | None:
    """Return the revision with which the fact last came to say something else."""
    revisions = Revision.objects.filter(kind="fact", object_id=fact_id).select_related("change")
    after: Revision | None = None
    for revision in revisions.order_by("-number").iterator(chunk_size=20):
        if (
            after is not None
            and after.content_revision != revision.content_revision
            and _said(after) != _said(revision)
        ):
            return after
        after = revision
    return after


_DERIVED = frozenset({"stale", "confirmed_in", "article", "drift"})


def _said(revision: Revision) -> dict[str, Any]:
    document = json.loads(revision.document)
    return {
        "values": [{**value, "changed_in": None} for value in document["values"]],
        "evidence": [
            {name: part for name, part in item.items() if name not in _DERIVED}
            for item in document["evidence"]
        ],
    }
