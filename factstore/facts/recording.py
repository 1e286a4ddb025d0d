"""How facts are recorded: what mentions what, and their facets kept in step with the documents."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q

from factstore.facts.facets import Facets, facets
from factstore.facts.models import Fact
from factstore.ledger.kinds import Document, Recorded
from factstore.ledger.models import Revision

SEARCH_CONFIGURATION = "english"
"""PostgreSQL's text search configuration; sources in other languages are found by whole words."""

_MENTIONED_BY = {
    "entity": lambda ids: Q(values__entity__in=ids) | Q(evidence__hops__entity__in=ids),
    "article": lambda ids: Q(evidence__version__article__in=ids),
    "publisher": lambda ids: (
        Q(evidence__version__article__publisher__in=ids) | Q(evidence__hops__publisher__in=ids)
    ),
    "fact_type": lambda ids: Q(fact_type__in=ids),
    "quote": lambda ids: Q(evidence__evidence_quotes__quote__in=ids),
    "fact": lambda ids: Q(superseded_by__in=ids),
}

DEPENDENCIES = frozenset({"entity", "article", "publisher", "fact_type", "quote", "drift"})
"""Kinds whose documents a fact's document repeats something of."""


def facts_mentioning(kind: str, ids: Iterable[UUID]) -> Iterable[UUID]:
    """Return the facts whose documents mention those objects."""
    if kind in _FROM:
        return _facts_of_words(kind, ids)
    condition = _MENTIONED_BY[kind](list(ids))
    return Fact.objects.filter(condition).values_list("pk", flat=True).distinct()


# A quote never changes, but what it was found to follow has it as its words while it is in use.
# One that is new tells nothing by itself.
_FROM = {
    "drift": "SELECT quote_id FROM quotes_drift WHERE id = ANY (%s)",
    "quote": """
        SELECT f.follows_id FROM quotes_quote f
        WHERE f.id = ANY (%s) AND f.followed_as IN ('same', 'moved') AND EXISTS (
            SELECT FROM ledger_revision r
            WHERE r.kind = 'quote' AND r.object_id = f.id AND r.number > 1)
    """,
}
# A drift is of a quote, which may follow another, which may be what settled a drift of a third.
_OF_WORDS = """
    WITH RECURSIVE quote (id) AS (
        ({start})
        UNION SELECT b.id FROM quote q CROSS JOIN LATERAL (
            SELECT follows_id FROM quotes_quote WHERE id = q.id AND follows_id IS NOT NULL
            UNION ALL SELECT quote_id FROM quotes_drift WHERE new_quote_id = q.id) AS b (id))
    SELECT DISTINCT e.fact_id FROM quote JOIN facts_evidencequote q ON q.quote_id = quote.id
    JOIN facts_evidence e ON e.id = q.evidence_id
"""


def _facts_of_words(kind: str, ids: Iterable[UUID]) -> list[UUID]:
    """Return the facts whose words those drifts or quotes tell of in later versions."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_WORDS.format(start=_FROM[kind]), [list(ids)])
        return [row[0] for row in cursor.fetchall()]


def facts_standing_on(kind: str, object_id: UUID) -> Iterable[UUID]:
    """Return the facts, not withdrawn, that stand on an object."""
    if kind not in _MENTIONED_BY:
        return ()
    standing = Fact.objects.filter(_MENTIONED_BY[kind]([object_id]), withdrawn_reason=None)
    return standing.values_list("pk", flat=True).distinct()


_CLOSE_FACETS = """
    UPDATE facts_facet f SET to_position = r.position
    FROM unnest(%(facts)s::uuid[], %(positions)s::bigint[]) AS r (fact_id, position)
    WHERE f.fact_id = r.fact_id AND f.to_position IS NULL
"""
_CLOSE_MENTIONS = _CLOSE_FACETS.replace("facts_facet", "facts_mention")
_COLUMNS = [field.name for field in fields(Facets) if field.name not in {"mentions", "text"}]


def vector(text: str, entities: str, moment: str = "n.to_position IS NULL") -> str:
    """Return SQL of what search reads of a fact: its words, and the aliases of its entities.

    `text` and `entities` are SQL; `moment` is the condition of the revisions `n` of entities by
    whose aliases it is found.
    """
    return f"""to_tsvector('{SEARCH_CONFIGURATION}', {text} || ' ' || (
        SELECT coalesce(string_agg(a.alias, ' ' ORDER BY n.object_id, a.place), '')
        FROM ledger_revision n, jsonb_array_elements_text(n.document::jsonb -> 'aliases')
            WITH ORDINALITY AS a (alias, place)
        WHERE n.kind = 'entity' AND n.object_id = ANY ({entities}) AND {moment}))"""


def said_at(position: str) -> str:
    """Return SQL of the condition that a revision `n` was current at a position."""
    return (
        f"n.from_position <= {position} AND (n.to_position IS NULL OR n.to_position > {position})"
    )


_INSERT_FACET = f"""
    INSERT INTO facts_facet (fact_id, number, from_position, fact_type, status, standing, withdrawn,
        stale, certain, possible, first_day, latest_day, publishers, articles, speakers, stances, attributions,
        hedged, independent_origins, warnings, search)
    VALUES (%(fact_id)s::uuid, %(number)s, %(from_position)s, %(fact_type)s, %(status)s, %(standing)s,
        %(withdrawn)s, %(stale)s, %(certain)s::daterange, %(possible)s::daterange,
        %(first_day)s::date, %(latest_day)s::date, %(publishers)s::uuid[], %(articles)s::uuid[], %(speakers)s::uuid[],
        %(stances)s::varchar[], %(attributions)s::varchar[], %(hedged)s, %(independent_origins)s,
        %(warnings)s::varchar[], {vector("%(text)s", "%(entities)s::uuid[]")})
"""
_DIVIDE = f"""
    WITH said AS MATERIALIZED (
        SELECT e.fact_id, {vector("e.text", "e.entities")} AS search
        FROM jsonb_to_recordset(%s::jsonb) AS e (fact_id uuid, text text, entities uuid[])),
    ended AS (
        UPDATE facts_facet f SET to_position = (SELECT ledger_closing()) FROM said
        WHERE f.fact_id = said.fact_id AND f.to_position IS NULL AND f.search <> said.search
        RETURNING f.*, said.search AS searched)
    INSERT INTO facts_facet (fact_id, number, from_position, search, {", ".join(_COLUMNS)})
    SELECT fact_id, number, to_position, searched, {", ".join(_COLUMNS)} FROM ended
"""
_REWRITE_SEARCH = f"""
    UPDATE facts_facet f
    SET search = {vector("%(text)s", "%(entities)s::uuid[]", said_at("f.from_position"))}
    WHERE f.fact_id = %(fact_id)s::uuid AND f.number = %(number)s
"""
_AT_ONCE = 500
"""Facts whose words go to the database in one statement."""

_INSERT_MENTION = """
    INSERT INTO facts_mention (entity_id, field, polarity, fact_id, number, from_position)
    VALUES (%s::uuid, %s, %s, %s::uuid, %s, %s)
"""


def record_facets(recorded: Iterable[Recorded]) -> None:
    """Write the facets of newly recorded revisions and end those of the revisions before them."""
    revisions = list(recorded)
    if not revisions:
        return
    ended: dict[str, Any] = {
        "facts": [r.object_id for r in revisions],
        "positions": [r.position for r in revisions],
    }
    rows = [(r, facets(r.document)) for r in revisions]
    mentions = [
        (*mention, r.object_id, r.number, r.position)
        for r, row in rows
        for mention in sorted(row.mentions)
    ]
    with connection.cursor() as cursor:
        if any(r.number > 1 for r in revisions):
            cursor.execute(_CLOSE_FACETS, ended)
            cursor.execute(_CLOSE_MENTIONS, ended)
        cursor.executemany(_INSERT_FACET, [_parameters(r, row) for r, row in rows])
        if mentions:
            cursor.executemany(_INSERT_MENTION, mentions)


def _parameters(revision: Recorded, row: Facets) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _COLUMNS},
        "number": revision.number,
        "from_position": revision.position,
        **searched(revision.object_id, row),
    }


def searched(fact_id: UUID, row: Facets) -> dict[str, Any]:
    """Return what search reads of a fact: its words, and the entities whose aliases find it."""
    return {
        "fact_id": fact_id,
        "text": row.text,
        "entities": sorted({entity for entity, *_ in row.mentions} | set(row.speakers)),
    }


def refresh_search(ids: Iterable[UUID]) -> None:
    """Bring search in step for facts whose documents stayed: aliases may have come or gone.

    Where other words find a fact now, its current facets end, and the same begin with those words.
    """
    current = Revision.objects.current("fact").filter(object_id__in=list(ids))
    rows = [searched(r.object_id, facets(orjson.loads(r.document))) for r in current]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            said = orjson.dumps(rows[start : start + _AT_ONCE]).decode()
            cursor.execute(_DIVIDE, [said])


def rewrite_search(altered: Iterable[tuple[UUID, int, Document]]) -> None:
    """Bring the search vectors of revisions in step whose documents a redaction altered."""
    rows = [
        {**searched(fact_id, facets(document)), "number": number}
        for fact_id, number, document in altered
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_REWRITE_SEARCH, rows)
