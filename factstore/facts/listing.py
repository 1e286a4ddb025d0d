"""Finding facts: one query over the facets, for now and for any earlier position of the feed.

A page is two statements at the most: one that resolves the names a request uses, one that reads the
documents and counts what the safe default leaves out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.facts.recording import SEARCH_CONFIGURATION
from factstore.ledger.queries import fetch_bytes

SHOWN_STANDINGS = ("stands", "disputed")
LEFT_OUT = ("superseded", "refuted", "retracted")
MAX_COUNTED = 1_000
"""Left-out facts are counted up to here; one more says that there are more."""

Order = Literal["recorded", "-recorded", "from", "-from"]


class UnknownName(LookupError):
    """A filter names something that does not exist; `parameter` is the filter's name."""

    def __init__(self, parameter: str, name: str) -> None:
        super().__init__(f"There is no {name}.")
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of facts asks for; empty members ask for nothing.

    Entities are ids or `scheme:value`; `includes`, `excludes` are (field, entity). `during` has
    both ends included. `statuses` are those that the asker may see.
    """

    statuses: tuple[str, ...] = ("accepted",)
    standings: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    ids: tuple[UUID, ...] = ()
    includes: tuple[tuple[str, str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()
    entities: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    publishers: tuple[UUID, ...] = ()
    articles: tuple[UUID, ...] = ()
    valid_at: date | None = None
    during: PartialDate | None = None
    match: Literal["possible", "certain"] = "possible"
    known_at: datetime | int | None = None
    attribution: str | None = None
    stance: str | None = None
    hedged: bool | None = None
    stale: bool | None = None
    min_independent_origins: int | None = None
    q: str | None = None


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


@dataclass(slots=True)
class _Where:
    """Conditions on a facet row `f`, with their parameters."""

    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters |= parameters

    def sql(self) -> str:
        return " AND ".join(self.conditions)


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
) -> Found:
    """Return the facts that `filters` ask for, at most `limit`, beyond the key `after`.

    The key is (day, fact id), the day "" for the recorded orders. `backwards` scans towards the
    list's beginning.

    Raises:
        UnknownName: a filter names a type, field, entity, publisher or article that does not exist.
    """
    where = _where(filters, _resolve(filters))
    shown = filters.standings or SHOWN_STANDINGS
    column, descending = _ORDERS[order]
    descending ^= backwards
    keys = [k for k in (column, "f.fact_id") if k]
    page = _Where([*where.conditions, "f.standing = ANY (%(shown)s)"], dict(where.parameters))
    page.parameters |= {"shown": list(shown), "limit": limit}
    if after is not None:
        page.add(
            f"({', '.join(keys)}) {'<' if descending else '>'} "
            + ("(%(after_day)s::date, %(after_id)s::uuid)" if column else "(%(after_id)s::uuid)"),
            after_day=after[0],
            after_id=after[1],
        )
    direction = "DESC" if descending else "ASC"
    ordering = ", ".join(f"{k} {direction}" for k in keys)
    omitted = _omitted_sql(where) if count_omitted and not filters.standings else "NULL::text"
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


def _omitted_sql(where: _Where) -> str:
    counts = ", ".join(
        f"'{standing}', (SELECT count(*) FROM (SELECT FROM facts_facet f WHERE {where.sql()}"
        f" AND f.standing = '{standing}' LIMIT {MAX_COUNTED + 1}) counted)"
        for standing in LEFT_OUT
    )
    return f"json_build_object({counts})::text"


def _where(filters: Filters, names: Mapping[str, str]) -> _Where:
    where = _Where()
    _add_moment(where, filters, names)
    where.add("NOT f.withdrawn AND f.status = ANY (%(statuses)s)", statuses=list(filters.statuses))
    if filters.ids:
        where.add("f.fact_id = ANY (%(ids)s)", ids=list(filters.ids))
    if filters.types:
        where.add("f.fact_type = ANY (%(types)s)", types=list(filters.types))
    if filters.q:
        where.add(f"f.search @@ websearch_to_tsquery('{SEARCH_CONFIGURATION}', %(q)s)", q=filters.q)
    _add_mentions(where, filters, names)
    _add_sources(where, filters, names)
    _add_days(where, filters)
    return where


def _add_moment(where: _Where, filters: Filters, names: Mapping[str, str]) -> None:
    if filters.known_at is None:
        where.add("f.to_position IS NULL")
        return
    where.add(
        "f.from_position <= %(position)s AND (f.to_position IS NULL OR f.to_position > %(position)s)",
        position=int(names["known_at"]),
    )


def _add_mentions(where: _Where, filters: Filters, names: Mapping[str, str]) -> None:
    asked = [
        ("AND m.field = %({0}_field)s AND m.polarity = 'includes'", *x) for x in filters.includes
    ]
    asked += [
        ("AND m.field = %({0}_field)s AND m.polarity = 'excludes'", *x) for x in filters.excludes
    ]
    asked += [("", "", entity) for entity in filters.entities]
    for i, (condition, field_name, entity) in enumerate(asked):
        name = f"mention{i}"
        where.add(
            "EXISTS (SELECT FROM facts_mention m WHERE m.fact_id = f.fact_id AND m.number = f.number"
            f" AND m.entity_id = %({name})s::uuid {condition.format(name)})",
            **{name: names[f"entity {entity}"], f"{name}_field": field_name},
        )


def _add_sources(where: _Where, filters: Filters, names: Mapping[str, str]) -> None:
    speakers = [names[f"entity {speaker}"] for speaker in filters.speakers]
    for column, wanted in (
        ("publishers", filters.publishers),
        ("articles", filters.articles),
        ("speakers", speakers),
    ):
        if wanted:
            where.add(f"f.{column} && %({column})s::uuid[]", **{column: list(wanted)})
    if filters.attribution:
        where.add("f.attributions @> %(attribution)s::varchar[]", attribution=[filters.attribution])
    if filters.stance:
        where.add("f.stances @> %(stance)s::varchar[]", stance=[filters.stance])
    for column, flag in (("hedged", filters.hedged), ("stale", filters.stale)):
        if flag is not None:
            where.add(f"f.{column} = %({column})s", **{column: flag})
    if filters.min_independent_origins is not None:
        where.add("f.independent_origins >= %(origins)s", origins=filters.min_independent_origins)


def _add_days(where: _Where, filters: Filters) -> None:
    if filters.valid_at:
        where.add(f"f.{filters.match} @> %(valid_at)s::date", valid_at=filters.valid_at)
    if filters.during:
        during = "daterange(%(first)s::date, %(last)s::date, '[]')"
        condition = f"f.possible && {during}"
        if filters.match == "certain":
            # What lies wholly within is certain to fall in it, whichever day it was.
            condition = (
                f"(f.certain && {during} OR (f.possible <@ {during} AND NOT isempty(f.possible)))"
            )
        where.add(condition, first=filters.during.not_before, last=filters.during.not_after)


def _resolve(filters: Filters) -> dict[str, str]:
    """Return what the names in `filters` stand for, in one statement, or none if there are none."""
    wanted = _wanted(filters)
    if not wanted and filters.known_at is None:
        return {}
    external = [name.split(":", 1) for kind, name in wanted if kind == "entity" and ":" in name]
    plain: dict[str, list[str]] = {}
    for kind, name in wanted:
        if kind != "entity" or ":" not in name:
            plain.setdefault(kind, []).append(name)
    known_at = filters.known_at
    rows = fetch_bytes(
        """
        SELECT 'entity ' || id, id::text FROM entities_entity WHERE id = ANY (%(entity)s::uuid[])
        UNION ALL SELECT 'entity ' || x.scheme || ':' || x.value, x.entity_id::text
            FROM entities_externalid x JOIN unnest(%(schemes)s::text[], %(values)s::text[])
            AS w (scheme, value) ON x.scheme = w.scheme AND x.value = w.value
        UNION ALL SELECT 'type ' || name, name FROM facts_facttype WHERE name = ANY (%(type)s)
        UNION ALL SELECT DISTINCT 'field ' || name, name FROM facts_field WHERE name = ANY (%(field)s)
        UNION ALL SELECT 'publisher ' || id, '' FROM sources_publisher WHERE id = ANY (%(publisher)s::uuid[])
        UNION ALL SELECT 'article ' || id, '' FROM sources_article WHERE id = ANY (%(article)s::uuid[])
        UNION ALL SELECT 'known_at', coalesce(%(position)s::bigint, (
            SELECT max(position) FROM ledger_change WHERE at <= %(at)s::timestamptz), 0)::text
        """,
        {
            "entity": plain.get("entity", []),
            "type": plain.get("type", []),
            "field": plain.get("field", []),
            "publisher": plain.get("publisher", []),
            "article": plain.get("article", []),
            "schemes": [scheme for scheme, _ in external],
            "values": [value for _, value in external],
            "position": known_at if isinstance(known_at, int) else None,
            "at": known_at if isinstance(known_at, datetime) else None,
        },
    )
    names = {key.decode(): value.decode() for key, value in rows}
    for (kind, name), parameter in wanted.items():
        if f"{kind} {name}" not in names:
            raise UnknownName(parameter, f"{kind} {name}")
    return names


def _wanted(filters: Filters) -> dict[tuple[str, str], str]:
    """Return the (kind, name) pairs that must exist, with the parameter that names them."""
    wanted: dict[tuple[str, str], str] = {}

    def want(kind: str, names: Sequence[object], parameter: str) -> None:
        wanted.update({(kind, str(name)): parameter for name in names})

    want("type", filters.types, "type")
    want("publisher", filters.publishers, "publisher")
    want("article", filters.articles, "article")
    want("entity", filters.entities, "entity")
    want("entity", filters.speakers, "speaker")
    for parameter, pairs in (("includes", filters.includes), ("excludes", filters.excludes)):
        want("field", [name for name, _ in pairs], parameter)
        want("entity", [entity for _, entity in pairs], parameter)
    return wanted


@dataclass(frozen=True, slots=True)
class Current:
    """A fact's document as it is, or was, with what decides who may read it."""

    document: bytes
    content_revision: int
    number: int
    status: str
    withdrawn: bool


def get(fact_id: UUID, *, known_at: datetime | int | None = None) -> Current | None:
    """Return a fact's recorded document, now or as the store said it at `known_at`."""
    moment = "r.to_position IS NULL"
    position: int | None = known_at if isinstance(known_at, int) else None
    if known_at is not None:
        moment = """r.from_position <= k.position
            AND (r.to_position IS NULL OR r.to_position > k.position)"""
    rows = fetch_bytes(
        f"""SELECT r.document, r.content_revision, r.number, f.status, f.withdrawn
            FROM (SELECT coalesce(%(position)s::bigint, (
                SELECT max(position) FROM ledger_change WHERE at <= %(at)s::timestamptz)) AS position) k
            JOIN ledger_revision r ON {moment}
            JOIN facts_facet f ON f.fact_id = r.object_id AND f.number = r.number
            WHERE r.kind = 'fact' AND r.object_id = %(fact_id)s""",
        {
            "fact_id": fact_id,
            "position": position,
            "at": known_at if isinstance(known_at, datetime) else None,
        },
    )
    if not rows:
        return None
    document, content_revision, number, status, withdrawn = rows[0]
    status = status.decode() if isinstance(status, bytes) else status
    return Current(document, content_revision, number, status, withdrawn)
