"""Withdrawing what was recorded in error, unless other recorded things stand on it."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import models

from factstore.core.errors import FieldError, InUse, Invalid
from factstore.ledger import kinds
from factstore.ledger.kinds import Document

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


def reinstate(model: type[Row], kind: str, object_id: UUID, *, needs: Mapping[str, str]) -> Row:
    """Take a withdrawal back.

    `needs` are what the object stands on, by look-up of the row that may be withdrawn, each with
    what it is called.

    Raises:
        InUse: something that it stands on was withdrawn since.
    """
    row = model._default_manager.select_for_update(of=("self",)).get(pk=object_id)  # noqa: SLF001  Django's public name
    for path, name in needs.items():
        gone = {"pk": object_id, f"{path}__withdrawn_reason__isnull": False}
        if model._default_manager.filter(**gone).exists():  # noqa: SLF001  Django's public name
            raise InUse(f"The {kind} stays withdrawn: {name} that it stands on was withdrawn.")
    row.withdrawn_reason = None  # type: ignore[attr-defined]  # every recorded kind has it
    return row


def undoing(
    model: type[Row],
    kind: str,
    withdraw: Callable[[UUID, str], object],
    *,
    needs: Mapping[str, str] | None = None,
) -> Callable[[UUID, Document, Document], None]:
    """Return what undoes the withdrawal of a kind, or what brought a withdrawn thing back."""

    def undo(object_id: UUID, before: Document, after: Document) -> None:
        if before["withdrawn"] == after["withdrawn"]:
            return
        if before["withdrawn"]:
            withdraw(object_id, before["withdrawn"]["reason"])
        else:
            reinstate(model, kind, object_id, needs=needs or {}).save(
                update_fields=["withdrawn_reason"]
            )

    return undo
