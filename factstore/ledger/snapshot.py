"""All that the store said at one position, kind by kind: where a follower of the feed begins."""

from uuid import UUID

import orjson

from factstore.ledger import kinds
from factstore.ledger.queries import fetch_bytes


def page(
    kind: str, position: int, *, sees_all: bool, descending: bool, beyond: UUID | None, limit: int
) -> list[tuple[bytes, UUID]]:
    """Return the documents of a kind at `position`, withdrawn ones too, by id: one statement.

    Readers get those that were public.
    """
    members = None if sees_all else kinds.get(kind).public
    if members is None and not sees_all:
        return []
    rows = fetch_bytes(
        f"""SELECT r.document, r.object_id FROM ledger_revision r
            WHERE r.kind = %(kind)s AND r.from_position <= %(position)s::bigint
            AND (r.to_position IS NULL OR r.to_position > %(position)s::bigint)
            {"AND r.document::jsonb @> %(members)s::jsonb" if members else ""}
            {f"AND r.object_id {'<' if descending else '>'} %(beyond)s::uuid" if beyond else ""}
            ORDER BY r.object_id {"DESC" if descending else "ASC"} LIMIT %(limit)s""",
        {
            "kind": kind,
            "position": position,
            "members": orjson.dumps(dict(members or {})).decode(),
            "beyond": beyond,
            "limit": limit,
        },
    )
    return [(row[0], row[1]) for row in rows]
