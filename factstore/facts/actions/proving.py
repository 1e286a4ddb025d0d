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
from factstore.facts.recording import ALIASES_THEN, SEARCH_CONFIGURATION, searched
from factstore.ledger.models import Revision

_COLUMNS = {
    "from_position": "bigint",
    "to_position": "bigint",
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
}

# Aliases come in no order, so words are compared without their places in the vector.
_ALTERED = f"""
    SELECT e.fact_id, e.number, CASE WHEN f.fact_id IS NULL THEN ARRAY['everything']
        ELSE array_remove(ARRAY[
            {", ".join(f"CASE WHEN f.{c} IS DISTINCT FROM e.{c} THEN '{c}' END" for c in _COLUMNS)},
            CASE WHEN strip(f.search) IS DISTINCT FROM strip(to_tsvector(
                '{SEARCH_CONFIGURATION}', e.text || ' ' || {ALIASES_THEN.format("e")}))
                THEN 'search' END], NULL) END AS altered
    FROM jsonb_to_recordset(%s::jsonb) AS e (fact_id uuid, number integer, text text,
        entities uuid[], {", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
    LEFT JOIN facts_facet f ON f.fact_id = e.fact_id AND f.number = e.number
    ORDER BY e.fact_id, e.number
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
    yield from _facets(said)
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


def _facets(said: Sequence[_Said]) -> Iterator[tuple[UUID, str]]:
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
        cursor.execute(_ALTERED, [orjson.dumps(expected).decode()])
        for fact_id, number, altered in cursor.fetchall():
            if altered:
                yield fact_id, f"the facets of revision {number} differ: {', '.join(altered)}"


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
