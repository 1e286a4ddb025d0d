"""The feed of changes: by position, each with what it recorded, as far as the asker may see it.

Positions are in the order of commits and have no gaps, so that whoever asks on from the last
position that was seen misses nothing and gets nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from factstore.core import canonical
from factstore.core.errors import NotFound
from factstore.ledger import jsonpatch, kinds
from factstore.ledger.queries import fetch_bytes
from factstore.ledger.sight import Sight

Form = Literal["document", "patch", "none"]
FORMS: tuple[Form, ...] = ("document", "patch", "none")

MAX_OBJECTS = 2_000
"""A page ends when its changes have recorded so many objects; one change is never split."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a follower asks for: `kinds` of objects (None: all), in which form, seen by whom."""

    kinds: Sequence[str] | None
    form: Form
    sight: Sight


@dataclass(frozen=True, slots=True)
class Event:
    """A change without its objects."""

    position: int
    at: datetime
    id: UUID
    actor: str
    reason: str
    origin: str
    agent: str | None
    details_digest: str
    digest: str
    redacted_by: UUID | None
    altered: str | None
    objects: int


@dataclass(frozen=True, slots=True)
class Page:
    """Changes as JSON; the position to ask on from; the position where the feed ends."""

    changes: list[bytes]
    next_after: int
    head: int


_EVENT = """c.position, c.at, c.id, u.username::text, c.reason, c.origin::text, c.agent::text,
    c.details_digest::text, c.digest::text, c.redacted_by_id, c.altered::text,
    (SELECT count(*) FROM ledger_revision r WHERE r.from_position = c.position {kinds}) AS objects
    FROM ledger_change c JOIN accounts_user u ON u.id = c.actor_id"""
_REVISIONS = """
    SELECT r.from_position, r.kind::text, r.object_id, r.number, r.content_revision, r.document,
        p.document, {mine}
    FROM ledger_revision r LEFT JOIN ledger_revision p
        ON p.kind = r.kind AND p.object_id = r.object_id AND p.number = r.number - 1
        AND (%(before)s OR r.kind = ANY (%(veiled)s::text[])
            OR r.document NOT LIKE '%%"withdrawn":null}}')
    WHERE r.from_position = ANY (%(positions)s::bigint[]) {kinds}
    ORDER BY r.from_position, array_position(%(order)s::text[], r.kind::text), r.object_id"""
_OF_KINDS = "AND r.kind = ANY (%(kinds)s::text[])"


def head() -> tuple[int, datetime | None]:
    """Return the position where the feed ends, and when that change was recorded."""
    rows = fetch_bytes(
        "SELECT position, at FROM ledger_change WHERE position IS NOT NULL"
        " ORDER BY position DESC LIMIT 1",
        [],
    )
    return rows[0] if rows else (0, None)


def page(wanted: Wanted, *, after: int, limit: int) -> Page:
    """Return the changes beyond the position `after`, at most `limit`: two statements.

    With `kinds`, changes that recorded nothing of them are left out, and `next_after` is beyond
    them.
    """
    of_kinds = "" if wanted.kinds is None else _OF_KINDS
    having = "" if wanted.kinds is None else (
        f"AND EXISTS (SELECT FROM ledger_revision r WHERE r.from_position = c.position {of_kinds})"
    )  # fmt: skip
    rows = fetch_bytes(
        f"""SELECT h.head, e.* FROM (SELECT coalesce(max(position), 0) AS head FROM ledger_change) h
            LEFT JOIN LATERAL (SELECT {_EVENT.format(kinds=of_kinds)}
                WHERE c.position > %(after)s AND c.position <= h.head {having}
                ORDER BY c.position LIMIT %(limit)s) e ON true
            ORDER BY e.position""",
        {"after": after, "limit": limit, "kinds": wanted.kinds and list(wanted.kinds)},
    )
    end = rows[0][0]
    found = [_event(row[1:]) for row in rows if row[1] is not None]
    kept = _that_fit(found)
    is_cut = len(kept) < len(found) or len(found) == limit
    return Page(
        changes=_told(kept, wanted),
        next_after=kept[-1].position if is_cut and kept else max(end, after),
        head=end,
    )


def one(change_id: UUID, wanted: Wanted) -> bytes:
    """Return one change as JSON.

    Raises:
        NotFound: there is no such change.
    """
    rows = fetch_bytes(
        f"SELECT {_EVENT.format(kinds='')} WHERE c.id = %s AND c.position IS NOT NULL", [change_id]
    )
    if not rows:
        raise NotFound(f"There is no change {change_id}.")
    return _told([_event(rows[0])], wanted)[0]


def _event(row: Sequence[Any]) -> Event:
    columns: list[Any] = [v.decode() if isinstance(v, bytes) else v for v in row]
    return Event(*columns)


def _that_fit(events: Sequence[Event]) -> list[Event]:
    kept: list[Event] = []
    objects = 0
    for event in events:
        if kept and objects + event.objects > MAX_OBJECTS:
            break
        objects += event.objects
        kept.append(event)
    return kept


def _told(events: Sequence[Event], wanted: Wanted) -> list[bytes]:
    """Return changes with their objects as JSON."""
    if not events:
        return []
    names = kinds.names()
    rows = fetch_bytes(
        _REVISIONS.format(kinds="" if wanted.kinds is None else _OF_KINDS, mine=_mine(wanted)),
        {
            "positions": [event.position for event in events],
            "kinds": wanted.kinds and list(wanted.kinds),
            "before": wanted.form == "patch",
            "veiled": [n for n in names if wanted.sight.is_veiled(kinds.get(n))],
            "own": wanted.sight.own,
            "order": names,
        },
    )
    redactions = {event.position for event in events if event.origin == "redaction"}
    objects: dict[int, list[bytes]] = {event.position: [] for event in events}
    for row in rows:
        told = _object(row, wanted, redacted=row[0] in redactions)
        if told is not None:
            objects[row[0]].append(told)
    return [_change(event, objects[event.position], wanted) for event in events]


def _mine(wanted: Wanted) -> str:
    """Return SQL that tells whether a revision `r` is of something that is the asker's."""
    owned = {
        name: wanted.sight.owned(kinds.get(name), object_id="r.object_id", user="%(own)s")
        for name in kinds.names()
    }
    cases = " ".join(f"WHEN '{n}' THEN {sql}" for n, sql in owned.items() if sql != "false")
    return f"CASE r.kind {cases} ELSE false END" if cases else "false"


def _change(event: Event, objects: Sequence[bytes], wanted: Wanted) -> bytes:
    head = {
        "position": event.position,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "id": event.id,
        # Who and why are words among editors.
        "actor": event.actor if wanted.sight.everything else None,
        "reason": event.reason if wanted.sight.everything else None,
        "origin": event.origin,
        "agent": event.agent if wanted.sight.everything else None,
        "details_digest": event.details_digest,
        "digest": event.digest,
        "redacted_by": event.redacted_by,
        "altered": event.altered and canonical.digest(orjson.loads(event.altered)),
    }
    return orjson.dumps(head)[:-1] + b',"objects":[' + b",".join(objects) + b"]}"


def _object(row: Sequence[Any], wanted: Wanted, *, redacted: bool) -> bytes | None:
    """Return one object of a change as JSON; None where the asker sees nothing of it."""
    _, kind_name, object_id, number, content_revision, document, before, mine = row
    kind, sight = kinds.get(kind_name.decode()), wanted.sight
    shown = mine or sight.shows(kind, document)
    shown_before = number > 1 and (mine or not sight.is_veiled(kind) or sight.shows(kind, before))
    if not (shown or shown_before):
        return None
    action = _action(document, before, shown=shown, shown_before=shown_before, redacted=redacted)
    told = {"kind": kind.name, "id": object_id, "revision": number if shown else None,
            "content_revision": content_revision if shown else None, "action": action}  # fmt: skip
    members = dict(_content(document, before, action, wanted.form)) if shown else {}
    return b"".join(
        (
            orjson.dumps(told)[:-1],
            *(b',"%s":%s' % (n, members.get(n, b"null")) for n in (b"document", b"patch", b"reverse")),
            b"}",
        )
    )  # fmt: skip


def _action(
    document: bytes, before: bytes | None, *, shown: bool, shown_before: bool, redacted: bool
) -> str:
    if not shown:
        return "hide"
    if not shown_before:
        return "create"
    if redacted:
        return "redact"
    if _is_withdrawn(document) and not (before and _is_withdrawn(before)):
        return "withdraw"
    if b'"merged_into":"' in document and b'"merged_into":"' not in (before or b""):
        return "merge"
    return "change"


def _is_withdrawn(document: bytes) -> bool:
    if document.endswith(b'"withdrawn":null}'):
        return False
    return bool(orjson.loads(document).get("withdrawn"))


def _content(
    document: bytes, before: bytes | None, action: str, form: Form
) -> Iterator[tuple[bytes, bytes]]:
    """Yield the members that tell what the object says now.

    A redaction alters what was recorded before, so that no patch against it would fit.
    """
    if form == "patch" and before is not None and action in {"change", "withdraw", "merge"}:
        old, new = orjson.loads(before), orjson.loads(document)
        yield b"patch", orjson.dumps(jsonpatch.make(old, new))
        yield b"reverse", orjson.dumps(jsonpatch.make(new, old))
    elif form != "none":
        yield b"document", document
