"""What lists of facts can ask for, as conditions on the facets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.facts.recording import SEARCH_CONFIGURATION

UNWARNED = "none"
"""Among the warnings that are asked for: facts that warn of nothing."""

_WARNED = "(f.warnings && %(warnings)s::varchar[] OR f.warnings = '{}')"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of facts asks for; empty members ask for nothing.

    `drafts_of`: of what is not accepted, only what this user recorded. Entities are ids or `scheme:value`; `includes`, `excludes` are (field, entity). `during` has
    both ends included. `statuses` are those that the asker may see.
    """

    statuses: tuple[str, ...] = ("accepted",)
    drafts_of: UUID | None = None
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
    warnings: tuple[str, ...] = ()
    q: str | None = None


@dataclass(slots=True)
class Where:
    """Conditions on a facet row `f`, with their parameters."""

    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters |= parameters

    def sql(self) -> str:
        return " AND ".join(self.conditions)

    def renamed(self, prefix: str) -> "Where":
        """Return the same with another name for each parameter, to stand beside its like."""
        conditions = [text.replace("%(", f"%({prefix}_") for text in self.conditions]
        return Where(conditions, {f"{prefix}_{k}": v for k, v in self.parameters.items()})


def moment(rows: str, *, known_at: bool) -> str:
    """Return the condition on `rows` that are current, or were at the parameter `position`."""
    if not known_at:
        return f"{rows}.to_position IS NULL"
    return (
        f"{rows}.from_position <= %(position)s"
        f" AND ({rows}.to_position IS NULL OR {rows}.to_position > %(position)s)"
    )


def conditions(filters: Filters, names: Mapping[str, str]) -> Where:
    """Return the conditions on a facet row `f`; `names` as `naming.resolve` gives them."""
    where = Where([moment("f", known_at=filters.known_at is not None)])
    if filters.known_at is not None:
        where.parameters["position"] = int(names["known_at"])
    where.add("NOT f.withdrawn AND f.status = ANY (%(statuses)s)", statuses=list(filters.statuses))
    if filters.drafts_of is not None and set(filters.statuses) != {"accepted"}:
        where.add(
            "(f.status = 'accepted' OR EXISTS (SELECT FROM facts_fact o"
            " WHERE o.id = f.fact_id AND o.created_by_id = %(drafts_of)s))",
            drafts_of=filters.drafts_of,
        )
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


def _add_mentions(where: Where, filters: Filters, names: Mapping[str, str]) -> None:
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


def _add_sources(where: Where, filters: Filters, names: Mapping[str, str]) -> None:
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
    if filters.warnings:
        where.add(
            _WARNED if UNWARNED in filters.warnings else "f.warnings && %(warnings)s::varchar[]",
            warnings=list(filters.warnings),
        )
    if filters.min_independent_origins is not None:
        where.add("f.independent_origins >= %(origins)s", origins=filters.min_independent_origins)


def _add_days(where: Where, filters: Filters) -> None:
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
