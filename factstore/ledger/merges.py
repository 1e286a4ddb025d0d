"""What a merge moved, read off the revisions that its change wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import orjson

from factstore.core.errors import IllegalTransition
from factstore.ledger.kinds import Document
from factstore.ledger.models import Revision


@dataclass(frozen=True, slots=True)
class Step:
    """One object before and after a change."""

    object_id: UUID
    before: Document
    after: Document


def merging(kind: str, object_id: UUID) -> tuple[UUID, Step]:
    """Return the change in which an object was merged, with the object before and after it.

    Raises:
        IllegalTransition: it is not merged.
    """
    newest = Revision.objects.filter(kind=kind, object_id=object_id).order_by("-number")
    after: Revision | None = None
    for row in newest:
        if orjson.loads(row.document).get("merged_into") is None:
            break
        after = row
    else:
        row = None
    if after is None or row is None:
        raise IllegalTransition(f"This {kind} is not merged into another.")
    step = Step(object_id, orjson.loads(row.document), orjson.loads(after.document))
    return after.change_id, step


def steps(kind: str, change_id: UUID, *, of: UUID | None = None) -> Iterator[Step]:
    """Yield the objects of a kind, or the one `of`, that a change recorded, if they were older."""
    written = Revision.objects.filter(kind=kind, change=change_id, number__gt=1)
    if of is not None:
        written = written.filter(object_id=of)
    replaced = Revision.objects.replaced_in(change_id, kind=kind, of=of)
    for after in written:
        before = replaced[kind, after.object_id]
        yield Step(after.object_id, orjson.loads(before.document), orjson.loads(after.document))
