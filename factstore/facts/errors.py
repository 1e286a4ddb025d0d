"""What can keep a fact from being changed or from changing its state."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from factstore.core.errors import DomainError, FieldError


class FactIncomplete(DomainError):
    """The fact cannot be published as it is; `errors` lists all that is missing."""

    code = "incomplete"
    title = "The fact lacks what publishing needs"
    status = 422


class NotYours(DomainError):
    """A contributor's role would do, but for the own things alone."""

    code = "not_yours"
    title = "This is somebody else's"
    status = 403


class NotAllowed(DomainError):
    """The actor's role would do, but not in this state of the fact."""

    code = "permission_denied"
    title = "You may not do this"
    status = 403


class OwnFact(DomainError):
    """Whoever wrote it does not accept it: four eyes see what is published."""

    code = "own_fact"
    title = "Somebody else has to accept this"
    status = 409


class NeedsProposal(DomainError):
    """An accepted fact changes by proposals, unless a reviewer edits it."""

    code = "needs_proposal"
    title = "Accepted facts change by proposals"
    status = 409


class ProposalCollides(DomainError):
    """What the proposal changes has been changed since its base; carries where."""

    code = "proposal_collides"
    title = "The fact has changed where the proposal would"
    status = 409

    def __init__(self, detail: str, *, collisions: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(detail)
        self.collisions = tuple(collisions)

    def members(self) -> dict[str, Any]:
        return {"collisions": list(self.collisions)}


Outcome = UUID | DomainError
"""What became of one item of a batch: the id of its fact, or why it is refused."""


class BatchRefused(DomainError):
    """Nothing of the batch was recorded; `errors` point at what is refused, item by item."""

    code = "batch_refused"
    title = "Items of the batch are refused"
    status = 422

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError], outcomes: Sequence[Outcome]
    ) -> None:
        super().__init__(detail, errors=errors)
        self.outcomes = tuple(outcomes)
