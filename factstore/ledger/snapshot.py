"""All that the store said at one position, kind by kind: where a follower of the feed begins."""

from uuid import UUID

from factstore.ledger.queries import fetch_bytes
from factstore.ledger.sight import Sight


def page(
    kind: str, position: int, *, sight: Sight, descending: bool, beyond: UUID | None, limit: int
) -> list[tuple[bytes, UUID]]:
    """Return the documents of a kind at `position`, withdrawn ones too, by id: one statement.

    Who does not see everything gets those that were in sight then.
    """
    seen, parameters = sight.condition([kind])
    further = f"AND r.object_id {'<' if descending else '>'} %s::uuid" if beyond else ""
    rows = fetch_bytes(
        f"""SELECT r.document, r.object_id FROM ledger_revision r
            WHERE {seen} AND r.from_position <= %s::bigint
            AND (r.to_position IS NULL OR r.to_position > %s::bigint) {further}
            ORDER BY r.object_id {"DESC" if descending else "ASC"} LIMIT %s""",
        [*parameters, position, position, *([beyond] if beyond else []), limit],
    )
    return [(row[0], row[1]) for row in rows]
