"""Withdrawing what was recorded in error, unless other recorded things stand on it."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from factstore.core.errors import FieldError, InUse, Invalid
from factstore.ledger import kinds

Row = TypeVar("Row", bound=models.Model)

SHOWN = 5


def users_of(kind: str, object_id: UUID) -> list[tuple[str, UUID]]:
    """Return (kind, id) of up to `SHOWN` recorded objects of each kind that stand on an object."""
    return [
        (name, user)
        for name in kinds.names()
        for user in list(kinds.get(name).users(kind, object_id))[:SHOWN]
    ]


def withdraw(row: Row, kind: str, *, reason: str) -> Row:
    """Mark a locked row as withdrawn: it was recorded in error and is never to be used.

    Raises:
        Invalid: no reason.
        InUse: other recorded things stand on it.
    """
    if not reason.strip():
        error = FieldError("/reason", "required", "Say why it is withdrawn.")
        raise Invalid("A withdrawal needs a reason.", errors=[error])
    users = users_of(kind, row.pk)
    if users:
        named = ", ".join(f"{name} {user}" for name, user in users)
        raise InUse(f"Other things stand on this {kind}: {named}.")
    row.withdrawn_reason = reason  # type: ignore[attr-defined]  # every recorded kind has it
    row.save(update_fields=["withdrawn_reason"])
    return row
