"""Where something like a quote stands: by the words that it shares with the text.

Much quicker than `near`, for thousands of quotes of one text that were changed at once: the words
are looked up in a table, and only the best stretches are compared character by character.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from factstore.quotes.differences import likeness
from factstore.quotes.folding import Folded
from factstore.quotes.parts import inside_word

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # written without spaces
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")
_MOST_PLACES = 16  # a word that stands in more says little; its pairs may say more
_MOST_WORDS = 400  # of a quote that are looked up, spread evenly over a longer one
_MOST_STRETCHES = 2
_LEAST = 0.65  # less than in `near`: the place of an aligned stretch speaks for it
_ELSEWHERE = 0.73  # what is less alike says something else, unless it stands in the quote's place
_CUT = 0.06  # of the score: what a boundary inside a sentence takes from a whole one's worth
_FARTHEST = 300
_MOST_SENTENCES = 6  # of which one end of a stretch is tried: each costs a comparison
_BREAK = re.compile(r"[.!?:][\"')\]]* +|[.!?:]?[\"')\]]*\s*(?:\n\s*|\Z)")
_END = re.compile(r"[.!?:][\"')\]]*$")
_ENDED = re.compile(r"[.!?:][\"')\]]* +[\"'(\[]*$")
_LONGEST_WORD = 20  # that a stretch is widened to; longer ones have no spaces between words
_PAIR = 3  # two words in a row say so much more than one


class Nearby(NamedTuple):
    """A stretch of a folded text, and how like a quote it is, 0 to 1."""

    start: int
    end: int
    score: float


class Sought(NamedTuple):
    """A folded quote, whether it begins and ends with a sentence or line of its text, and whether
    it cuts a word there, at its start and at its end.
    """

    shaped: str
    lowered: str
    begins: bool
    ends: bool
    cuts: tuple[bool, bool]


class Words:
    """The words of a folded text in lower case, by where they stand."""

    def __init__(self, text: Folded) -> None:
        self._shaped, self._text = text.shaped, text.lowered
        self._numbers: dict[str, int] = {}
        self._words: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._places: dict[int | tuple[int, int], list[int]] = defaultdict(list)
        last = -2  # no word, and no unknown one: those of a quote are -1
        for at, found in enumerate(_WORD.finditer(self._text)):
            word = self._numbers.setdefault(found.group(), len(self._numbers))
            self._words.append(word)
            self._starts.append(found.start())
            self._ends.append(found.end())
            for key, place in ((word, at), ((last, word), at - 1)):
                places = self._places[key]
                if len(places) <= _MOST_PLACES:
                    places.append(place)
            last = word

    def like(self, asked: Sought) -> Iterator[Nearby]:
        """Yield the stretches that share most words with a quote, if they are like it."""
        words = [self._numbers.get(word, -1) for word in _WORD.findall(asked.lowered)]
        for first in self._stretches(words):
            bounds = self._bounds(words, first)
            found = self.compared(asked, *bounds) if bounds else None
            if found is not None and found.score >= _ELSEWHERE:
                yield found

    def _stretches(self, words: Sequence[int]) -> list[int]:
        """Return about which of the text's words the quote begins at, the likeliest first."""
        width = max(4, len(words) // 4)
        votes: dict[int, int] = defaultdict(int)
        step = max(1, len(words) // _MOST_WORDS)
        for at in range(0, len(words), step):
            keys = (words[at], tuple(words[at : at + 2]))
            for key, weight in zip(keys, (1, _PAIR), strict=True):
                places = self._places.get(key, ())  # type: ignore[call-overload]
                if len(places) <= _MOST_PLACES:
                    for place in places:
                        votes[(place - at) // width] += weight
        best = sorted(votes, key=lambda b: -votes[b] - votes.get(b + 1, 0))
        chosen: list[int] = []
        for bucket in best:
            if len(chosen) == _MOST_STRETCHES:
                break
            if all(abs(bucket - other) > len(words) // width + 1 for other in chosen):
                chosen.append(bucket)
        return [bucket * width for bucket in chosen]

    def _bounds(self, words: Sequence[int], first: int) -> tuple[int, int] | None:
        """Return the stretch from the first to the last of the quote's words about there."""
        slack = max(8, len(words) // 2)
        low, high = max(0, first - slack // 2), max(0, first) + len(words) + slack
        there = self._words[low:high]
        equal = [
            (step.src_start, step.src_end, step.dest_start, step.dest_end)
            for step in Levenshtein.opcodes(words, there)
            if step.tag == "equal"
        ]
        if not equal:
            return None
        begin = low + max(0, equal[0][2] - equal[0][0])
        end = low + min(len(there), equal[-1][3] + len(words) - equal[-1][1])
        return self._starts[begin], self._ends[end - 1]

    def compared(self, asked: Sought, start: int, end: int) -> Nearby | None:
        """Return a stretch, if it is like the quote, with the marks that the quote has around it.

        What is asked for as whole sentences takes whole sentences, where that is about as like.
        """
        start, end = self._with_marks(asked.lowered, start, end)
        start = start if asked.cuts[0] else self._whole(start, -1)
        end = end if asked.cuts[1] else self._whole(end, 1)
        best, value = self._valued(asked, start, end)
        if asked.begins:
            for other in self._sentences(start, len(asked.lowered), begins):
                tried, worth = self._valued(asked, other, end)
                if worth > value:
                    best, value = tried, worth
        if asked.ends:
            for other in self._sentences(end, len(asked.lowered), ends):
                tried, worth = self._valued(asked, best.start, other)
                if worth > value:
                    best, value = tried, worth
        return best if best.score else None

    def _valued(self, asked: Sought, start: int, end: int) -> tuple[Nearby, float]:
        """Return a stretch with its score, 0 where that is too low, and its worth."""
        if start >= end:
            return Nearby(start, end, 0.0), 0.0
        alike = likeness(asked.lowered, self._text[start:end])
        if alike.score < _LEAST:
            return Nearby(start, end, 0.0), alike.score / 2
        cut = (asked.begins and not begins(self._shaped, start)) + (
            asked.ends and not ends(self._shaped, end)
        )
        return Nearby(start, end, alike.score), alike.score - _CUT * cut

    def _sentences(self, at: int, size: int, kind: Callable[[str, int], bool]) -> Iterator[int]:
        """Yield the nearest boundaries of sentences, at most half the quote away."""
        reach = min(_FARTHEST, size // 2 + 20)
        low, high = max(0, at - reach), min(len(self._shaped), at + reach)
        boundaries = (
            found.end() if kind is begins else found.start() + len(found.group().rstrip())
            for found in _BREAK.finditer(self._shaped, low, high)
        )
        real = (each for each in boundaries if each != at and kind(self._shaped, each))
        yield from nsmallest(_MOST_SENTENCES, real, key=lambda boundary: abs(boundary - at))

    def _whole(self, at: int, step: int) -> int:
        """Return where a short word ends, back or onwards, that goes on at an offset."""
        reached = range(at, at + step * _LONGEST_WORD, step)
        return next((each for each in reached if not inside_word(self._text, each)), at)

    def _with_marks(self, quote: str, start: int, end: int) -> tuple[int, int]:
        text = self._text
        for mark in reversed(_marks(quote)):
            if not start or text[start - 1] != mark:
                break
            start -= 1
        for mark in reversed(_marks(quote[::-1])):
            if text[end : end + 1] != mark:
                break
            end += 1
        return start, end


def apart(found: Sequence[Nearby]) -> list[Nearby]:
    """Leave out what lies over a stretch that is more alike."""
    kept: list[Nearby] = []
    for near in found:
        if all(near.start >= other.end or near.end <= other.start for other in kept):
            kept.append(near)
    return kept


def begins(shaped: str, at: int) -> bool:
    """Tell whether a sentence or a line begins at an offset of a folded text."""
    before = shaped[max(0, at - 6) : at]
    return not before.strip(" \"'([") or before.endswith("\n") or _ENDED.search(before) is not None


def ends(shaped: str, at: int) -> bool:
    """Tell whether a sentence or a line ends at an offset of a folded text."""
    after = shaped[at : at + 2]
    if not after.strip() or "\n" in after[:1]:
        return True
    return after[0] == " " and _END.search(shaped[max(0, at - 4) : at]) is not None


def _marks(quote: str) -> str:
    """Return what stands before the first letter or digit of a quote."""
    found = re.match(r"[\W_]*", quote)
    return found.group() if found else ""
