"""Bringing things back to what was recorded of them, as new revisions."""

from uuid import UUID

import orjson

from factstore.core.errors import FieldError, Invalid, NotFound
from factstore.ledger import kinds
from factstore.ledger.errors import CannotRevert
from factstore.ledger.models import Revision


def revert(kind: str, object_id: UUID, *, number: int, expected: frozenset[int] | None) -> None:
    """Bring an object back to its revision `number`, by the ordinary actions of its kind.

    Raises:
        Invalid: it has no such revision.
        CannotRevert: what was recorded then cannot come back.
        NotFound, Withdrawn, Merged, Conflict: as other writes.
    """
    registered = kinds.get(kind)
    row = Revision.objects.filter(kind=kind, object_id=object_id, number=number).first()
    if registered.revert is None:
        raise CannotRevert(f"A {kind.replace('_', ' ')} is never changed, so it cannot revert.")
    if row is not None:
        registered.revert(object_id, orjson.loads(row.document), expected)
        return
    if not Revision.objects.filter(kind=kind, object_id=object_id).exists():
        raise NotFound(f"There is no {kind.replace('_', ' ')} {object_id}.")
    error = FieldError("/revision", "unknown", f"It has no revision {number}.")
    raise Invalid("There is no such revision.", errors=[error])
