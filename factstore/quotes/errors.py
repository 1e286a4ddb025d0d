"""What can go wrong when a quote is placed in a text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from factstore.core.errors import DomainError

MAX_CANDIDATES = 100
"""How many candidates an answer carries at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where the quoted words stand: both offsets, ends exclusive, and their context."""

    start: int
    end: int
    start_utf16: int
    end_utf16: int
    prefix: str
    exact: str
    suffix: str


class QuoteAbsent(DomainError):
    """The quoted words do not stand in the text, or not in the context given with them."""

    code = "quote_absent"
    title = "The quote does not occur in the text"
    status = 422


class QuoteAmbiguous(DomainError):
    """The quoted words stand in the text more than once; a prefix or suffix would tell which."""

    code = "quote_ambiguous"
    title = "The quote occurs more than once in the text"
    status = 409

    def __init__(
        self, detail: str, *, candidates: Sequence[Candidate], total: int, more: bool = False
    ) -> None:
        """`total` counts all places, those left out too; `more`: at least so many."""
        super().__init__(detail)
        self.candidates = list(candidates)
        self.total = total
        self.more = more

    def members(self) -> dict[str, Any]:
        return {
            "candidates": [asdict(candidate) for candidate in self.candidates],
            "candidates_total": self.total,
            "candidates_more": self.more,
        }
