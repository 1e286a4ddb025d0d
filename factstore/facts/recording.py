"""How facts are recorded: what mentions what, and their facets kept in step with the documents."""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

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

DEPENDENCIES = frozenset({"entity", "article", "publisher", "fact_type"})
"""Kinds whose documents a fact's document repeats something of; a quote never changes."""


def facts_mentioning(kind: str, ids: Iterable[UUID]) -> Iterable[UUID]:
    """Return the facts whose documents mention those objects."""
    condition = _MENTIONED_BY[kind](list(ids))
    return Fact.objects.filter(condition).values_list("pk", flat=True).distinct()


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
_VECTOR = f"""to_tsvector('{SEARCH_CONFIGURATION}', %(text)s || ' ' || (
        SELECT coalesce(string_agg(text, ' '), '') FROM entities_alias
        WHERE entity_id = ANY (%(entities)s::uuid[])))"""
_COLUMNS = [field.name for field in fields(Facets) if field.name not in {"mentions", "text"}]
_INSERT_FACET = f"""
    INSERT INTO facts_facet (fact_id, number, from_position, fact_type, status, standing, withdrawn,
        stale, certain, possible, first_day, latest_day, publishers, articles, speakers, stances, attributions,
        hedged, independent_origins, search)
    VALUES (%(fact_id)s::uuid, %(number)s, %(from_position)s, %(fact_type)s, %(status)s, %(standing)s,
        %(withdrawn)s, %(stale)s, %(certain)s::daterange, %(possible)s::daterange,
        %(first_day)s::date, %(latest_day)s::date, %(publishers)s::uuid[], %(articles)s::uuid[], %(speakers)s::uuid[],
        %(stances)s::varchar[], %(attributions)s::varchar[], %(hedged)s, %(independent_origins)s,
        {_VECTOR})
"""
_UPDATE_SEARCH = f"""
    UPDATE facts_facet SET search = {_VECTOR}
    WHERE fact_id = %(fact_id)s::uuid AND to_position IS NULL
"""
ALIASES_THEN = """(
        SELECT coalesce(string_agg(a.text, ' '), '') FROM ledger_revision n,
            jsonb_array_elements_text(n.document::jsonb -> 'aliases') AS a (text)
        WHERE n.kind = 'entity' AND n.object_id = ANY ({0}.entities)
        AND n.from_position < coalesce({0}.to_position, 9223372036854775807)
        AND coalesce(n.to_position, 9223372036854775807) >= coalesce({0}.to_position, 9223372036854775807))"""
"""The aliases of a row's `entities` when its revision was last current, by its `to_position`."""

_REWRITE_SEARCH = f"""
    UPDATE facts_facet f SET search = to_tsvector(
        '{SEARCH_CONFIGURATION}', %(text)s || ' ' || {ALIASES_THEN.format("w")})
    FROM (SELECT %(entities)s::uuid[] AS entities, to_position FROM facts_facet
        WHERE fact_id = %(fact_id)s::uuid AND number = %(number)s) w
    WHERE f.fact_id = %(fact_id)s::uuid AND f.number = %(number)s
"""
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
    """Bring the search vectors of facts in step whose documents stayed: an alias may be new."""
    current = Revision.objects.current("fact").filter(object_id__in=list(ids))
    rows = [(r.object_id, facets(json.loads(r.document))) for r in current]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE_SEARCH, [searched(*row) for row in rows])


def rewrite_search(altered: Iterable[tuple[UUID, int, Document]]) -> None:
    """Bring the search vectors of revisions in step whose documents a redaction altered."""
    rows = [
        {**searched(fact_id, facets(document)), "number": number}
        for fact_id, number, document in altered
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_REWRITE_SEARCH, rows)
