"""The parts of facts as plain data: everything that their documents show, in one statement.

Dates are ISO 8601 text, decimals and ids text, as PostgreSQL writes them into JSON.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from factstore.ledger.queries import fetch_bytes

Parts = dict[str, Any]

_REFERENCE = "json_build_object('id', {0}.id, 'name', {0}.name, 'kind', {1})"
_ENTITY = _REFERENCE.format("n", "n.kind")
_AGENT = f"""CASE WHEN h.entity_id IS NOT NULL THEN {_ENTITY}
    WHEN h.publisher_id IS NOT NULL THEN {_REFERENCE.format("p", "'publisher'")} END"""

_VALUES = f"""
    SELECT json_agg(json_build_object(
        'id', v.id, 'field', d.name, 'kind', v.kind, 'clause', c.number, 'polarity', c.polarity,
        'changed_in', v.changed_in, 'text', v.text, 'choice', v.choice,
        'not_before', v.not_before, 'not_after', v.not_after, 'min', v.minimum::text,
        'max', v.maximum::text, 'unit', v.unit, 'currency', v.currency,
        'approximate', v.approximate,
        'entity', CASE WHEN n.id IS NOT NULL THEN {_ENTITY} END,
        'sentence_name', nullif(n.sentence_name, '')
    ) ORDER BY v.position, v.id)
    FROM facts_value v JOIN facts_field d ON d.id = v.field_id
    LEFT JOIN facts_clause c ON c.id = v.clause_id LEFT JOIN entities_entity n ON n.id = v.entity_id
    WHERE v.fact_id = f.id
"""
_HOPS = f"""
    SELECT json_agg(json_build_object(
        'verb', h.verb, 'agent', {_AGENT}, 'description', h.description, 'count', h.count,
        'anonymous', h.anonymous, 'role_as_printed', h.role_as_printed
    ) ORDER BY h.position)
    FROM facts_hop h LEFT JOIN entities_entity n ON n.id = h.entity_id
    LEFT JOIN sources_publisher p ON p.id = h.publisher_id WHERE h.evidence_id = e.id
"""
_QUOTES = """
    SELECT json_agg(json_build_object(
        'id', q.id, 'start', q.start, 'end', q."end", 'start_utf16', q.start_utf16,
        'end_utf16', q.end_utf16, 'exact', q.exact, 'prefix', q.prefix, 'suffix', q.suffix
    ) ORDER BY eq.position)
    FROM facts_evidencequote eq JOIN quotes_quote q ON q.id = eq.quote_id
    WHERE eq.evidence_id = e.id
"""
_COVERS = """
    SELECT json_agg(json_build_object(
        'value', o.value_id, 'basis', o.basis, 'as_printed', o.as_printed, 'rule', o.rule,
        'anchor_not_before', o.anchor_not_before, 'anchor_not_after', o.anchor_not_after,
        'note', o.note
    ) ORDER BY o.id)
    FROM facts_coverage o WHERE o.evidence_id = e.id
"""
# Of the drifts of its quotes, and of those that are their words in later versions, the one that an
# editor has to look at, or that says most; one that a later version has overtaken says nothing, nor
# does one whose words are there as they were. What a drift tells counts more than a follower that an
# editor withdrew and somebody quoted again.
_DRIFT = """
    WITH RECURSIVE heir (id) AS (
        SELECT eq.quote_id FROM facts_evidencequote eq WHERE eq.evidence_id = e.id
        UNION SELECT n.id FROM heir h CROSS JOIN LATERAL (
            SELECT q.id FROM quotes_quote q WHERE q.follows_id = h.id
            AND q.followed_as IN ('same', 'moved') AND q.withdrawn_reason IS NULL
            AND NOT EXISTS (SELECT FROM quotes_drift o
                WHERE o.quote_id = h.id AND o.state <> 'superseded')
            UNION ALL SELECT d.new_quote_id FROM quotes_drift d
            WHERE d.quote_id = h.id AND d.new_quote_id IS NOT NULL) n)
    SELECT json_build_object('outcome', d.outcome, 'state', d.state,
        'version', json_build_object('id', t.id, 'number', t.number))
    FROM heir JOIN quotes_drift d ON d.quote_id = heir.id JOIN sources_version t ON t.id = d.version_id
    WHERE d.state NOT IN ('superseded', 'quoted')
    ORDER BY d.state <> 'open', d.state <> 'dropped', t.number DESC, d.id LIMIT 1
"""
_EVIDENCE = f"""
    SELECT json_agg(json_build_object(
        'id', e.id, 'stance', e.stance, 'mode', e.mode, 'hedged', e.hedged, 'attests', e.attests,
        'attests_note', e.attests_note, 'confirmed_in', e.confirmed_in,
        'article', json_build_object('id', a.id, 'title', a.title, 'publisher',
            CASE WHEN b.id IS NOT NULL THEN json_build_object('id', b.id, 'name', b.name) END),
        'published_not_before', a.published_not_before, 'published_not_after', a.published_not_after,
        'standing', w.state, 'standing_not_before', w.not_before, 'standing_not_after', w.not_after,
        'version', json_build_object('id', s.id, 'number', s.number),
        'drift', ({_DRIFT}), 'hops', ({_HOPS}), 'quotes', ({_QUOTES}), 'covers', ({_COVERS})
    ) ORDER BY e.position, e.id)
    FROM facts_evidence e JOIN sources_version s ON s.id = e.version_id
    JOIN sources_article a ON a.id = s.article_id LEFT JOIN sources_publisher b ON b.id = a.publisher_id
    LEFT JOIN sources_standing w ON w.article_id = a.id
    WHERE e.fact_id = f.id
"""
_FACTS = f"""
    SELECT json_build_object(
        'id', f.id, 'fact_type', f.fact_type_id, 'status', f.status, 'standing', f.standing,
        'standing_reason', f.standing_reason, 'standing_note', f.standing_note,
        'superseded_by', f.superseded_by_id, 'merged_into', f.merged_into_id,
        'withdrawn_reason', f.withdrawn_reason, 'values', ({_VALUES}), 'evidence', ({_EVIDENCE})
    )::text
    FROM facts_fact f WHERE f.id = ANY (%s)
"""


def load(ids: Iterable[UUID]) -> list[Parts]:
    """Return the parts of each fact: its columns, `values` and `evidence` with what they have."""
    return [_without_nulls(orjson.loads(row[0])) for row in fetch_bytes(_FACTS, [list(ids)])]


def _without_nulls(fact: Parts) -> Parts:
    """Put empty lists where PostgreSQL aggregated nothing to null."""
    fact["values"] = fact["values"] or []
    fact["evidence"] = fact["evidence"] or []
    for evidence in fact["evidence"]:
        for name in ("hops", "quotes", "covers"):
            evidence[name] = evidence[name] or []
    return fact
