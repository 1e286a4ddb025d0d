"""What can keep a fact from changing its state."""

from collections.abc import Sequence
from uuid import UUID

from factstore.core.errors import DomainError, FieldError


class FactIncomplete(DomainError):
    """The fact cannot be published as it is; `errors` lists all that is missing."""

    code = "incomplete"
    title = "The fact lacks what publishing needs"
    status = 422


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
