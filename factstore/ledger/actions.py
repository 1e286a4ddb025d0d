"""Recording a change: who, why, and the documents of everything it touched.

Every write to a recorded table runs inside `change(...)`. When it closes, it draws its position
under the feed's lock, renders what was touched and what mentions it, and writes the revisions.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from factstore.core import canonical
from factstore.core.errors import FieldError, Invalid
from factstore.core.ids import new_id
from factstore.ledger import kinds, locks
from factstore.ledger.digests import details_digest
from factstore.ledger.models import Change
from factstore.ledger.queries import fetch_bytes

if TYPE_CHECKING:
    from factstore.accounts.models import User

GENESIS = "sha256:" + "0" * 64
"""The digest that the first change's chain begins with."""

Anew = Mapping[str, Collection[UUID]]  # ids of objects by kind

_OPEN: ContextVar[Change | None] = ContextVar("open change", default=None)


@contextmanager
def change(
    *,
    actor: "User",
    reason: str,
    origin: str,
    agent: str | None = None,
    alone: bool = False,
    anew: Anew | None = None,
) -> Iterator[Change]:
    """Open a change; what is written inside it is recorded when it closes, or not at all.

    Changes nest: an inner change is its own unit of work, recorded when it closes, and the outer
    one is open again after it. `agent` is the program that acts for the actor: model and version.
    `alone`: no other change is open meanwhile (`factstore.ledger.locks.alone`). `anew`: objects
    to record again where their documents come out different, though nobody wrote to them.

    Raises:
        Invalid: `reason` is empty.
    """
    if not reason.strip():
        said = "Say why: every change is recorded with a reason."
        error = FieldError("/reason", "required", said)
        raise Invalid("A change needs a reason.", errors=[error])
    with transaction.atomic():
        if alone:
            locks.alone()
        opened = Change.objects.create(actor=actor, reason=reason, origin=origin, agent=agent)
        outer = _OPEN.set(opened)
        try:
            yield opened
        finally:
            _OPEN.reset(outer)
        _close(opened, anew or {})


def open_change() -> Change:
    """Return the innermost open change, with the actor as the one who opened it gave it.

    Raises:
        LookupError: none is open; whatever writes runs inside `change(...)`.
    """
    opened = _OPEN.get()
    if opened is None:
        raise LookupError("no change is open")
    return opened


def check_deferred() -> None:
    """Ask now what is asked when a change closes, but for what is recorded only then.

    Raises:
        IntegrityError: what was written so far breaks a deferred constraint.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DEFERRED)
        (names,) = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")


_DEFERRED = """
    SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint
    WHERE condeferrable AND connamespace = 'public'::regnamespace
        AND (contype = 'f' OR conrelid NOT IN ('ledger_change'::regclass, 'ledger_touch'::regclass))
"""


def _close(opened: Change, anew: Anew) -> None:
    """Draw the position, record a revision of each touched object and of what mentions it.

    A change that touched nothing, or nothing that says anything new, is taken back.
    """
    touched = _touched(opened)
    previous = None
    digests: list[tuple[str, UUID, str]] = []
    if touched or anew:
        # From here to commit the feed is ours: what is rendered below cannot be overtaken.
        previous = _draw_position(opened)
        turned: dict[str, set[UUID]] = {}
        for name in kinds.names():
            direct = touched.get(name, set())
            again = set(anew.get(name, ()))
            mentioning = (_mentioning(name, turned) | again) - direct
            if direct or mentioning:
                recorded, turned[name] = _record(opened, kinds.get(name), direct, mentioning)
                turned[name] -= again - direct  # who records anew comes to dependents by itself
                digests += recorded
    with connection.cursor() as cursor:
        if touched:
            cursor.execute("DELETE FROM ledger_touch WHERE change_id = %s", [opened.pk])
        if digests:
            details = details_digest(opened)
            written = [digest for *_, digest in sorted(digests)]
            cursor.execute(
                "UPDATE ledger_change SET details_digest = %s, digest = %s, altered = %s::jsonb"
                " WHERE id = %s",
                [
                    details,
                    canonical.chain(previous or GENESIS, details, written),
                    None if opened.altered is None else orjson.dumps(opened.altered).decode(),
                    opened.pk,
                ],
            )
        else:
            cursor.execute("DELETE FROM ledger_change WHERE id = %s RETURNING depth", [opened.pk])
            (opened.depth,) = cursor.fetchone()
            opened.position = opened.at = None
        if opened.depth == 0:
            # Violations of deferred constraints surface here, in the action, not at COMMIT.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _draw_position(opened: Change) -> str | None:
    """Give the change its place in the feed; return the digest of the change before it.

    The position is drawn by the trigger, under the feed's lock, whatever is written here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_change SET position = 1 WHERE id = %s RETURNING position, at, depth",
            [opened.pk],
        )
        opened.position, opened.at, opened.depth = cursor.fetchone()
        # A statement of its own: it must see what was committed while this one waited.
        cursor.execute(
            "SELECT digest FROM ledger_change WHERE position < %s ORDER BY position DESC LIMIT 1",
            [opened.position],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _touched(opened: Change) -> dict[str, set[UUID]]:
    """Return the ids of what the change wrote to, by their kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, array_agg(object_id) FROM ledger_touch"
            " WHERE change_id = %s GROUP BY kind",
            [opened.pk],
        )
        return {kind: set(ids) for kind, ids in cursor.fetchall()}


def _mentioning(name: str, turned: dict[str, set[UUID]]) -> set[UUID]:
    """Return the objects of a kind that mention one of those whose face has turned."""
    kind = kinds.get(name)
    found: set[UUID] = set()
    for dependency in kind.dependencies:
        if turned.get(dependency):
            found |= set(kind.dependents(dependency, turned[dependency]))
    return found


def _record(
    opened: Change, kind: kinds.Kind, direct: set[UUID], mentioning: set[UUID]
) -> tuple[list[tuple[str, UUID, str]], set[UUID]]:
    """Write one revision for each object whose document is new.

    Returns kind, id and digest of each, and the ids of those that show others a new face.
    """
    ids = direct | mentioning
    previous = _current(kind.name, ids)
    rows: list[dict[str, Any]] = []
    unchanged: list[UUID] = []
    turned: set[UUID] = set()
    recorded: list[kinds.Recorded] = []
    # A redaction has altered the earlier documents; the feed tells that it did.
    is_redaction = opened.origin == Change.Origin.REDACTION
    for object_id, content in sorted(kind.render(ids).items()):
        before = previous.get(object_id)
        number = before.number + 1 if before else 1
        own = object_id in direct or before is None
        content_revision = (before.content_revision if before else 0) + (1 if own else 0)
        document = {**content, "revision": number, "content_revision": content_revision}
        if before and not is_redaction and _says_the_same(before, content):
            unchanged.append(object_id)
            continue
        if before is None or kind.face(orjson.loads(before.document)) != kind.face(document):
            turned.add(object_id)
        digest = canonical.digest(document)
        document["recorded"] = {
            "at": opened.at.isoformat().replace("+00:00", "Z") if opened.at else None,
            "position": opened.position,
            "change": str(opened.pk),
            "content_digest": digest,
        }
        rows.append(
            {
                "id": new_id(),
                "kind": kind.name,
                "object_id": object_id,
                "number": number,
                "content_revision": content_revision,
                "change": opened.pk,
                "position": opened.position,
                "document": canonical.encode(document).decode(),
                "digest": digest,
            }
        )
        recorded.append(kinds.Recorded(object_id, number, opened.position or 0, document))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT_REVISION, rows)
    kind.after_record(recorded)
    if unchanged:
        kind.unchanged(unchanged)
    return [(kind.name, row["object_id"], row["digest"]) for row in rows], turned


# One row each: an array of documents costs more to write and to read than the round trips.
_INSERT_REVISION = """
    INSERT INTO ledger_revision (id, kind, object_id, number, content_revision, change_id,
        from_position, document, content_digest)
    VALUES (%(id)s, %(kind)s, %(object_id)s, %(number)s, %(content_revision)s, %(change)s,
        %(position)s, %(document)s, %(digest)s)
"""


@dataclass(frozen=True, slots=True)
class _Before:
    """The current revision of an object, as it was recorded."""

    number: int
    content_revision: int
    content_digest: str
    document: bytes
    redacted: bool


def _current(kind: str, ids: set[UUID]) -> dict[UUID, _Before]:
    rows = fetch_bytes(
        "SELECT object_id, number, content_revision, content_digest::text, document,"
        " redacted_by_id IS NOT NULL"
        " FROM ledger_revision WHERE kind = %s AND object_id = ANY (%s) AND to_position IS NULL",
        [kind, list(ids)],
    )
    return {row[0]: _Before(row[1], row[2], row[3].decode(), *row[4:]) for row in rows}


def _says_the_same(before: _Before, content: kinds.Document) -> bool:
    """Tell whether a rendered document would repeat what is recorded already."""
    repeated = {
        **content,
        "revision": before.number,
        "content_revision": before.content_revision,
    }
    if not before.redacted:
        return canonical.digest(repeated) == before.content_digest
    # A redacted document keeps the digest of what it said.
    said = orjson.loads(before.document)
    del said["recorded"]
    return canonical.encode(said) == canonical.encode(repeated)
