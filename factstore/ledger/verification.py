"""Proving the ledger: every digest is recomputed, every document compared with the tables.

A finding names what is wrong and where. Nothing is repaired.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from factstore.core import canonical
from factstore.ledger import diff, kinds, redacting
from factstore.ledger.actions import GENESIS
from factstore.ledger.digests import details_digest
from factstore.ledger.models import Change, Revision
from factstore.ledger.queries import fetch_bytes

BATCH = 500

Progress = Callable[[str, int], None]
"""Told what is being verified, and how many of them are done."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was recorded. `revision` is null where none is meant."""

    kind: str
    object_id: UUID | None
    revision: int | None
    what: str

    def __str__(self) -> str:
        name = " ".join(str(part) for part in (self.kind, self.object_id) if part is not None)
        return f"{name}{'' if self.revision is None else f' revision {self.revision}'}: {self.what}"


def findings(
    *, first: int = 1, progress: Progress = lambda _what, _done: None
) -> Iterator[Finding]:
    """Yield what is wrong with the changes from the position `first` on, and with what is current.

    What a redaction altered is held against that redaction's own record of it.
    """
    yield from _changes(first, progress)
    yield from _sequences(first)
    for name in kinds.names():
        yield from _current(kinds.get(name), progress)
        yield from _unrecorded(kinds.get(name))


def _changes(first: int, progress: Progress) -> Iterator[Finding]:
    """Yield what is wrong with positions, times, digests and documents, in order of position."""
    before = Change.objects.filter(position__lt=first).order_by("-position").first()
    position = before.position if before and before.position else 0
    digest, at = (before.digest or GENESIS, before.at) if before else (GENESIS, None)
    left = _left()
    while True:
        batch = list(Change.objects.filter(position__gt=position).order_by("position")[:BATCH])
        if not batch:
            return
        revisions = _revisions(batch)
        for change in batch:
            assert change.position is not None  # noqa: S101  filtered
            if change.position != position + 1:
                gap = f"position {change.position} follows {position}"
                yield Finding("change", change.pk, None, gap)
            if at and (change.at is None or change.at <= at):
                yield Finding("change", change.pk, None, "its time is not after the one before")
            written = revisions.get(change.pk, [])
            for row in written:
                for what in _revision(row, change, left.get((row[0], row[1], row[3]))):
                    yield Finding(row[0], row[1], row[3], what)
            digests = [row[2] for row in sorted(written, key=lambda row: (row[0], row[1]))]
            for what in _details(change, left.get((redacting.CHANGE, change.pk, 0))):
                yield Finding("change", change.pk, None, what)
            if change.digest != canonical.chain(digest, change.details_digest or "", digests):
                said = "its digest is not that of the one before, its details and what it recorded"
                yield Finding("change", change.pk, None, said)
            position, digest, at = change.position, change.digest or "", change.at
        progress("changes", position)


_Left = tuple[UUID, str]
"""The redaction that altered something last, and the digest of what it left."""


def _left() -> dict[tuple[str, UUID, int], _Left]:
    """Return what redactions altered, by kind, id and revision."""
    redactions = Change.objects.filter(altered__isnull=False).order_by("position")
    return {
        (entry["kind"], UUID(entry["id"]), entry["revision"]): (change.pk, entry["digest"])
        for change in redactions
        for entry in change.altered or ()
    }


def _details(change: Change, left: _Left | None) -> Iterator[str]:
    """Yield what is wrong with a change's own record; a redacted one keeps its first digest."""
    if left is None and change.redacted_by_id is None:
        if change.details_digest != details_digest(change):
            yield "its actor, reason, origin, agent, time or position is not as recorded"
    elif (change.redacted_by_id, redacting.reason_digest(change)) != left:
        yield "no redaction left its reason so"


_Row = tuple[str, UUID, str, int, int, int, bytes, UUID | None, UUID]


def _revisions(changes: Sequence[Change]) -> dict[UUID, list[_Row]]:
    rows = fetch_bytes(
        "SELECT kind, object_id, content_digest, number, content_revision, from_position,"
        " document, redacted_by_id, change_id FROM ledger_revision WHERE change_id = ANY (%s::uuid[])",
        [[change.pk for change in changes]],
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row[-1], []).append(row)
    return found


def _revision(row: _Row, change: Change, left: _Left | None) -> Iterator[str]:
    """Yield what is wrong with one revision."""
    _, object_id, digest, number, content_revision, from_position, document, redacted, _ = row
    try:
        read: dict[str, Any] = orjson.loads(document)
        recoded = canonical.encode(read)
    except ValueError:
        yield "the document is no canonical JSON"
        return
    if recoded != document:
        yield "the document is no canonical JSON"
    stamp = read.pop("recorded", None)
    # A redacted document keeps the digest of what it said; the redaction's record has the other.
    found = canonical.digest(read)
    if left is None and redacted is None:
        if found != digest:
            yield "the document does not have the digest that is kept of it"
    elif (redacted, found) != left:
        yield "no redaction left the document so"
    expected = {
        "at": change.at.isoformat().replace("+00:00", "Z") if change.at else None,
        "position": change.position,
        "change": str(change.pk),
        "content_digest": digest,
    }
    if stamp != expected:
        yield "the document names another change, position, time or digest"
    named = (read.get("id"), read.get("revision"), read.get("content_revision"))
    if named != (str(object_id), number, content_revision):
        yield "the document names another id or revision"
    if from_position != change.position:
        yield f"it begins at position {from_position}, its change is at {change.position}"


def _sequences(first: int) -> Iterator[Finding]:
    """Yield the revisions whose number or positions do not follow those of the one before."""
    rows = fetch_bytes(
        """SELECT kind, object_id, number FROM (
            SELECT kind, object_id, number, from_position, to_position, content_revision,
                lead(from_position) OVER w AS next_from, lag(number) OVER w AS previous,
                lag(content_revision) OVER w AS previous_content
            FROM ledger_revision WINDOW w AS (PARTITION BY kind, object_id ORDER BY number)) s
            WHERE (from_position >= %s OR to_position >= %s) AND (
                number <> coalesce(previous, 0) + 1
                OR to_position IS DISTINCT FROM next_from
                OR content_revision - coalesce(previous_content, 0) NOT IN (0, 1))
            ORDER BY kind, object_id, number""",
        [first, first],
    )
    for kind, object_id, number in rows:
        yield Finding(kind, object_id, number, "its numbers or positions do not follow")


def _current(kind: kinds.Kind, progress: Progress) -> Iterator[Finding]:
    """Yield the objects whose current document is not what the tables give now."""
    beyond, done = UUID(int=0), 0
    while True:
        rows = list(
            Revision.objects.current(kind.name)
            .filter(object_id__gt=beyond)
            .order_by("object_id")
            .values_list("object_id", "number", "document")[:BATCH]
        )
        if not rows:
            return
        ids = [object_id for object_id, *_ in rows]
        rendered = kind.render(ids)
        numbers = {object_id: number for object_id, number, _ in rows}
        for object_id, number, document in rows:
            what = _compared(document, rendered.get(object_id))
            if what is not None:
                yield Finding(kind.name, object_id, number, what)
        for object_id, what in kind.altered(ids):
            yield Finding(kind.name, object_id, numbers[object_id], what)
        beyond, done = ids[-1], done + len(ids)
        progress(kind.name.replace("_", " "), done)


def _unrecorded(kind: kinds.Kind) -> Iterator[Finding]:
    """Yield the rows that nothing recorded tells of."""
    if kind.table is not None:
        rows = fetch_bytes(
            f"SELECT t.id FROM {kind.table} t WHERE NOT EXISTS (SELECT FROM ledger_revision r"
            " WHERE r.kind = %s AND r.object_id = t.id AND r.to_position IS NULL) ORDER BY t.id",
            [kind.name],
        )
        for (object_id,) in rows:
            yield Finding(kind.name, object_id, None, "nothing is recorded of its row")
    for object_id, what in kind.strays():
        yield Finding(kind.name, object_id, None, what)


def _compared(document: str, rendered: kinds.Document | None) -> str | None:
    if rendered is None:
        return "the tables have no row of it"
    try:
        said = diff.content(orjson.loads(document))
    except ValueError:
        return "the document is no JSON"
    if canonical.encode(said) == canonical.encode(rendered):
        return None
    changed = ", ".join(change.path for change in diff.changes(said, rendered)[:3])
    return f"the tables say something else: {changed}"
