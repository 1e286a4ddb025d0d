"""What can go wrong when a quote is placed in a text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from factstore.core.errors import DomainError, FieldError

MAX_CANDIDATES = 100
"""How many candidates an answer carries at most."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text in both offsets, ends exclusive, with its characters."""

    start: int
    end: int
    start_utf16: int
    end_utf16: int
    exact: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in which a quote and the text differ, and where the text has its own."""

    kind: str
    quoted: str
    there: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place for a quote: from its first character to its last, its parts, how it differs.

    Both offsets, ends exclusive; `exact` are the characters from `start` to `end`. Several `spans`
    where words were left out or speech was interrupted. `score` is 1 where nothing differs but what
    folding covers.
    """

    start: int
    end: int
    start_utf16: int
    end_utf16: int
    prefix: str
    exact: str
    suffix: str
    spans: tuple[Stretch, ...]
    score: float
    differences: tuple[Marked, ...]


class Unplaced(DomainError):
    """A quote has not one place for certain; the places that it may have are offered."""

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        candidates: Sequence[Candidate] = (),
        total: int = 0,
        more: bool = False,
    ) -> None:
        """`total` counts all places, those left out too; `more`: at least so many."""
        super().__init__(detail, errors=errors)
        self.candidates = list(candidates)
        self.total = total
        self.more = more

    def members(self) -> dict[str, Any]:
        return {
            "candidates": [asdict(candidate) for candidate in self.candidates],
            "candidates_total": self.total,
            "candidates_more": self.more,
        }


class QuoteAbsent(Unplaced):
    """The quoted words do not stand in the text, or not in the context given with them."""

    code = "quote_absent"
    title = "The quote does not occur in the text"
    status = 422


class QuoteInParts(Unplaced):
    """The quote is several stretches of the text; one quote is one."""

    code = "quote_in_parts"
    title = "The quote is several stretches of the text"
    status = 422


class QuoteAmbiguous(Unplaced):
    """The quoted words stand in the text more than once; a prefix or suffix would tell which."""

    code = "quote_ambiguous"
    title = "The quote occurs more than once in the text"
    status = 409
