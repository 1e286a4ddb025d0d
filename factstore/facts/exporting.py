"""Exporting facts: the documents of a list of any length, as it was at one position of the feed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from factstore.facts.filtering import Filters, conditions
from factstore.facts.listing import find, omitted_sql, shown
from factstore.facts.naming import resolve
from factstore.ledger import feed, queries
from factstore.ledger.queries import fetch_bytes

PAGE = 500
"""Facts that one statement reads."""


class Altered(Exception):
    """The documents are not those that were measured: a redaction came in between."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported, before it is read: from which position, and how much there is.

    `count` documents of `size` bytes, with one line end each; `omitted` as `listing.find` counts.
    """

    filters: Filters
    names: Mapping[str, str]
    position: int
    count: int
    size: int
    omitted: bytes | None

    def pages(self) -> Iterator[bytes]:
        """Yield the documents, one a line, in the order of their ids; one statement a page.

        Raises:
            Altered: there would be more or fewer bytes than `size`.
        """
        left, after = self.size, None
        while left:
            found = find(
                self.filters,
                order="recorded",
                limit=PAGE,
                backwards=False,
                after=after,
                count_omitted=False,
                names=self.names,
            )
            page = b"".join(row.document + b"\n" for row in found.rows)
            if not page or len(page) > left:
                raise Altered(f"{left} bytes were left, and the next page has {len(page)}.")
            left -= len(page)
            after = ("", found.rows[-1].fact_id)
            yield page


def export(filters: Filters) -> Export:
    """Fix the position at which `filters` are answered, and measure what there is.

    Raises:
        UnknownName: as `listing.find`.
    """
    position = _position(filters.known_at)
    fixed = replace(filters, known_at=position)
    names = resolve(fixed)
    where = conditions(fixed, names)
    wanted = shown(where, fixed)
    rows = fetch_bytes(
        f"""SELECT count(*), coalesce(sum(octet_length(r.document) + 1), 0)::bigint,
                {omitted_sql(where, fixed)}
            FROM facts_facet f JOIN ledger_revision r
                ON r.kind = 'fact' AND r.object_id = f.fact_id AND r.number = f.number
            WHERE {wanted.sql()}""",
        wanted.parameters,
    )
    return Export(fixed, names, position, *rows[0])


def _position(known_at: datetime | int | None) -> int:
    """Return the position that is meant, where the feed has come so far: the later may yet come."""
    if isinstance(known_at, datetime):
        return queries.position_at(known_at)
    head, _ = feed.head()
    return head if known_at is None else min(known_at, head)
