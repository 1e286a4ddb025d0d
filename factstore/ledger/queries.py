"""Reading the ledger: current and earlier documents, as the bytes that were recorded."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import connection, models
from psycopg.adapt import Loader
from psycopg.abc import Buffer

if TYPE_CHECKING:
    from factstore.ledger.models import Revision
else:
    Revision = models.Model


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
        return cursor.fetchall()


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions by object and by position in the feed."""

    def current(self, kind: str) -> Self:
        """Return the newest revision of each object of `kind`."""
        return self.filter(kind=kind, to_position__isnull=True)

    def at_position(self, kind: str, position: int) -> Self:
        """Return what the store said of each object of `kind` at `position` of the feed."""
        return self.filter(kind=kind, from_position__lte=position).filter(
            models.Q(to_position__isnull=True) | models.Q(to_position__gt=position)
        )


def document(kind: str, object_id: UUID) -> tuple[bytes, int, int] | None:
    """Return an object's current document with its content revision and revision number."""
    rows = fetch_bytes(
        "SELECT document, content_revision, number FROM ledger_revision"
        " WHERE kind = %s AND object_id = %s AND to_position IS NULL",
        [kind, object_id],
    )
    return rows[0] if rows else None  # type: ignore[return-value]


def document_at(kind: str, object_id: UUID, position: int) -> tuple[bytes, int, int] | None:
    """Return what the store said of an object at `position`, as `document` does."""
    rows = fetch_bytes(
        "SELECT document, content_revision, number FROM ledger_revision"
        " WHERE kind = %s AND object_id = %s AND from_position <= %s"
        " AND (to_position IS NULL OR to_position > %s)",
        [kind, object_id, position, position],
    )
    return rows[0] if rows else None  # type: ignore[return-value]


def position_at(at: datetime) -> int:
    """Return the last position that was recorded at or before `at`; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(position), 0) FROM ledger_change WHERE at <= %s", [at]
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
