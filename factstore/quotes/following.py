"""Following quotes into a new version of their text.

What stands as it was, with its surroundings, is followed by comparing both texts once; the rest is
located anew. A quote is followed to a place only where its words are, but for what folding
covers; everything else is offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from factstore.quotes.anchor import Span
from factstore.quotes.folding import Folded, fold
from factstore.quotes.locate import Located, Match, locate
from factstore.sources.diff import Diff, diff

Outcome = Literal["same", "moved", "changed", "ambiguous", "lost"]

CONTEXT = 32
"""Code points on either side by which a place is known again."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a quote in the new text.

    `span` is its place when the outcome is `same` (offsets and characters) or `moved` (elsewhere,
    or equal after folding only); otherwise `candidates` are offered, the likeliest first: near
    places when it `changed`, places with its words when it is `ambiguous`; none when it is `lost`.
    """

    outcome: Outcome
    span: Span | None = None
    candidates: tuple[Match, ...] = ()


def follow(before: str, after: str, quotes: Iterable[Span]) -> list[Followed]:
    """Return what became of each quote of the text `before` in the text `after`, in their order.

    No two quotes are followed to one place: the place is the first one's, and the others are
    `ambiguous`.
    """
    return Follower(diff(before, after)).follow(quotes)


class Follower:
    """Two versions of a text, compared once for any number of quotes."""

    def __init__(self, compared: Diff) -> None:
        self._compared = compared
        self._folded: Folded | None = None

    def follow(self, quotes: Iterable[Span]) -> list[Followed]:
        """Return what became of each quote, in their order; no two are followed to one place."""
        taken: dict[Span, Span] = {}
        found: list[Followed] = []
        for quote in quotes:
            followed = self.one(quote)
            if followed.span and taken.setdefault(followed.span, quote) != quote:
                followed = Followed("ambiguous", candidates=(Match((followed.span,), 1.0),))
            found.append(followed)
        return found

    def one(self, quote: Span) -> Followed:
        """Return what became of one quote."""
        place = self._kept(quote)
        return self._placed(quote, place) if place else self._located(quote)

    def _kept(self, quote: Span) -> Span | None:
        """Return where a quote stands that lies, with its surroundings, in what both texts have."""
        compared = self._compared
        same = compared.around(quote.start, quote.end)
        if same is None:
            return None
        end = same.before + same.size
        begins = same.before == same.after == 0
        ends = end == len(compared.before) and same.after + same.size == len(compared.after)
        known_before = begins or quote.start - same.before >= CONTEXT
        known_after = ends or end - quote.end >= CONTEXT
        if not (known_before and known_after):
            return None
        moved = same.after - same.before
        return Span(quote.start + moved, quote.end + moved)

    def _placed(self, quote: Span, place: Span) -> Followed:
        exact = self._compared.before[quote.start : quote.end]
        is_same = place == quote and self._compared.after[place.start : place.end] == exact
        return Followed("same" if is_same else "moved", place)

    def _located(self, quote: Span) -> Followed:
        before = self._compared.before
        found = locate(
            self._new_text(),
            before[quote.start : quote.end],
            prefix=before[max(0, quote.start - CONTEXT) : quote.start],
            suffix=before[quote.end : quote.end + CONTEXT],
            hint=self._compared.offset(quote.start),
        )
        if not found.spans:
            return _offered(found)
        match = Match(found.spans, 1.0)
        if len(found.spans) > 1 or not self._says_the_same(quote, match.hull):
            return Followed("changed", candidates=(match,))
        if self._is_of_others(quote, match.hull):
            return Followed("ambiguous", candidates=(match,))
        return self._placed(quote, match.hull)

    def _new_text(self) -> Folded:
        """Return the new text folded: once, when it is needed."""
        if self._folded is None:
            self._folded = fold(self._compared.after)
        return self._folded

    def _says_the_same(self, quote: Span, place: Span) -> bool:
        """Tell whether the words are equal after folding, the first letter's case aside."""
        ours = _shape(self._compared.before[quote.start : quote.end])
        theirs = _shape(self._compared.after[place.start : place.end])
        return ours[1:] == theirs[1:] and ours[:1].lower() == theirs[:1].lower()

    def _is_of_others(self, quote: Span, place: Span) -> bool:
        """Tell whether the same words stood at a place before that was not the quote's.

        Then the quote's own place is gone, and the one that is left says it somewhere else.
        """
        earlier = self._compared.earlier(place.start, place.end)
        return earlier is not None and earlier != (quote.start, quote.end)


def _shape(words: str) -> str:
    return fold(words).shaped.replace("\n", " ").strip()


def _offered(found: Located) -> Followed:
    if found.outcome == "ambiguous":
        return Followed("ambiguous", candidates=found.candidates)
    return Followed("changed" if found.candidates else "lost", candidates=found.candidates)
