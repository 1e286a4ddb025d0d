"""Counting facts by what they can be filtered by: one statement over the facets, now or then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from factstore.facts.filtering import UNWARNED, Filters, Where, conditions, moment
from factstore.facts.listing import omitted_sql, shown
from factstore.facts.naming import resolve
from factstore.ledger.queries import fetch_bytes

MAX_VALUES = 50
"""Values that a facet lists, those of the most facts first."""


@dataclass(frozen=True, slots=True)
class _Facet:
    """Where the values of a facet are: a column of `facts_facet`, or the mentions for "".

    `kind` is that of the things whose ids they are, `own` the member of `Filters` that chooses
    among them where repeats are alternatives, `none` what its filter calls having none of several.
    """

    column: str
    several: bool = False
    kind: str = ""
    own: str = ""
    none: str = ""


_FACETS: Mapping[str, _Facet] = {
    "type": _Facet("fact_type", own="types"),
    "status": _Facet("status", own="statuses"),
    "standing": _Facet("standing", own="standings"),
    "publisher": _Facet("publishers", several=True, kind="publisher", own="publishers"),
    "article": _Facet("articles", several=True, kind="article", own="articles"),
    "speaker": _Facet("speakers", several=True, kind="entity", own="speakers"),
    "entity": _Facet("", kind="entity"),
    "attribution": _Facet("attributions", several=True),
    "stance": _Facet("stances", several=True),
    "hedged": _Facet("hedged"),
    "stale": _Facet("stale"),
    "warning": _Facet("warnings", several=True, own="warnings", none=UNWARNED),
}
FACETS = tuple(_FACETS)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet, as a filter takes it: how many facts have it, and its name then."""

    value: str
    count: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many facts there are, and by facet its values and whether there are more of them.

    `position`: where in the feed that is so; `omitted`: what the safe default leaves out, as JSON.
    """

    position: int
    count: int
    omitted: bytes | None
    facets: dict[str, tuple[list[Value], bool]]


def count(filters: Filters, of: Sequence[str], *, visible_statuses: tuple[str, ...]) -> Counted:
    """Count the facts that `filters` ask for, and the values of the facets `of` among them.

    A facet whose filter takes alternatives is counted without that filter, so that it says what
    the other choices would give: of the statuses, those that the asker may see.

    Raises:
        UnknownName: as `listing.find`.
    """
    names = resolve(filters)
    where = conditions(filters, names)
    sets = {"found": shown(where, filters)}
    parts = []
    for name in dict.fromkeys(of):
        wanted = _where(name, filters, names, visible_statuses)
        rows = "found" if wanted == sets["found"] else f"but_{name}"
        sets[rows] = wanted
        parts.append(_values_sql(name, rows))
    sets = {name: wanted.renamed(name) for name, wanted in sets.items()}
    parameters = dict(where.parameters)
    for wanted in sets.values():
        parameters |= wanted.parameters
    return _counted(fetch_bytes(_sql(filters, where, sets, parts), parameters), of)


def _where(
    name: str, filters: Filters, names: Mapping[str, str], visible_statuses: tuple[str, ...]
) -> Where:
    """Return which facts a facet counts: those of all filters but its own."""
    own = _FACETS[name].own
    if own == "standings":
        return conditions(filters, names)
    changed: dict[str, Any] = {own: visible_statuses if own == "statuses" else ()} if own else {}
    without = replace(filters, **changed)
    return shown(conditions(without, names), without)


def _sql(filters: Filters, where: Where, sets: Mapping[str, Where], parts: Sequence[str]) -> str:
    known_at = filters.known_at is not None
    head = "(SELECT coalesce(max(position), 0) FROM ledger_change)"
    columns = ", ".join(["f.fact_id", "f.number", *(f"f.{c}" for c in _columns())])
    chosen = ", ".join(
        f"{name} AS MATERIALIZED (SELECT {columns} FROM facts_facet f WHERE {wanted.sql()})"
        for name, wanted in sets.items()
    )
    values = " UNION ALL ".join(parts) or _NO_VALUES
    return f"""WITH {chosen}, counted AS ({values})
        SELECT {f"least({head}, %(position)s::bigint)" if known_at else head},
            (SELECT count(*) FROM found), {omitted_sql(where, filters)},
            c.facet, c.value, c.count,
            (SELECT r.document::jsonb ->> CASE c.kind WHEN 'article' THEN 'title' ELSE 'name' END
                FROM ledger_revision r WHERE c.kind <> '' AND r.kind = c.kind
                AND r.object_id = CASE WHEN c.kind <> '' THEN c.value::uuid END
                AND {moment("r", known_at=known_at)})
        FROM (SELECT) one LEFT JOIN counted c ON true"""


_NO_VALUES = "SELECT '' AS facet, '' AS kind, '' AS value, 0::bigint AS count WHERE false"


def _columns() -> list[str]:
    return [facet.column for facet in _FACETS.values() if facet.column]


def _values_sql(name: str, rows: str) -> str:
    facet = _FACETS[name]
    if not facet.column:
        source = f"""(SELECT DISTINCT m.entity_id AS value, m.fact_id FROM {rows} f
            JOIN facts_mention m ON m.fact_id = f.fact_id AND m.number = f.number) v"""
    elif facet.none:
        said = (
            f"CASE f.{facet.column} WHEN '{{}}' THEN '{{{facet.none}}}' ELSE f.{facet.column} END"
        )
        source = f"{rows} f, unnest({said}) AS v (value)"
    elif facet.several:
        source = f"{rows} f, unnest(f.{facet.column}) AS v (value)"
    else:
        source = f"(SELECT {facet.column} AS value FROM {rows}) v"
    return f"""(SELECT '{name}' AS facet, '{facet.kind}' AS kind, v.value::text AS value, count(*)
        FROM {source} GROUP BY v.value
        ORDER BY count(*) DESC, v.value::text COLLATE "C" LIMIT {MAX_VALUES + 1})"""


def _counted(rows: Sequence[tuple[Any, ...]], of: Sequence[str]) -> Counted:
    values: dict[str, list[Value]] = {name: [] for name in of}
    for _, _, _, facet, value, number, name in rows:
        if facet is not None:
            said = None if name is None else name.decode()
            values[facet.decode()].append(Value(value.decode(), number, said))
    for found in values.values():
        found.sort(key=lambda value: (-value.count, value.value))
    position, total, omitted = rows[0][:3]
    return Counted(
        position,
        total,
        omitted,
        {name: (v[:MAX_VALUES], len(v) > MAX_VALUES) for name, v in values.items()},
    )
