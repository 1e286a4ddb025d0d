"""A text in which spans are blotted out, and what becomes of the words that repeat them.

Each character becomes one blot, in UTF-16 one of the same width, so that every offset stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

BLOT = "\N{FULL BLOCK}"
WIDE_BLOT = "\N{BLACK SQUARE BUTTON}"
"""Stands for a character beyond U+FFFF: both take two UTF-16 code units."""

_LAST_NARROW = "\uffff"

Span = tuple[int, int]
"""Code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is redacted of the text of a version: the whole text `before` and `after`.

    `spans` are in order and apart; `quotes` are the spans of all quotes of the version;
    `change` is the redaction's own change.
    """

    version: UUID
    change: UUID
    before: str
    after: str
    spans: tuple[Span, ...]
    quotes: tuple[Span, ...] = ()

    def reprinted(self, words: str, places: Iterable[Span]) -> str:
        """Return what stands for `words` that were printed within one of `places`.

        They stay where they still stand in one of them.
        """
        spans = list(places)
        if any(words in self.after[start:end] for start, end in spans):
            return words
        for start, end in spans:
            at = self.before.find(words, start, end)
            if at >= 0:
                return self.after[at : at + len(words)]
        return words

    def phrases(self) -> list[str]:
        """Return the runs of words that were blotted out, longest first."""
        found: set[str] = set()
        for start, end in self.spans:
            found.add(self.before[start:end])
            for first, last in self.quotes:
                found.add(self.before[max(start, first) : min(end, last)])
        return sorted((p for p in found if _says_something(p)), key=len, reverse=True)

    def without_phrases(self, text: str) -> str:
        """Return `text` with every run of words that was blotted out blotted out there, too."""
        for phrase in self.phrases():
            if phrase in text:
                text = text.replace(phrase, blots(phrase))
        return text


def blots(text: str) -> str:
    """Return a blot for each character."""
    return "".join(WIDE_BLOT if character > _LAST_NARROW else BLOT for character in text)


def blotted(text: str, spans: Sequence[Span]) -> str:
    """Return `text` with the spans, in order and apart, blotted out."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += [text[done:start], blots(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _says_something(phrase: str) -> bool:
    return bool(phrase.strip(BLOT + WIDE_BLOT + " \t\r\n"))
