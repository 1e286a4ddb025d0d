"""What can keep a write from being carried out once under its key."""

from factstore.core.errors import DomainError


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
