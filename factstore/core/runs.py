"""Runs of words that a redaction takes out, wherever else they are repeated.

Words are compared without case and whatever stands between them: spaces, marks, line ends.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

LENGTH = 3
"""Words that make a run; fewer do where no more stood together."""

Span = tuple[int, int]
"""Code points, end exclusive."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_MANY = 200
"""Words to look for, from which on looking for them one by one saves nothing."""

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    return [_Word(_fold(m.group()), *m.span()) for m in _WORD.finditer(text)]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True)
class Runs:
    """What counts as a repetition: `grams` of up to `LENGTH` words, and `parts` of words.

    A span that begins or ends inside a word is looked for letter by letter, too.
    """

    grams: frozenset[Gram]
    parts: frozenset[str]

    @classmethod
    def of(cls, text: str, spans: Sequence[Span]) -> "Runs":
        """Return the runs of the words that stand in `spans` (in order and apart) of `text`."""
        grams: set[Gram] = set()
        run: list[str] = []
        waiting = list(spans)
        for word in _words(text):
            while waiting and waiting[0][1] <= word.start:
                waiting.pop(0)
            if waiting and waiting[0][0] <= word.start and word.end <= waiting[0][1]:
                run.append(word.folded)
            else:
                grams |= _grams(run)
                run = []
        grams |= _grams(run)
        parts = {
            text[start:end].strip()
            for start, end in spans
            if _inside(text, start) or _inside(text, end)
        }
        return cls(frozenset(grams), frozenset(filter(_WORD.search, parts)))

    def without(self, texts: Iterable[str]) -> "Runs":
        """Return the runs that stand in none of `texts`."""
        left = self
        for text in texts:
            if left.may_stand_in(text):
                folded = [word.folded for word in _words(text)]
                left = Runs(
                    left.grams - _windows(folded, left.lengths),
                    frozenset(p for p in left.parts if not _pattern(p).search(text)),
                )
        return left

    def places(self, text: str) -> list[Span]:
        """Return where one of the runs stands in `text`; the spans may overlap."""
        if not self.may_stand_in(text):
            return []
        words = _words(text)
        found = [
            (words[i].start, words[i + n - 1].end)
            for n in self.lengths
            for i in range(len(words) - n + 1)
            if tuple(word.folded for word in words[i : i + n]) in self.grams
        ]
        return found + [m.span() for part in self.parts for m in _pattern(part).finditer(text)]

    def may_stand_in(self, text: str) -> bool:
        """Tell, quickly, whether it is worth to look closer; JSON may be asked about as it is."""
        if len(self._rare) > _MANY:
            return True
        folded = _fold(text)
        return any(word in folded for word in self._rare)

    @cached_property
    def lengths(self) -> list[int]:
        return sorted({len(gram) for gram in self.grams})

    @cached_property
    def _rare(self) -> frozenset[str]:
        """One word of each run, the longest, which stands in few texts."""
        whole = {max(gram, key=len) for gram in self.grams}
        return frozenset(whole | {max((w.folded for w in _words(p)), key=len) for p in self.parts})


def _grams(run: Sequence[str]) -> set[Gram]:
    return _windows(run, [min(LENGTH, len(run))]) if run else set()


def _windows(words: Sequence[str], lengths: Iterable[int]) -> set[Gram]:
    return {tuple(words[i : i + n]) for n in lengths for i in range(len(words) - n + 1)}


def _inside(text: str, at: int) -> bool:
    """Tell whether a word goes on across the offset."""
    return bool(0 < at < len(text) and _WORD.match(text, at) and _WORD.match(text, at - 1))


def _pattern(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part), re.IGNORECASE)
