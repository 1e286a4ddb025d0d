"""Lists as they were: pages of the documents that the store had at an earlier position.

What an object said then is filtered by its document of then; what it says now does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import models

from factstore.ledger.queries import MAX_COUNTED, fetch_bytes
from factstore.ledger.sight import Sight

_DOCUMENTS = """
    FROM (SELECT {position} AS position) k
    JOIN ledger_revision r ON r.from_position <= k.position
        AND (r.to_position IS NULL OR r.to_position > k.position)
    CROSS JOIN LATERAL (SELECT r.document::jsonb AS said) d"""
_AT = "(SELECT coalesce(max(position), 0) FROM ledger_change WHERE at <= %s::timestamptz)"
# The end of the text decides for nearly all, and costs less than reading it as JSON.
_WITHDRAWN = """(r.document NOT LIKE '%%"withdrawn":null}'
    AND jsonb_typeof(d.said -> 'withdrawn') IS NOT DISTINCT FROM 'object')"""

_NOT_MERGED = """(r.document NOT LIKE '%%"merged_into":"%%' OR d.said ->> 'merged_into' IS NULL)"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a document has to say: SQL on `d.said` (jsonb), with its parameters."""

    sql: str
    parameters: tuple[Any, ...]


def one_of(path: Sequence[str], values: Sequence[object]) -> Condition:
    """Return the condition that the member at `path` is one of `values`."""
    texts = [str(value) for value in values]
    return Condition("d.said #>> %s::text[] = ANY (%s::text[])", (list(path), texts))


def having(members: Mapping[str, Any]) -> Condition:
    """Return the condition that a document has these members; of lists: these items, too."""
    return Condition("d.said @> %s::jsonb", (orjson.dumps(members).decode(),))


def saying(words: str, member: str, members: str) -> Condition:
    """Return the condition that `words` stand in `member`, or in a text of the list `members`."""
    return Condition(
        "(position(upper(%s::text) IN upper(d.said ->> %s::text)) > 0 OR EXISTS"
        " (SELECT FROM jsonb_array_elements_text(d.said -> %s::text) AS one"
        " WHERE position(upper(%s::text) IN upper(one)) > 0))",
        (words, member, members, words),
    )


def chosen(members: Mapping[str, Sequence[object] | None], *more: Condition) -> list[Condition]:
    """Return the conditions that each member is one of its values, where it has any, and `more`."""
    given = [one_of([name], values) for name, values in members.items() if values is not None]
    return [*given, *more]


def seen(sight: Sight, kind: str) -> Condition:
    """Return the condition that somebody sees a document of a kind."""
    sql, parameters = sight.condition([kind])
    return Condition(sql, tuple(parameters))


@dataclass(frozen=True, slots=True)
class Past:
    """What a list shows: the objects of a kind at a moment for which all conditions hold.

    `objects`: rows of the kind's own table, chosen by what never changes; None: all.
    """

    kind: str
    known_at: datetime | int
    conditions: Sequence[Condition] = ()
    objects: "models.QuerySet[Any] | None" = None
    ids: Sequence[UUID] | None = None


def page(
    past: Past, *, descending: bool, beyond: UUID | None, limit: int
) -> list[tuple[bytes, UUID]]:
    """Return documents that were not withdrawn, with ids and in their order: one statement."""
    conditions = [Condition(f"NOT {_WITHDRAWN}", ()), Condition(_NOT_MERGED, ())]
    if beyond is not None:
        operator = "<" if descending else ">"
        conditions.append(Condition(f"r.object_id {operator} %s::uuid", (beyond,)))
    try:
        sql, parameters = _selected(past, conditions)
    except EmptyResultSet:
        return []
    rows = fetch_bytes(
        f"SELECT r.document, r.object_id {sql}"
        f" ORDER BY r.object_id {'DESC' if descending else 'ASC'} LIMIT %s",
        [*parameters, limit],
    )
    return [(row[0], row[1]) for row in rows]


def count_withdrawn(past: Past) -> int:
    """Return how many objects were withdrawn by then, up to `MAX_COUNTED + 1`."""
    try:
        sql, parameters = _selected(past, [Condition(_WITHDRAWN, ())])
    except EmptyResultSet:
        return 0
    rows = fetch_bytes(
        f"SELECT count(*) FROM (SELECT {sql} LIMIT %s) AS counted",
        [*parameters, MAX_COUNTED + 1],
    )
    return int(rows[0][0])


def _selected(past: Past, conditions: Sequence[Condition]) -> tuple[str, list[Any]]:
    """Return FROM and WHERE over revisions `r`, with parameters."""
    position = "%s::bigint" if isinstance(past.known_at, int) else _AT
    wanted = [Condition("r.kind = %s", (past.kind,)), *past.conditions, *conditions]
    if past.ids is not None:
        wanted.append(Condition("r.object_id = ANY (%s::uuid[])", (list(past.ids),)))
    if past.objects is not None and past.objects.query.where:
        sql, parameters = past.objects.order_by().values("pk").query.sql_with_params()
        wanted.append(Condition(f"r.object_id IN ({sql})", parameters))
    where = " AND ".join(condition.sql for condition in wanted)
    return (
        f"{_DOCUMENTS.format(position=position)} WHERE {where}",
        [past.known_at, *(value for condition in wanted for value in condition.parameters)],
    )
