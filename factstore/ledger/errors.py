"""What can go wrong when things are merged, moved or brought back, or a request is sent twice."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from factstore.core.errors import DomainError

COLLECTIONS = {"entity": "entities", "fact": "facts"}
"""The collections of the API in which things are merged, by kind."""


def url(kind: str, object_id: UUID | str) -> str:
    """Return the address of a thing that can be merged."""
    return f"/api/v1/{COLLECTIONS[kind]}/{object_id}"


class _IntoOther(DomainError):
    def __init__(self, kind: str, object_id: UUID | str, into: UUID | str) -> None:
        super().__init__(f"The {kind} {object_id} was merged into {into}.")
        self.location = url(kind, into)
        self.into = str(into)

    def members(self) -> dict[str, Any]:
        return {"into": {"id": self.into, "url": self.location}}


class Moved(_IntoOther):
    """It was merged into another, where it is read from now on."""

    code = "moved"
    title = "This was merged into another"
    status = 308


class Merged(_IntoOther):
    """It was merged into another, which is to be written to instead."""

    code = "merged"
    title = "This was merged into another and takes no writes"
    status = 409


class WouldDuplicate(DomainError):
    """Facts would make equal claims by the merge; `pairs` are (one, other)."""

    code = "would_duplicate"
    title = "Facts would become equal"
    status = 409

    def __init__(self, detail: str, *, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        super().__init__(detail)
        self.pairs = [{"fact": str(one), "other": str(other)} for one, other in pairs]

    def members(self) -> dict[str, Any]:
        return {"pairs": self.pairs}


class CannotRevert(DomainError):
    """What was recorded cannot come back as it was; `errors` points into that document."""

    code = "cannot_revert"
    title = "It cannot be brought back to that revision"
    status = 409

    def __init__(
        self, detail: str, *, errors: Any = (), results: Sequence[Mapping[str, Any]] | None = None
    ) -> None:
        super().__init__(detail, errors=errors)
        self.results = results

    def members(self) -> dict[str, Any]:
        return {} if self.results is None else {"results": list(self.results)}


class IdempotencyMismatch(DomainError):
    """The key was used for another request; its answer would not fit this one."""

    code = "idempotency_mismatch"
    title = "The key belongs to another request"
    status = 422


class InProgress(DomainError):
    """The first request with this key is still being carried out."""

    code = "in_progress"
    title = "The same request is still being carried out"
    status = 409
