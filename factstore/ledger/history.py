"""The revisions of one object: pages of them, and each document as it was recorded.

Readers see the revisions that were public when they were recorded, of objects that are public now;
contributors also all revisions of what is theirs.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from factstore.core.errors import NotFound
from factstore.ledger import diff, kinds, queries
from factstore.ledger.models import Revision
from factstore.ledger.queries import Recorded, fetch_bytes
from factstore.ledger.sight import Sight

MAX_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A recorded revision, and the number of the newest one of its object."""

    recorded: Recorded
    newest: int


def page(
    kind: str,
    object_id: UUID,
    *,
    sight: Sight,
    descending: bool,
    beyond: int | None,
    limit: int,
) -> list[Revision]:
    """Return revisions without their documents, with their changes and actors, by number.

    Raises:
        NotFound: there is no such object, or it is hidden from the asker.
    """
    current = queries.document(kind, object_id)
    if current is None or not queries.sees(sight, kind, object_id, current.document):
        raise NotFound(f"There is no {kind.replace('_', ' ')} {object_id}.")
    rows = Revision.objects.filter(kind=kind, object_id=object_id)
    if sight.is_veiled(kinds.get(kind)):
        rows = rows.in_sight(sight, [kind])
    if beyond is not None:
        rows = rows.filter(**{"number__lt" if descending else "number__gt": beyond})
    rows = rows.select_related("change__actor").defer("document")
    return list(rows.order_by("-number" if descending else "number")[:limit])


def revision(kind: str, object_id: UUID, number: int, *, sight: Sight) -> Kept:
    """Return one revision of an object, withdrawn or not, as it was recorded.

    Raises:
        NotFound: there is no such revision, or it is hidden from the asker.
    """
    rows = fetch_bytes(
        "SELECT r.document, r.content_revision, r.number, c.document, c.number"
        " FROM ledger_revision r JOIN ledger_revision c"
        " ON c.kind = r.kind AND c.object_id = r.object_id AND c.to_position IS NULL"
        " WHERE r.kind = %s AND r.object_id = %s AND r.number = %s::bigint",
        [kind, object_id, min(number, MAX_NUMBER)],
    )
    # Both documents are asked first: ownership, which shows them both, costs a statement.
    if not rows or not (
        all(sight.shows(kinds.get(kind), rows[0][i]) for i in (0, 3))
        or queries.is_own(sight, kind, object_id)
    ):
        raise NotFound(f"There is no revision {number} of {kind.replace('_', ' ')} {object_id}.")
    document, content_revision, found, _, newest = rows[0]
    return Kept(Recorded(document, content_revision, found), newest)


def compared(before: Recorded, after: Recorded) -> list[diff.Change]:
    """Return what differs between two revisions, without what the ledger adds to them."""
    old: dict[str, Any] = orjson.loads(before.document)
    new: dict[str, Any] = orjson.loads(after.document)
    return diff.changes(diff.content(old), diff.content(new))
