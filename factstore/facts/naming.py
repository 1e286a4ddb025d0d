"""The names that a list's filters use, and what they stand for in the store."""

from collections.abc import Sequence
from datetime import datetime

from factstore.facts.filtering import Filters
from factstore.ledger.queries import fetch_bytes


class UnknownName(LookupError):
    """A filter names something that does not exist; `parameter` is the filter's name."""

    def __init__(self, parameter: str, name: str) -> None:
        super().__init__(f"There is no {name}.")
        self.parameter = parameter


def resolve(filters: Filters) -> dict[str, str]:
    """Return what the names in `filters` stand for, in one statement, or none if there are none.

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
        """
        SELECT 'entity ' || e.id, coalesce(CASE WHEN %(now)s THEN e.merged_into_id::text ELSE (
                SELECT r.document::jsonb ->> 'merged_into' FROM ledger_revision r
                WHERE r.kind = 'entity' AND r.object_id = e.id AND e.merged_into_id IS NOT NULL
                AND r.change_id IN (SELECT id FROM ledger_change
                    WHERE position <= %(position)s::bigint OR at <= %(at)s::timestamptz)
                ORDER BY r.number DESC LIMIT 1) END, e.id::text)
            FROM entities_entity e WHERE e.id = ANY (%(entity)s::uuid[])
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
