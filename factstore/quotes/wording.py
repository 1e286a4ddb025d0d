"""How alike two quotes are in their words, whoever prints them."""

from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from factstore.quotes.differences import Difference, differences, words_of
from factstore.quotes.folding import fold

LONGEST = 20_000
"""Code points of a quote that are compared; of a longer one, the first."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A quote's words, ready to be compared: folded, with and without their case."""

    shaped: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, exact: str) -> "Wording":
        folded = fold(exact[:LONGEST])
        return cls(folded.shaped.replace("\n", " "), tuple(words_of(folded.lowered)))


def score(one: Wording, other: Wording) -> float:
    """Return 0 to 1: the mean of the shares that either quote's words have in common, in order.

    1 means the same words; a quote that is a part of a longer one has more than 0.5.
    """
    if not one.words or not other.words:
        return 0.0
    common = LCSseq.similarity(one.words, other.words)
    return round((common / len(one.words) + common / len(other.words)) / 2, 3)


def differing(one: Wording, other: Wording) -> list[Difference]:
    """Return what `other` says otherwise than `one`, in order; offsets count in its folded form."""
    return differences(one.shaped, other.shaped)
