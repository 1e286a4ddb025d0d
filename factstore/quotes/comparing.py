"""What differs between two versions of an article, and which quotes that hits."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from factstore.ledger.kinds import Document
from factstore.quotes.anchor import Span
from factstore.quotes.folding import FOLDING_VERSION
from factstore.quotes.following import Followed, Follower, cuts
from factstore.quotes.locate import Match
from factstore.quotes.models import Quote
from factstore.quotes.queries import QuoteQuerySet
from factstore.sources.diff import Diff, diff
from factstore.sources.models import Version

MOST_HUNKS = 10_000
MOST_QUOTES = 500
MOST_CANDIDATES = 10

MOST_ANONYMOUS = 250_000
"""Code points of both texts together that are compared for who has no token."""

PROFILE = 4
"""Counts up when the same texts and quotes would give another answer."""

# Code points of all the quotes that are looked for: what one costs grows with its length alone.
_MOST_SOUGHT = 100_000
_MOST_SOUGHT_ANONYMOUS = 20_000
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class _Text:
    """A version's text, whose stretches are shown in both units and, if readable, in words."""

    def __init__(self, text: str, *, readable: bool) -> None:
        self.text = text
        self.readable = readable
        self._astral = [found.start() for found in _ASTRAL.finditer(text)]

    def shown(self, start: int, end: int) -> Document:
        return {
            "start": start,
            "end": end,
            "start_utf16": start + bisect_left(self._astral, start),
            "end_utf16": end + bisect_left(self._astral, end),
            "text": self.text[start:end] if self.readable else None,
        }


@dataclass(frozen=True, slots=True)
class _Hit:
    quote: Quote
    followed: Followed


@dataclass(frozen=True, slots=True)
class Asked:
    """Two versions of an article, their texts still unread, and who asks what differs.

    `readable`: the caller may read the words; `signed_in`: more may be read for the answer.
    """

    before: Version
    after: Version
    readable: bool
    signed_in: bool

    @property
    def length(self) -> int:
        """Code points of both texts."""
        return self.before.length + self.after.length

    @property
    def standing(self) -> QuoteQuerySet:
        """The quotes of the version before."""
        return Quote.objects.filter(version=self.before, withdrawn_reason=None)


def asked(article_id: UUID, before: int, after: int, *, readable: bool, signed_in: bool) -> Asked:
    """Return two versions of an article by their numbers.

    Raises:
        NotFound: the article has no such version.
    """
    numbers = (Version.objects.identify(article_id, number) for number in (before, after))
    one, other = (Version.objects.without_text().get(pk=pk) for pk in numbers)
    return Asked(one, other, readable, signed_in)


def etag(asked: Asked) -> str:
    """Return the tag of the answer: by both texts, the quotes, who asks, and how it is made."""
    quotes = asked.standing.order_by("pk").values_list("pk", flat=True)
    said = (PROFILE, FOLDING_VERSION, asked.before.sha256, asked.after.sha256)
    who = (asked.readable, asked.signed_in)
    digest = hashlib.sha256(",".join(map(str, (*said, *who, *quotes))).encode())
    return f'"{digest.hexdigest()}"'


def compared(asked: Asked) -> Document:
    """Return what differs between two versions, and the quotes of the first that it hits.

    A quote is hit when what differs touches its characters. At most `MOST_HUNKS` stretches and
    `MOST_QUOTES` quotes are shown, fewer where these have more than 100,000 code points together
    (20,000 where nobody is signed in); what is left out is counted. Where the text is not
    readable, no words are shown but those of the quotes.
    """
    old, new, readable = asked.before, asked.after, asked.readable
    found = diff(old.text, new.text)
    hunks = list(found.hunks())
    standing = asked.standing.order_by("start", "end")
    hit = [quote for quote in standing if _is_hit(found, Span(quote.start, quote.end))]
    most = _MOST_SOUGHT if asked.signed_in else _MOST_SOUGHT_ANONYMOUS
    follower = Follower(found)
    shown = [
        _Hit(quote, follower.one(Span(quote.start, quote.end))) for quote in _sought(hit, most)
    ]
    ours, theirs = _Text(old.text, readable=readable), _Text(new.text, readable=readable)
    return {
        "before": {"id": str(old.pk), "number": old.number},
        "after": {"id": str(new.pk), "number": new.number},
        "hunks": [
            {
                "before": ours.shown(hunk.before_start, hunk.before_end),
                "after": theirs.shown(hunk.after_start, hunk.after_end),
            }
            for hunk in hunks[:MOST_HUNKS]
        ],
        "hunks_left_out": max(0, len(hunks) - MOST_HUNKS),
        "quotes": [_hit(item, theirs) for item in shown],
        "quotes_left_out": len(hit) - len(shown),
    }


def _is_hit(found: Diff, quote: Span) -> bool:
    """Tell whether a difference touches a quote, or a word or number that it ends with."""
    same = found.around(quote.start, quote.end)
    if same is None:
        return True
    moved = same.after - same.before
    return cuts(found.before, quote, found.after, Span(quote.start + moved, quote.end + moved))


def _sought(hit: Sequence[Quote], most: int) -> Sequence[Quote]:
    """Return the first quotes, one at least, that have up to `most` code points together."""
    lengths = accumulate(quote.end - quote.start for quote in hit)
    return hit[: min(MOST_QUOTES, max(1, sum(1 for length in lengths if length <= most)))]


def _hit(hit: _Hit, text: _Text) -> Document:
    quote, followed = hit.quote, hit.followed
    place = followed.span
    return {
        "id": str(quote.pk),
        "exact": quote.exact,
        "start": quote.start,
        "end": quote.end,
        "start_utf16": quote.start_utf16,
        "end_utf16": quote.end_utf16,
        "outcome": followed.outcome,
        "place": place and text.shown(place.start, place.end),
        "candidates": [_candidate(match, text) for match in followed.candidates[:MOST_CANDIDATES]],
    }


def _candidate(match: Match, text: _Text) -> Document:
    return {
        "places": [text.shown(span.start, span.end) for span in match.spans],
        "score": match.score,
        "differences": [
            {
                "kind": difference.kind,
                "quoted": difference.quoted,
                "place": text.shown(difference.start, difference.end),
            }
            for difference in match.differences
        ],
    }
