"""Following quotes into a new version of their text.

Both texts are compared once, and a quote is known again by what it shares with the new text: its
place in what both have, its characters, its words after folding. It is followed to a place only
where its words are, but for what folding covers; everything else is offered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from factstore.quotes.anchor import Span, find_all
from factstore.quotes.context import Wanted, decided
from factstore.quotes.folding import Folded, fold, lower
from factstore.quotes.gramindex import SHORTEST, GramIndex
from factstore.quotes.locate import Match, differences_at
from factstore.quotes.near import MOST_NEAR
from factstore.quotes.nearby import Nearby, Sought, Words, apart, begins, ends
from factstore.quotes.parts import inside_word
from factstore.sources.diff import Diff, diff

Outcome = Literal["same", "moved", "changed", "ambiguous", "lost"]

CONTEXT = 32
"""Code points on either side by which a place is known again."""

MOST_PLACES = 100
"""Places of the same words among which their context decides; of more, none is chosen."""

_FEW = 500  # quotes whose own characters are looked for before two texts are compared
_SURE = 0.8  # the aligned place is so like the quote that no other is looked for
_FARTHEST = 3  # times the quote's length: an aligned stretch longer than that is no place of it


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a quote in the new text.

    `span` is its place when the outcome is `same` (offsets and characters) or `moved` (elsewhere,
    or equal after folding only); otherwise `candidates` are offered, each one stretch, the
    likeliest first: near places when it `changed`, places with its words when it is `ambiguous`;
    none when it is `lost`.
    """

    outcome: Outcome
    span: Span | None = None
    candidates: tuple[Match, ...] = ()


def follow(
    before: str,
    after: str,
    quotes: Iterable[Span],
    *,
    may_compare: Callable[[], bool] = lambda: True,
) -> list[Followed]:
    """Return what became of each quote of the text `before` in the text `after`, in their order.

    No two quotes are followed to one place: the place is one's, and the others are `ambiguous`.
    The texts are compared where the characters of few quotes alone do not tell; unless they may
    not be: then a quote is `ambiguous` where its characters stand, else `lost`.
    """
    spans = list(dict.fromkeys(asked := list(quotes)))
    found: dict[Span, Followed] = {}
    if len(spans) <= _FEW or not may_compare():
        found = {span: _by_characters(before, after, span) for span in spans}
    missing = [span for span in spans if span not in found or not found[span].span]
    if missing and may_compare():
        follower = Follower(diff(before, after))
        taken = {one.span for one in found.values() if one.span}
        for span in missing:
            one = follower.one(span)
            if one.span in taken:
                one = Followed("ambiguous", candidates=(Match((one.span,), 1.0),))
            elif one.span:
                taken.add(one.span)
            found[span] = one
    return [found[span] for span in asked]


def _by_characters(before: str, after: str, quote: Span) -> Followed:
    """Return what a quote's own characters tell: it is where they stand just once in either text.

    A comparison of the texts would find it at the same place.
    """
    words = before[quote.start : quote.end]
    places = [Span(at, at + len(words)) for at in islice(find_all(after, words), MOST_PLACES)]
    once = len(places) == 1 and len(list(islice(find_all(before, words), 2))) == 1
    if once and not cuts(before, quote, after, places[0]):
        return Followed("same" if places[0] == quote else "moved", places[0])
    matches = tuple(Match((place,), 1.0) for place in places)
    return Followed("ambiguous" if matches else "lost", candidates=matches)


class Follower:
    """Two versions of a text, compared once for any number of quotes."""

    def __init__(self, compared: Diff) -> None:
        self._compared = compared

    def one(self, quote: Span) -> Followed:
        """Return what became of one quote."""
        place = self._kept(quote)
        if place and not self._cuts(quote, place):
            return self._placed(quote, place)
        places = self._exact_places(quote) or self._folded_places(quote)
        places = [place for place in places if not self._cuts(quote, place)]
        return self._among(quote, places) if places else self._offered(quote)

    def _kept(self, quote: Span) -> Span | None:
        """Return where a quote stands that lies, with its surroundings, in what both texts have.

        Where they were changed less than `CONTEXT` code points away, what is left of them must
        stand there alone.
        """
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
            first, last = max(same.before, quote.start - CONTEXT), min(end, quote.end + CONTEXT)
            words = compared.before[first:last]
            if len(self._old_exact(words, 2)) > 1 or len(self._new_exact(words, 2)) > 1:
                return None
        moved = same.after - same.before
        return Span(quote.start + moved, quote.end + moved)

    def _placed(self, quote: Span, place: Span) -> Followed:
        is_same = place == quote and self._new_words(place) == self._words(quote)
        return Followed("same" if is_same else "moved", place)

    def _exact_places(self, quote: Span) -> list[Span]:
        """Return where the quote's characters stand, up to one more than `MOST_PLACES`."""
        words = self._words(quote)
        found = self._new_exact(words, MOST_PLACES + 1)
        return [Span(start, start + len(words)) for start in found]

    def _folded_places(self, quote: Span) -> list[Span]:
        """Return where the quote's words stand after folding, as many."""
        text, asked = self._new, self._asked(quote)
        if not asked.strip():
            return []
        starts = _places(text.lowered, self._new_index, lower(asked), MOST_PLACES + 1)
        spans = [text.span(start, start + len(asked)) for start in starts]
        return [span for span in spans if self._says_the_same(quote, span)]

    def _among(self, quote: Span, places: Sequence[Span]) -> Followed:
        """Return the place that is the quote's, if its surroundings decide for one."""
        text = self._compared.before
        wanted = Wanted(
            text[max(0, quote.start - CONTEXT) : quote.start],
            text[quote.end : quote.end + CONTEXT],
            self._compared.offset(quote.start),
        )
        matches = [(place,) for place in places[:MOST_PLACES]]
        one, order = decided(self._compared.after, matches, wanted)
        if one is None or len(places) > MOST_PLACES:
            return Followed("ambiguous", candidates=tuple(Match(matches[n], 1.0) for n in order))
        place = places[one]
        match = Match((place,), 1.0)
        if not self._says_the_same(quote, place):
            return Followed("changed", candidates=(match,))
        if self._is_of_others(quote, place):
            return Followed("ambiguous", candidates=(match,))
        return self._placed(quote, place)

    def _cuts(self, quote: Span, place: Span) -> bool:
        return cuts(self._compared.before, quote, self._compared.after, place)

    def _says_the_same(self, quote: Span, place: Span) -> bool:
        """Tell whether the words are equal after folding, the first letter's case aside."""
        if self._words(quote) == self._new_words(place):
            return True
        ours, theirs = _shape(self._words(quote)), _shape(self._new_words(place))
        return ours[1:] == theirs[1:] and ours[:1].lower() == theirs[:1].lower()

    def _is_of_others(self, quote: Span, place: Span) -> bool:
        """Tell whether the same words stood at a place before that was not the quote's.

        Then the quote's own place is gone, and the one that is left says it somewhere else.
        """
        earlier = self._compared.earlier(place.start, place.end)
        return earlier is not None and earlier != (quote.start, quote.end)

    def _offered(self, quote: Span) -> Followed:
        """Return the stretches that are like the quote: first where it stood, then elsewhere."""
        asked = self._sought(quote)
        if asked is None:
            return Followed("lost")
        found = self._aligned(quote, asked)
        if not found or found[0].score < _SURE:
            found += self._new_table.like(asked)
        best = sorted(found, key=lambda near: -near.score)
        matches = [self._match(asked, near) for near in apart(best)]
        return Followed("changed" if matches else "lost", candidates=tuple(matches))

    def _sought(self, quote: Span) -> Sought | None:
        """Return the quote as it is looked for; None if it is too long or says nothing."""
        shaped = self._asked(quote)
        lowered = lower(shaped)
        if len(shaped) > MOST_NEAR or not shaped.strip():
            return None
        old = self._old
        start, end = old.offset(quote.start), old.end_offset(quote.end)
        cuts = inside_word(old.shaped, start), inside_word(old.shaped, end)
        return Sought(shaped, lowered, begins(old.shaped, start), ends(old.shaped, end), cuts)

    def _aligned(self, quote: Span, asked: Sought) -> list[Nearby]:
        """Return the stretch in the quote's place, if it is like it.

        Where the quote begins or ends inside what was replaced, with all of that or none of it,
        whichever is more alike.
        """
        compared = self._compared
        starts, ends = compared.start_bounds(quote.start), compared.end_bounds(quote.end)
        found = []
        for start in set(starts):
            for end in set(ends):
                if 0 < end - start <= _FARTHEST * len(asked.lowered) + 2 * CONTEXT:
                    low, high = self._new.offset(start), self._new.end_offset(end)
                    near = self._new_table.compared(asked, low, high)
                    found += [near] if near else []
        return [max(found, key=lambda near: near.score)] if found else []

    def _match(self, asked: Sought, near: Nearby) -> Match:
        span = self._new.span(near.start, near.end)
        found = differences_at(self._new, asked.shaped, near.start, near.end)
        return Match((span,), round(near.score, 4), found)

    def _words(self, quote: Span) -> str:
        return self._compared.before[quote.start : quote.end]

    def _new_words(self, place: Span) -> str:
        return self._compared.after[place.start : place.end]

    def _asked(self, quote: Span) -> str:
        """Return the quote folded, but for case."""
        old = self._old
        shaped = old.shaped[old.offset(quote.start) : old.end_offset(quote.end)]
        return shaped.replace("\n", " ").strip()

    def _old_exact(self, words: str, most: int) -> list[int]:
        return _places(self._compared.before, self._old_exact_index, words, most)

    def _new_exact(self, words: str, most: int) -> list[int]:
        return _places(self._compared.after, self._new_exact_index, words, most)

    @cached_property
    def _old(self) -> Folded:
        return fold(self._compared.before)

    @cached_property
    def _new(self) -> Folded:
        return fold(self._compared.after)

    @cached_property
    def _old_exact_index(self) -> GramIndex:
        return GramIndex(self._compared.before)

    @cached_property
    def _new_exact_index(self) -> GramIndex:
        return GramIndex(self._compared.after)

    @cached_property
    def _new_index(self) -> GramIndex:
        return GramIndex(self._new.lowered)

    @cached_property
    def _new_table(self) -> Words:
        return Words(self._new)


def cuts(before: str, quote: Span, after: str, place: Span) -> bool:
    """Tell whether a place is a part of longer words or numbers, and the quote is not."""
    return any(
        inside_word(after, there) and not inside_word(before, here)
        for here, there in ((quote.start, place.start), (quote.end, place.end))
    )


def _places(text: str, index: GramIndex, words: str, most: int) -> list[int]:
    """Return where words stand in a text, the first `most`."""
    found = index.places(words) if len(words) >= SHORTEST else None
    return list(islice(find_all(text, words), most)) if found is None else found[:most]


def _shape(words: str) -> str:
    return fold(words).shaped.replace("\n", " ").strip()
