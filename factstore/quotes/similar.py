"""Quotes that say the same in other places: found by shared runs of words, scored by all words."""

from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from django.db import connection

from factstore.quotes.differences import Difference
from factstore.quotes.models import Quote
from factstore.quotes.wording import LONGEST, Wording, differing, score

MAX_SHARING = 500
"""Quotes that are read of those with one and the same run of words: common phrases say little."""

MAX_COMPARED = 200
"""Quotes that are compared word by word: those that share most runs."""

MAX_READ = 400_000
"""Code points of these quotes after which no further one is compared."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A quote beside the one that was asked about: how alike they are, and what differs."""

    quote: Quote
    score: float
    differences: list[Difference]


def similar(quote: Quote, *, same_article: bool, least: float, limit: int) -> list[Similar]:
    """Return the quotes whose words are like those of `quote`, scored `least` or more.

    Those of other articles come first, then the best scores. An article that has the same words in
    several versions is named once, by the newest of them. `same_article`: its own quotes, too.
    """
    asked = Wording.of(quote.exact)
    own = quote.version.article_id
    scored = []
    for other in _sharing(quote, same_article=same_article):
        wording = Wording.of(other.exact)
        if (alike := score(asked, wording)) >= least:
            scored.append((other.version.article_id == own, -alike, other, wording))
    scored.sort(key=lambda found: (*found[:2], -found[2].version.number, found[2].pk))
    answered: dict[tuple[UUID, tuple[str, ...]], Similar] = {}
    for _, alike, other, wording in scored:
        key = (other.version.article_id, wording.words)
        if key not in answered:
            answered[key] = Similar(other, -alike, differing(asked, wording))
        if len(answered) == limit:
            break
    return list(answered.values())


def _sharing(quote: Quote, *, same_article: bool) -> list[Quote]:
    """Return the quotes to compare, those that share most runs first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM quotes_sharing(%s, %s, %s, %s)",
            [quote.pk, same_article, MAX_SHARING, MAX_COMPARED],
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = Quote.objects.with_versions().select_related("version__article").in_bulk(ids)
    read = accumulate((min(len(rows[pk].exact), LONGEST) for pk in ids), initial=0)
    return [rows[pk] for pk, before in zip(ids, read, strict=False) if before < MAX_READ]
