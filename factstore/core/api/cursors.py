"""Keyset pages: opaque cursors, which cursors a page has, and its body from stored documents.

A cursor names the last row seen by its key in the list's order, never a row count, so a page is
neither shifted nor cut by what is written meanwhile.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import orjson

from factstore.core.api.exceptions import BadCursor

Direction = Literal["next", "previous"]
Key = tuple[str | None, ...]
Row = TypeVar("Row")

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
MAX_LENGTH = 2000  # characters of a cursor


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: beyond the row with `key`, in `direction`, in the order `order`."""

    order: str
    direction: Direction
    key: Key


@dataclass(frozen=True, slots=True)
class Scan:
    """Which rows a request wants: up to `limit` beyond `key` (None: from the start).

    Fetch `limit + 1` rows in the order `order`, backwards where `direction` is "previous".
    """

    order: str
    limit: int
    direction: Direction
    key: Key | None
    fingerprint: str

    @property
    def is_first(self) -> bool:
        """Whether this is the page with which the list begins."""
        return self.key is None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in the list's order, and the rows beyond which the neighbouring pages begin."""

    rows: tuple[Row, ...]
    next: Row | None
    previous: Row | None


def fingerprint(filters: Mapping[str, Any]) -> str:
    """Return 16 hex digits that differ between different filters.

    `cursor` and `limit` may change from page to page and are left out.
    """
    kept = {name: filters[name] for name in sorted(filters) if name not in {"cursor", "limit"}}
    text = orjson.dumps(kept, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:16]


def encode(order: str, direction: Direction, key: Key, fingerprint: str) -> str:
    """Return the cursor as URL-safe text."""
    text = orjson.dumps([order, direction[0], list(key), fingerprint])
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode("ascii")


def decode(
    cursor: str,
    *,
    order: str,
    fingerprint: str,
    check: Sequence[Callable[[str], object]] = (),
) -> Cursor:
    """Return what `cursor` says.

    `check` has one function for each part of the key; it raises ValueError for a text that the
    query could not use, since anybody can write a cursor.

    Raises:
        BadCursor: damaged, or made for another order or other filters.
    """
    made = _unpack(cursor)
    if made is None:
        raise BadCursor("The cursor is damaged; start from the first page.")
    found, theirs = made
    if theirs != fingerprint or found.order != order:
        raise BadCursor("The cursor was made for other filters or another order.")
    try:
        for part, function in zip(found.key, check, strict=bool(check)):
            function(_given(part))
    except ValueError as error:
        raise BadCursor("The cursor is damaged; start from the first page.") from error
    return found


def _given(part: str | None) -> str:
    if part is None:
        raise ValueError("the key has no such part")
    return part


def scan(
    query: Mapping[str, Any], *, order: str, check: Sequence[Callable[[str], object]] = ()
) -> Scan:
    """Return which rows the validated parameters `query` ask for; `check` as in `decode`.

    Raises:
        BadCursor: as `decode`.
    """
    limit, mark = query["limit"], fingerprint(query)
    if "cursor" not in query:
        return Scan(order, limit, "next", None, mark)
    place = decode(query["cursor"], order=order, fingerprint=mark, check=check)
    return Scan(order, limit, place.direction, place.key, mark)


def page(
    fetched: Sequence[Row], *, limit: int, direction: Direction, from_cursor: bool
) -> Page[Row]:
    """Make a page of up to `limit + 1` rows fetched in the direction of the scan.

    Rows fetched towards the previous page come in reversed order. One row more than `limit` shows
    that the scan goes on; `from_cursor` that there is something behind it.
    """
    more = len(fetched) > limit
    rows = tuple(fetched[:limit])
    if direction == "previous":
        rows = rows[::-1]
    if not rows:
        return Page((), None, None)
    ahead, behind = (more, from_cursor) if direction == "next" else (from_cursor, more)
    return Page(rows, rows[-1] if ahead else None, rows[0] if behind else None)


def page_body(
    results: Iterable[bytes],
    next_cursor: str | None,
    previous_cursor: str | None,
    omitted: bytes | None = None,
) -> bytes:
    """Return the JSON of a page; `results` and `omitted` are JSON already and stay as they are."""
    return b"".join(
        (
            b'{"results":[',
            b",".join(results),
            b'],"next_cursor":',
            orjson.dumps(next_cursor),
            b',"previous_cursor":',
            orjson.dumps(previous_cursor),
            b',"omitted":',
            b"null" if omitted is None else omitted,
            b"}",
        )
    )


def _unpack(cursor: str) -> tuple[Cursor, str] | None:
    if len(cursor) > MAX_LENGTH:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        order, direction, key, theirs = orjson.loads(base64.b64decode(padded, b"-_", validate=True))
        made = Cursor(order, {"n": "next", "p": "previous"}[direction], tuple(key))  # type: ignore[arg-type]  # the dict's values are the two directions
        # Only what `encode` writes is a cursor: one spelling for one place.
        if encode(made.order, made.direction, made.key, theirs) != cursor:
            return None
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None
    texts = [made.order, theirs, *(part for part in made.key if part is not None)]
    if not all(isinstance(text, str) and "\x00" not in text for text in texts):
        return None
    return made, theirs
