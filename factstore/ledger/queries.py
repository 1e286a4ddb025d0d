"""Reading the ledger: current and earlier documents, as the bytes that were recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from factstore.core.errors import NotFound, Withdrawn
from factstore.ledger import kinds
from factstore.ledger.errors import Moved
from factstore.ledger.sight import Sight

if TYPE_CHECKING:
    from factstore.ledger.models import Note, Revision
else:
    Note = Revision = models.Model


KnownAt = datetime | int | None
"""What the store said at a time or at a position of the feed; None: what it says now."""

ALL = Sight(everything=True)

MAX_COUNTED = 1000
"""Withdrawn objects of a list are counted up to here; one more says that there are more."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An object's document, byte for byte as recorded, with its numbers."""

    document: bytes
    content_revision: int
    number: int

    @property
    def withdrawn(self) -> str | None:
        """Return the reason of its withdrawal, or None."""
        # Canonical JSON sorts its members: nearly every document ends like this.
        if self.document.endswith(b'"withdrawn":null}'):
            return None
        withdrawal = orjson.loads(self.document).get("withdrawn")
        return withdrawal["reason"] if withdrawal else None

    @property
    def merged_into(self) -> str | None:
        """Return the id of what it was merged into, or None."""
        # Inside a string of JSON the quotation marks would be escaped.
        if b'"merged_into":"' not in self.document:
            return None
        into: str | None = orjson.loads(self.document).get("merged_into")
        return into


class _Utf8Bytes(Loader):
    """Load text as its UTF-8 bytes: decoding costs as much as fetching."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def fetch_bytes(sql: str, params: dict[str, Any] | list[Any]) -> list[tuple[Any, ...]]:
    """Run `sql` and return its rows, with every text column as UTF-8 bytes."""
    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        raw.adapters.register_loader("text", _Utf8Bytes)
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions by object and by position in the feed."""

    def current(self, kind: str) -> Self:
        """Return the newest revision of each object of `kind`."""
        return self.filter(kind=kind, to_position__isnull=True)

    def replaced_in(
        self, change_id: UUID, *, kind: str | None = None, of: UUID | None = None
    ) -> "dict[tuple[str, UUID], Revision]":
        """Return, by kind and object, what the revisions of a change (of a kind) came after."""
        asked = {"change_id": change_id, "kind": kind, "object_id": of}
        chosen = {column: value for column, value in asked.items() if value is not None}
        rows = self.raw(
            "SELECT p.* FROM ledger_revision r JOIN ledger_revision p ON p.kind = r.kind"
            " AND p.object_id = r.object_id AND p.number = r.number - 1"
            f" WHERE {' AND '.join(f'r.{column} = %s' for column in chosen)}",
            list(chosen.values()),
        )
        return {(row.kind, row.object_id): row for row in rows}

    def in_sight(self, sight: Sight, names: Iterable[str]) -> Self:
        """Return the revisions of these kinds that somebody sees."""
        seen = sight.condition(names, rows=self.model._meta.db_table)  # noqa: SLF001  Django's public name
        return self.filter(RawSQL(*seen, output_field=models.BooleanField()))  # noqa: S611  of our own words


class NoteQuerySet(models.QuerySet["Note"]):
    """Internal notes."""

    def in_sight(self, sight: Sight) -> Self:
        """Return the notes on what somebody sees now, and those that they wrote."""
        if sight.everything:
            return self
        seen, parameters = sight.condition(kinds.names())
        table = self.model._meta.db_table  # noqa: SLF001  Django's public name
        on = (
            f"EXISTS (SELECT FROM ledger_revision r WHERE r.kind = {table}.kind"
            f" AND r.object_id = {table}.object_id AND r.to_position IS NULL AND {seen})"
        )
        about = RawSQL(on, parameters, output_field=models.BooleanField())  # noqa: S611  of our own words
        return self.filter(models.Q(about) | models.Q(author=sight.own))

    def page(
        self,
        *,
        kind: str | None,
        object_id: UUID | None,
        sight: Sight = ALL,
        beyond: UUID | None,
        descending: bool,
        limit: int,
    ) -> "list[Note]":
        """Return up to `limit` notes beyond the id `beyond`, newest first where `descending`.

        Who does not see everything gets those on what is in sight, and the own ones.
        """
        found = self.in_sight(sight)
        found = found if kind is None else found.filter(kind=kind)
        if object_id is not None:
            found = found.filter(object_id=object_id)
        if beyond is not None:
            found = found.filter(**{"pk__lt" if descending else "pk__gt": beyond})
        return list(found.order_by("-pk" if descending else "pk")[:limit])


def document(kind: str, object_id: UUID) -> Recorded | None:
    """Return an object's current document, withdrawn or not."""
    return _one(
        "SELECT document, content_revision, number FROM ledger_revision"
        " WHERE kind = %s AND object_id = %s AND to_position IS NULL",
        [kind, object_id],
    )


def document_at(kind: str, object_id: UUID, position: int) -> Recorded | None:
    """Return what the store said of an object at `position`, withdrawn or not."""
    return _one(
        "SELECT document, content_revision, number FROM ledger_revision"
        " WHERE kind = %s AND object_id = %s AND from_position <= %s"
        " AND (to_position IS NULL OR to_position > %s)",
        [kind, object_id, position, position],
    )


def numbers(kind: str, ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return content revision and revision of objects, by their ids."""
    rows = fetch_bytes(
        "SELECT object_id, content_revision, number FROM ledger_revision"
        " WHERE kind = %s AND object_id = ANY (%s) AND to_position IS NULL",
        [kind, list(ids)],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def sees(sight: Sight, kind: str, object_id: UUID, document: bytes) -> bool:
    """Tell whether somebody sees a document of an object: it is in sight, or the object is theirs.

    One statement at the most, for contributors.
    """
    return sight.shows(kinds.get(kind), document) or is_own(sight, kind, object_id)


def is_own(sight: Sight, kind: str, object_id: UUID) -> bool:
    """Tell whether an object is the contributor's."""
    owned = sight.owned(kinds.get(kind), object_id="%(id)s::uuid", user="%(own)s::uuid")
    if owned == "false":
        return False
    return bool(fetch_bytes(f"SELECT {owned}", {"id": object_id, "own": sight.own})[0][0])


def _one(sql: str, params: list[Any]) -> Recorded | None:
    rows = fetch_bytes(sql, params)
    return Recorded(*rows[0]) if rows else None


def position_at(at: datetime) -> int:
    """Return the last position that was recorded at or before `at`; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM ledger_change WHERE at <= %s", [at])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def shown(kind: str, object_id: UUID, *, known_at: KnownAt = None, sight: Sight = ALL) -> Recorded:
    """Return what a caller may see of an object, now or at an earlier time.

    Raises:
        NotFound: the store knows, or knew then, no such object, or it is out of sight.
        Withdrawn: it is, or was by then, withdrawn; carries the reason and the time.
        Moved: it is, or was by then, merged into another.
    """
    if known_at is None:
        found = document(kind, object_id)
    else:
        position = known_at if isinstance(known_at, int) else position_at(known_at)
        found = document_at(kind, object_id, position)
    name = kind.replace("_", " ")
    if found is None or not sees(sight, kind, object_id, found.document):
        when = "is" if known_at is None else "was then"
        raise NotFound(f"There {when} no {name} {object_id}.")
    if found.merged_into is not None:
        raise Moved(kind, object_id, found.merged_into)
    reason = found.withdrawn
    if reason is not None:
        raise withdrawal(kind, object_id, reason=reason, number=found.number)
    return found


def withdrawal(kind: str, object_id: UUID, *, reason: str, number: int | None = None) -> Withdrawn:
    """Return the refusal of a withdrawn object: why, and when the change that says so was recorded.

    `number` is the revision that was asked for; None: the current one.
    """
    rows = fetch_bytes(
        """SELECT c.at FROM ledger_revision r JOIN ledger_change c ON c.id = r.change_id
            WHERE r.kind = %(kind)s AND r.object_id = %(object_id)s AND r.number > (
                SELECT coalesce(max(number), 0) FROM ledger_revision
                WHERE kind = %(kind)s AND object_id = %(object_id)s
                AND (%(number)s::bigint IS NULL OR number <= %(number)s::bigint)
                AND jsonb_typeof(document::jsonb -> 'withdrawn') IS DISTINCT FROM 'object')
            ORDER BY r.number LIMIT 1""",
        {"kind": kind, "object_id": object_id, "number": number},
    )
    name = kind.replace("_", " ")
    return Withdrawn(f"This {name} was withdrawn.", reason=reason, at=rows[0][0] if rows else None)


def page(
    kind: str,
    objects: "models.QuerySet[Any]",
    *,
    descending: bool,
    beyond: UUID | None,
    limit: int,
) -> list[tuple[bytes, UUID]]:
    """Return current documents with their ids, in the order of the ids: one statement.

    `objects` are the rows of the kind's own table that the list shows; what is withdrawn is left
    out. Returns up to `limit` beyond the id `beyond`.
    """
    wanted = _in_use(objects)
    if beyond is not None:
        wanted = wanted.filter(**{"pk__lt" if descending else "pk__gt": beyond})
    direction = "DESC" if descending else "ASC"
    wanted = wanted.order_by("-pk" if descending else "pk").values("pk")[:limit]
    try:
        sql, params = wanted.query.sql_with_params()
    except EmptyResultSet:
        return []
    rows = fetch_bytes(
        f"SELECT r.document, r.object_id FROM ({sql}) AS o (id)"
        " JOIN ledger_revision r ON r.kind = %s AND r.object_id = o.id AND r.to_position IS NULL"
        f" ORDER BY r.object_id {direction}",
        [*params, kind],
    )
    return [(row[0], row[1]) for row in rows]


def count_withdrawn(objects: "models.QuerySet[Any]") -> int | None:
    """Return how many of `objects` are withdrawn, up to `MAX_COUNTED + 1`; None: they never are."""
    if not _has(objects, "withdrawn_reason"):
        return None
    return objects.filter(withdrawn_reason__isnull=False).order_by()[: MAX_COUNTED + 1].count()


def _in_use(objects: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    if _has(objects, "merged_into"):
        objects = objects.filter(merged_into=None)
    return objects.filter(withdrawn_reason=None) if _has(objects, "withdrawn_reason") else objects


def _has(objects: "models.QuerySet[Any]", name: str) -> bool:
    return any(field.name == name for field in objects.model._meta.get_fields())  # noqa: SLF001  Django's public name
