"""Proving the rows derived from facts: facets, mentions and claims are what the documents give."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from factstore.facts.actions.matching import digests
from factstore.facts.facets import Facets, facets
from factstore.facts.models import Fact, Mention
from factstore.facts.recording import said_at, searched, vector
from factstore.ledger.models import Revision

_COLUMNS = {
    "fact_type": "text",
    "status": "text",
    "standing": "text",
    "withdrawn": "boolean",
    "stale": "boolean",
    "certain": "daterange",
    "possible": "daterange",
    "first_day": "date",
    "latest_day": "date",
    "publishers": "uuid[]",
    "articles": "uuid[]",
    "speakers": "uuid[]",
    "stances": "varchar[]",
    "attributions": "varchar[]",
    "hedged": "boolean",
    "independent_origins": "integer",
    "warnings": "varchar[]",
}

# The rows of a revision follow each other from its first position to its last, and in each the
# words are those of every moment in it. They are compared without their places: aliases used to
# come in any order.
_ALTERED = f"""
    SELECT e.fact_id, e.number, CASE WHEN f.fact_id IS NULL THEN ARRAY['everything']
        ELSE array_remove(ARRAY[
            CASE WHEN f.from_position IS DISTINCT FROM x.begins THEN 'from_position' END,
            CASE WHEN f.to_position IS DISTINCT FROM x.ends OR x.ends <= f.from_position
                THEN 'to_position' END,
            {", ".join(f"CASE WHEN f.{c} IS DISTINCT FROM e.{c} THEN '{c}' END" for c in _COLUMNS)},
            CASE WHEN EXISTS (
                SELECT FROM (SELECT x.begins AS position
                    UNION SELECT n.from_position FROM ledger_revision n
                    WHERE n.kind = 'entity' AND n.object_id = ANY (e.entities)
                    AND n.from_position > x.begins
                    AND (x.ends IS NULL OR n.from_position < x.ends)) AS m
                WHERE strip(f.search) IS DISTINCT FROM strip(
                    {vector("e.text", "e.entities", said_at("m.position"))}))
                THEN 'search' END], NULL) END AS altered
    FROM jsonb_to_recordset(%s::jsonb) AS e (fact_id uuid, number integer, text text,
        entities uuid[], from_position bigint, to_position bigint,
        {", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
    LEFT JOIN (SELECT *, lag(to_position) OVER rows AS ended, lead(from_position) OVER rows AS next
        FROM facts_facet WHERE fact_id = ANY (%s)
        WINDOW rows AS (PARTITION BY fact_id, number ORDER BY from_position)
    ) f ON f.fact_id = e.fact_id AND f.number = e.number
    CROSS JOIN LATERAL (SELECT coalesce(f.ended, e.from_position) AS begins,
        coalesce(f.next, e.to_position) AS ends) AS x
    ORDER BY e.fact_id, e.number, f.from_position
"""  # noqa: S608  columns of ours
_STRAYS = """
    SELECT DISTINCT d.fact_id, d.number FROM {table} d WHERE NOT EXISTS (
        SELECT FROM ledger_revision r
        WHERE r.kind = 'fact' AND r.object_id = d.fact_id AND r.number = d.number)
    ORDER BY d.fact_id, d.number
"""

_Said = tuple[Revision, Facets]


def altered_rows(ids: Iterable[UUID]) -> Iterator[tuple[UUID, str]]:
    """Yield the facts of whose revisions a derived row is not what the document gives."""
    wanted = list(ids)
    revisions = Revision.objects.filter(kind="fact", object_id__in=wanted)
    said = [
        (row, facets(orjson.loads(row.document)))
        for row in revisions.order_by("object_id", "number")
    ]
    yield from _facets(said, wanted)
    yield from _mentions(said, wanted)
    claimed = dict(Fact.objects.filter(pk__in=wanted).values_list("pk", "values_digest"))
    for fact_id, digest in digests(wanted).items():
        if claimed[fact_id] != digest:
            yield fact_id, "its values_digest is not that of its values"


def stray_rows() -> Iterator[tuple[UUID, str]]:
    """Yield the derived rows of revisions that there are not."""
    with connection.cursor() as cursor:
        for table, what in (("facts_facet", "facets"), ("facts_mention", "mentions")):
            cursor.execute(_STRAYS.format(table=table))
            for fact_id, number in cursor.fetchall():
                yield fact_id, f"there are {what} of a revision {number}, which there is not"


def _facets(said: Sequence[_Said], ids: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    expected = [
        {
            **{name: value for name, value in asdict(row).items() if name in _COLUMNS},
            **searched(revision.object_id, row),
            "number": revision.number,
            "from_position": revision.from_position,
            "to_position": revision.to_position,
        }
        for revision, row in said
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ALTERED, [orjson.dumps(expected).decode(), list(ids)])
        differing: dict[tuple[UUID, int], dict[str, None]] = {}
        for fact_id, number, altered in cursor.fetchall():
            differing.setdefault((fact_id, number), {}).update(dict.fromkeys(altered))
    for (fact_id, number), columns in differing.items():
        if columns:
            yield fact_id, f"the facets of revision {number} differ: {', '.join(columns)}"


def _mentions(said: Sequence[_Said], ids: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    columns = ("entity_id", "field", "polarity", "from_position", "to_position")
    stored: dict[tuple[UUID, int], set[tuple[Any, ...]]] = {}
    for fact_id, number, *row in Mention.objects.filter(fact_id__in=ids).values_list(
        "fact_id", "number", *columns
    ):
        stored.setdefault((fact_id, number), set()).add(tuple(row))
    for revision, row in said:
        positions = revision.from_position, revision.to_position
        expected = {(UUID(m[0]), *m[1:], *positions) for m in row.mentions}
        if stored.get((revision.object_id, revision.number), set()) != expected:
            yield revision.object_id, f"the mentions of revision {revision.number} differ"
