"""Where characters stand in a text, every place of them, in linear time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from factstore.core.errors import FieldError, Invalid

MAX_COUNTED = 10_000
"""Places are counted up to here; beyond, an ambiguous quote says that there are more."""

_MOST_COMPARED = 1_000_000  # code points, and four times the text

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text in Unicode code points, end exclusive."""

    start: int
    end: int


def find_all(text: str, exact: str) -> Iterator[int]:
    """Yield where `exact` starts, overlaps included, in linear time also for "aaaa" in "aaaaaa".

    Each `find` reads at least all of `exact`, so searching again at the next character is quadratic
    when places overlap by more than half. But two neighbouring places at a distance of at most half
    the length show the smallest period of `exact` (Fine and Wilf); from then on the next place is
    either one period further, which is checked by reading one period, or beyond the half.
    """
    size, period = len(exact), 0
    at = text.find(exact)
    while at >= 0:
        yield at
        if period and text.startswith(exact[size - period :], at + size):
            at += period
            continue
        following = text.find(exact, at + (size - period if period else 0) + 1)
        if 0 < following - at <= size // 2:
            period = following - at
        at = following


def comparable(places: Iterable[Found], size: int, length: int) -> Iterable[Found]:
    """Return the first places, so many that comparing `size` characters at each stays linear.

    `length` is that of the text. Only words that overlap themselves many times over, as "aaaa"
    does, have more places.
    """
    return islice(places, max(1, (4 * length + _MOST_COMPARED) // max(1, size)))


def check_not_empty(exact: str) -> None:
    """Refuse a quote without characters."""
    if not exact:
        error = FieldError("/exact", "blank", "A quote has at least one character.")
        raise Invalid("The quote is empty.", errors=[error])
