"""The names that a list's filters use, and what they stand for in the store."""

from collections.abc import Sequence
from datetime import datetime

from factstore.facts.filtering import Filters
from factstore.ledger.queries import fetch_bytes

_SAID_IT = """r.from_position <= k.position AND (r.to_position IS NULL OR r.to_position > k.position)
    AND r.kind = 'entity' AND r.document::jsonb -> 'external_ids'
        @> jsonb_build_array(jsonb_build_object('scheme', w.scheme, 'value', w.value))"""
# Whoever has it now had it then, as a rule; else an index of what all had (0009_external_ids_then).
# Instead of `LIMIT 1`, which lets the planner hope to meet one early in reading all.
_HAD_IT = f"""CASE WHEN NOT %(now)s THEN coalesce(
    (SELECT r.object_id FROM ledger_revision r, k WHERE r.object_id = x.entity_id AND {_SAID_IT}),
    (SELECT (array_agg(r.object_id))[1] FROM ledger_revision r, k WHERE {_SAID_IT})) END"""
"""Which entity had the external id `w` at the position `k`, by its document of then."""


class UnknownName(LookupError):
    """A filter names something that does not exist; `parameter` is the filter's name."""

    def __init__(self, parameter: str, name: str) -> None:
        super().__init__(f"There is no {name}.")
        self.parameter = parameter


def resolve(filters: Filters) -> dict[str, str]:
    """Return what the names in `filters` stand for, in one statement, or none if there are none.

    With `known_at`, a merged entity stands for what it was merged into then, and an external id for
    the entity that had it then; one that nobody had stands for who has it now.

    Raises:
        UnknownName: a filter names something that does not exist.
    """
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
        f"""
        WITH k AS (SELECT coalesce(%(position)s::bigint, (
                SELECT max(position) FROM ledger_change WHERE at <= %(at)s::timestamptz), 0) AS position),
        named AS (
            SELECT e.id::text AS name, e.id AS entity
                FROM entities_entity e WHERE e.id = ANY (%(entity)s::uuid[])
            UNION ALL SELECT w.scheme || ':' || w.value, coalesce({_HAD_IT}, x.entity_id)
                FROM unnest(%(schemes)s::text[], %(values)s::text[]) AS w (scheme, value)
                LEFT JOIN entities_externalid x ON x.scheme = w.scheme AND x.value = w.value)
        SELECT 'entity ' || n.name, coalesce(CASE
                WHEN %(now)s THEN (SELECT merged_into_id::text FROM entities_entity WHERE id = n.entity)
                ELSE (SELECT r.document::jsonb ->> 'merged_into' FROM ledger_revision r, k
                    WHERE r.kind = 'entity' AND r.object_id = n.entity
                    AND r.from_position <= k.position ORDER BY r.number DESC LIMIT 1)
                END, n.entity::text)
            FROM named n WHERE n.entity IS NOT NULL
        UNION ALL SELECT 'type ' || name, name FROM facts_facttype WHERE name = ANY (%(type)s)
        UNION ALL SELECT DISTINCT 'field ' || name, name FROM facts_field WHERE name = ANY (%(field)s)
        UNION ALL SELECT 'publisher ' || id, '' FROM sources_publisher WHERE id = ANY (%(publisher)s::uuid[])
        UNION ALL SELECT 'article ' || id, '' FROM sources_article WHERE id = ANY (%(article)s::uuid[])
        UNION ALL SELECT 'known_at', position::text FROM k
        """,
        {
            "entity": plain.get("entity", []),
            "type": plain.get("type", []),
            "field": plain.get("field", []),
            "publisher": plain.get("publisher", []),
            "article": plain.get("article", []),
            "schemes": [scheme for scheme, _ in external],
            "values": [value for _, value in external],
            "now": known_at is None,
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
