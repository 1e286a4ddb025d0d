"""Optimistic concurrency: write only to what the caller has read.

Every change holds one advisory lock to its end: shared with other changes, or `alone`. Whatever
moves things between objects (merging, undoing, redacting, changing a type) runs alone, so that the
rest, which locks one object and what that one names, is never in its way.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from factstore.core.errors import Conflict, NotFound
from factstore.ledger.errors import Merged
from factstore.ledger.models import Revision
from factstore.ledger.queries import withdrawal
from factstore.ledger.triggers import CHANGES_LOCK

Row = TypeVar("Row", bound=models.Model)


def lock(
    model: type[Row],
    kind: str,
    object_id: UUID,
    *,
    expected: frozenset[int] | None,
    merged: bool = False,
) -> Row:
    """Return the row of an object, locked until the change ends.

    `expected` are the content revisions that the caller would overwrite; None: any. `merged`: a
    merged one, too.

    Raises:
        NotFound: there is no such object.
        Withdrawn: it was withdrawn, and is no longer written to.
        Merged: it was merged into another, which is to be written to.
        Conflict: its own content has changed since; carries the current ETag and what changed.
    """
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=object_id).first()  # noqa: SLF001
    if row is None:
        raise NotFound(f"There is no {kind} {object_id}.")
    reason = getattr(row, "withdrawn_reason", None)
    if reason is not None:
        raise withdrawal(kind, object_id, reason=reason)
    into = getattr(row, "merged_into_id", None)
    if into is not None and not merged:
        raise Merged(kind, object_id, into)
    if expected is not None:
        _expect(kind, object_id, expected)
    return row


def alone() -> None:
    """Wait until no other change is open, and let none begin before this transaction ends.

    Asked for before the change opens (`change(alone=True)`), it waits while holding nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", CHANGES_LOCK)


def hold(model: type[models.Model], ids: Iterable[UUID]) -> set[UUID]:
    """Return which of `ids` are in use, not withdrawn or merged, and keep them so to the end.

    Takes PostgreSQL's key-share lock: whoever refers to a row waits for nobody but a withdrawal.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return set()
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's public name
    in_use = "withdrawn_reason IS NULL"
    if any(field.name == "merged_into" for field in model._meta.get_fields()):  # noqa: SLF001  Django's public name
        in_use += " AND merged_into_id IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id = ANY (%s) AND {in_use}"  # noqa: S608  a table of ours
            " ORDER BY id FOR KEY SHARE",
            [wanted],
        )
        return {row[0] for row in cursor.fetchall()}


def assign(row: models.Model, columns: Mapping[str, Any]) -> bool:
    """Set columns of a row; tell whether any value is new, so that nothing is saved for nothing."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return bool(changed)


def _expect(kind: str, object_id: UUID, expected: frozenset[int]) -> None:
    current = Revision.objects.current(kind).get(object_id=object_id)
    if current.content_revision in expected:
        return
    read = (
        Revision.objects.filter(kind=kind, object_id=object_id, content_revision__in=expected)
        .order_by("-number")
        .first()
    )
    raise Conflict(
        f"This {kind} has changed since you read it.",
        etag=f'"{current.content_revision}.{current.number}"',
        changed=_changed(read.document, current.document) if read else [],
    )


_RECORDS_OWN = frozenset({"recorded", "revision", "content_revision"})


def _changed(before: str, after: str) -> list[str]:
    """Return the top-level members in which two documents differ."""
    old, new = json.loads(before), json.loads(after)
    return sorted(
        name
        for name in old.keys() | new.keys()
        if name not in _RECORDS_OWN and old.get(name) != new.get(name)
    )
