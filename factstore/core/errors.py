"""Domain errors: each is named for the state it reports and becomes one problem document.

Actions raise them; `factstore.core.api.problems` turns them into `application/problem+json`, the
admin into messages. `code` is stable and listed in docs/errors.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused member of the input.

    `pointer` is a JSON pointer (RFC 6901) into what the caller sent, e.g. `/values/2/entity`.
    """

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """Base of all refusals by the domain. `status` is the HTTP status it maps to."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"
    status: ClassVar[int] = 422

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)

    def members(self) -> dict[str, Any]:
        """Return extension members of the problem document (RFC 9457, 3.2)."""
        return {}


class Invalid(DomainError):
    """The input was understood and refused; `errors` names each refused member."""

    code = "invalid"
    title = "The input was understood but refused"


class NotFound(DomainError):
    code = "not_found"
    title = "There is no such thing here"
    status = 404


class Forbidden(DomainError):
    """The caller's role would do, but not for this."""

    code = "permission_denied"
    title = "You may not do this"
    status = 403


class Withdrawn(DomainError):
    """It was recorded in error and withdrawn; carries the reason and the time.

    `at`: when that was recorded; None inside the change that withdraws it.
    """

    code = "withdrawn"
    title = "This was withdrawn"
    status = 410

    def __init__(self, detail: str, *, reason: str, at: datetime | None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.at = at

    def members(self) -> dict[str, Any]:
        at = self.at and self.at.isoformat().replace("+00:00", "Z")
        return {"reason": self.reason, "withdrawn_at": at}


class Duplicate(DomainError):
    """The same thing is stored already, as `existing_id` of the named collection of the API.

    None: the actor may not know which it is.
    """

    code = "duplicate"
    title = "This is stored already"
    status = 409

    def __init__(self, detail: str, *, collection: str, existing_id: object | None) -> None:
        super().__init__(detail)
        self.collection = collection
        self.existing_id = None if existing_id is None else str(existing_id)

    def members(self) -> dict[str, Any]:
        if self.existing_id is None:
            return {"existing": None}
        url = f"/api/v1/{self.collection}/{self.existing_id}"
        return {"existing": {"id": self.existing_id, "url": url}}


class IllegalTransition(DomainError):
    code = "illegal_transition"
    title = "The present state does not allow this"
    status = 409


class InUse(DomainError):
    """Other recorded things stand on it, so it cannot be withdrawn."""

    code = "in_use"
    title = "Other things stand on this"
    status = 409


class Conflict(DomainError):
    """The thing has changed since the caller read it (412)."""

    code = "precondition_failed"
    title = "It has changed since you read it"
    status = 412

    def __init__(self, detail: str, *, etag: str, changed: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.etag = etag
        self.changed = tuple(changed)

    def members(self) -> dict[str, Any]:
        return {"etag": self.etag, "changed": list(self.changed)}
