"""A text in which spans are blotted out, and what becomes of the words that repeat them.

Each character becomes one blot, in UTF-16 one of the same width, so that every offset stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from factstore.core.runs import Runs, Span

BLOT = "\N{FULL BLOCK}"
WIDE_BLOT = "\N{BLACK SQUARE BUTTON}"
"""Stands for a character beyond U+FFFF: both take two UTF-16 code units."""

_LAST_NARROW = "\uffff"


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is redacted of the text of a version: the whole text `before` and `after`.

    `gone` are the runs of the redacted words that no text of the store has any more; `change` is
    the redaction's own change. `phrases` fills with the words as printed, two or more, that were
    blotted out; `altered` with the digest of each recorded document as it was left, by kind, id
    and revision.
    """

    version: UUID
    change: UUID
    before: str
    after: str
    gone: Runs
    phrases: set[str] = field(default_factory=set)
    altered: dict[tuple[str, UUID, int], str] = field(default_factory=dict)

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
                if " " in words:
                    self.phrases.add(words)
                return self.after[at : at + len(words)]
        return words

    def repeated(self, text: str) -> str:
        """Return what stands for a text of somebody's own: the runs that are gone, blotted out."""
        return blotted(text, joined(self.gone.places(text)))

    def retold(self, text: str) -> str:
        """Return what stands for a text about a fact that stood on the redacted words.

        The words as printed that carried its values are blotted out there, too.
        """
        text = self.repeated(text)  # first, for blots in between would part a run
        for phrase in sorted(filter(_says_something, self.phrases), key=len, reverse=True):
            text = text.replace(phrase, blots(phrase))
        return text

    def followed(self, text: str) -> str:
        """Return what stands for a value's own text: what becomes of it where the text has it."""
        if text in self.before and text not in self.after:
            at = self.before.index(text)
            return self.after[at : at + len(text)]
        return self.retold(text)


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


def has_blots(text: str | None) -> bool:
    """Tell whether something is blotted out in a text."""
    return text is not None and (BLOT in text or WIDE_BLOT in text)


def only_blots(text: str | None) -> bool:
    """Tell whether nothing is left of a text but blots, and marks between them."""
    return has_blots(text) and not any(c.isalnum() for c in text or "")


def _says_something(phrase: str) -> bool:
    return bool(phrase.strip(BLOT + WIDE_BLOT + " \t\r\n"))
