"""The revisions of one object: pages of them, and each document as it was recorded.

Readers see the revisions that were public when they were recorded, of objects that are public now.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import models
from django.db.models.functions import Cast

from factstore.core.errors import NotFound
from factstore.ledger import diff, kinds, queries
from factstore.ledger.models import Revision
from factstore.ledger.queries import Recorded, fetch_bytes

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
    sees_all: bool,
    descending: bool,
    beyond: int | None,
    limit: int,
) -> list[Revision]:
    """Return revisions without their documents, with their changes and actors, by number.

    Raises:
        NotFound: there is no such object, or it is hidden from the asker.
    """
    current = queries.document(kind, object_id)
    if current is None or not (sees_all or kinds.get(kind).is_public(current.document)):
        raise NotFound(f"There is no {kind.replace('_', ' ')} {object_id}.")
    rows = Revision.objects.filter(kind=kind, object_id=object_id)
    members = kinds.get(kind).public
    if members and not sees_all:
        rows = rows.alias(members=Cast("document", models.JSONField()))
        rows = rows.filter(members__contains=dict(members))  # type: ignore[misc]  # the alias above
    if beyond is not None:
        rows = rows.filter(**{"number__lt" if descending else "number__gt": beyond})
    rows = rows.select_related("change__actor").defer("document")
    return list(rows.order_by("-number" if descending else "number")[:limit])


def revision(kind: str, object_id: UUID, number: int, *, sees_all: bool) -> Kept:
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
    is_public = kinds.get(kind).is_public
    if not rows or not (sees_all or (is_public(rows[0][0]) and is_public(rows[0][3]))):
        raise NotFound(f"There is no revision {number} of {kind.replace('_', ' ')} {object_id}.")
    document, content_revision, found, _, newest = rows[0]
    return Kept(Recorded(document, content_revision, found), newest)


def compared(before: Recorded, after: Recorded) -> list[diff.Change]:
    """Return what differs between two revisions, without what the ledger adds to them."""
    old: dict[str, Any] = orjson.loads(before.document)
    new: dict[str, Any] = orjson.loads(after.document)
    return diff.changes(diff.content(old), diff.content(new))
