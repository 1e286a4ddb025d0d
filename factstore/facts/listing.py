"""Finding facts: one query over the facets, for now and for any earlier position of the feed.

A page is two statements at the most: one that resolves the names a request uses, one that reads the
documents and counts what the safe default leaves out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from factstore.facts.filtering import Filters, Where, conditions
from factstore.facts.naming import resolve
from factstore.ledger.queries import fetch_bytes

SHOWN_STANDINGS = ("stands", "disputed")
LEFT_OUT = ("superseded", "refuted", "retracted")
MAX_COUNTED = 1_000
"""Left-out facts are counted up to here; one more says that there are more."""

Order = Literal["recorded", "-recorded", "from", "-from"]


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of a page: its document and its place in the order."""

    document: bytes
    fact_id: str
    day: str


@dataclass(frozen=True, slots=True)
class Found:
    """Up to `limit` rows in the direction of the scan, and the counts of what was left out."""

    rows: list[Row]
    omitted: bytes | None


_ORDERS: Mapping[str, tuple[str, bool]] = {
    "recorded": ("", False),
    "-recorded": ("", True),
    "from": ("f.first_day", False),
    "-from": ("f.latest_day", True),
}


def find(
    filters: Filters,
    *,
    order: Order,
    limit: int,
    backwards: bool,
    after: tuple[str | None, ...] | None,
    count_omitted: bool,
    names: Mapping[str, str] | None = None,
) -> Found:
    """Return the facts that `filters` ask for, at most `limit`, beyond the key `after`.

    The key is (day, fact id), the day "" for the recorded orders. `backwards` scans towards the
    list's beginning. `names`: as `resolve` gave them before; None: they are resolved now.

    Raises:
        UnknownName: a filter names a type, field, entity, publisher or article that does not exist.
    """
    where = conditions(filters, resolve(filters) if names is None else names)
    column, descending = _ORDERS[order]
    descending ^= backwards
    keys = [k for k in (column, "f.fact_id") if k]
    page = shown(where, filters)
    page.parameters["limit"] = limit
    if after is not None:
        page.add(
            f"({', '.join(keys)}) {'<' if descending else '>'} "
            + ("(%(after_day)s::date, %(after_id)s::uuid)" if column else "(%(after_id)s::uuid)"),
            after_day=after[0],
            after_id=after[1],
        )
    direction = "DESC" if descending else "ASC"
    ordering = ", ".join(f"{k} {direction}" for k in keys)
    omitted = omitted_sql(where, filters) if count_omitted else "NULL::text"
    rows = fetch_bytes(
        f"""SELECT p.document, p.fact_id, p.day, o.omitted
            FROM (SELECT {omitted} AS omitted) o LEFT JOIN LATERAL (
                SELECT r.document, f.fact_id::text AS fact_id, {f"{column}::text" if column else "''"} AS day,
                    row_number() OVER (ORDER BY {ordering}) AS place
                FROM facts_facet f JOIN ledger_revision r
                    ON r.kind = 'fact' AND r.object_id = f.fact_id AND r.number = f.number
                WHERE {page.sql()} ORDER BY {ordering} LIMIT %(limit)s
            ) p ON true ORDER BY p.place""",
        page.parameters,
    )
    counted = rows[0][3] if rows else None
    return Found(
        [Row(d, i.decode(), day.decode()) for d, i, day, _ in rows if d is not None], counted
    )


def shown(where: Where, filters: Filters) -> Where:
    """Return `where` with the standings that are asked for, or that are shown by default."""
    standings = list(filters.standings or SHOWN_STANDINGS)
    return Where(
        [*where.conditions, "f.standing = ANY (%(shown)s)"],
        {**where.parameters, "shown": standings},
    )


def omitted_sql(where: Where, filters: Filters) -> str:
    """Return SQL for the JSON that counts what the default leaves out; null where none is."""
    if filters.standings:
        return "NULL::text"
    counts = ", ".join(
        f"'{standing}', (SELECT count(*) FROM (SELECT FROM facts_facet f WHERE {where.sql()}"
        f" AND f.standing = '{standing}' LIMIT {MAX_COUNTED + 1}) counted)"
        for standing in LEFT_OUT
    )
    return f"json_build_object({counts})::text"


@dataclass(frozen=True, slots=True)
class Current:
    """A fact's document as it is, or was, with what decides who may read it."""

    document: bytes
    content_revision: int
    number: int
    status: str
    withdrawn: bool
    created_by: UUID


def get(fact_id: UUID, *, known_at: datetime | int | None = None) -> Current | None:
    """Return a fact's recorded document, now or as the store said it at `known_at`."""
    moment = "f.to_position IS NULL"
    position: int | None = known_at if isinstance(known_at, int) else None
    if known_at is not None:
        moment = """f.from_position <= k.position
            AND (f.to_position IS NULL OR f.to_position > k.position)"""
    rows = fetch_bytes(
        f"""SELECT r.document, r.content_revision, r.number, f.status, f.withdrawn,
                o.created_by_id
            FROM (SELECT coalesce(%(position)s::bigint, (
                SELECT max(position) FROM ledger_change WHERE at <= %(at)s::timestamptz)) AS position) k
            JOIN facts_facet f ON {moment}
            JOIN ledger_revision r
                ON r.kind = 'fact' AND r.object_id = f.fact_id AND r.number = f.number
            JOIN facts_fact o ON o.id = f.fact_id
            WHERE f.fact_id = %(fact_id)s""",
        {
            "fact_id": fact_id,
            "position": position,
            "at": known_at if isinstance(known_at, datetime) else None,
        },
    )
    if not rows:
        return None
    document, content_revision, number, status, withdrawn, created_by = rows[0]
    status = status.decode() if isinstance(status, bytes) else status
    return Current(document, content_revision, number, status, withdrawn, created_by)
