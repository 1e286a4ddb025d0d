"""Placing quoted words in a text: exact characters, one place or none.

Source: W3C Web Annotation Data Model, 4.2.4 Text Quote Selector, 4.2.5 Text Position Selector.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from factstore.core.errors import FieldError, Invalid
from factstore.core.text import context, utf16_span
from factstore.quotes.errors import MAX_CANDIDATES, Candidate, QuoteAbsent, QuoteAmbiguous

MAX_COUNTED = 10_000
"""Places are counted up to here; beyond, an ambiguous quote says that there are more."""

_ELSEWHERE = "The words stand in the text, but not in this context."

_MAX_ANSWERED = 1_000_000  # code points of quoted words that one answer repeats


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text in Unicode code points, end exclusive."""

    start: int
    end: int


def occurrences(text: str, exact: str) -> list[Span]:
    """Return every place where `exact` stands in `text`, in order, overlapping ones included.

    Takes time linear in the length of the text.

    Raises:
        Invalid: `exact` is empty.
    """
    _check_not_empty(exact)
    return [Span(start, start + len(exact)) for start in find_all(text, exact)]


def anchor(text: str, exact: str, *, prefix: str = "", suffix: str = "") -> Span:
    """Find the one place where `exact` stands in `text`.

    Offsets are Unicode code points, end exclusive: `text[span.start:span.end] == exact`.
    `prefix` and `suffix`, of any length, must stand right before and after it, character for
    character; they choose among repeats.

    Raises:
        Invalid: `exact` is empty.
        QuoteAbsent: `exact` does not occur, or nowhere in this context; nothing is folded to make
            it fit.
        QuoteAmbiguous: more than one place fits; carries the places found.

    Source: W3C Web Annotation Data Model, 4.2.4 Text Quote Selector.
    """
    _check_not_empty(exact)
    whole = find_all(text, prefix + exact + suffix)
    starts = [start + len(prefix) for start in islice(whole, MAX_COUNTED + 1)]
    if len(starts) == 1:
        return Span(starts[0], starts[0] + len(exact))
    if starts:
        raise _ambiguous(text, exact, starts)
    if exact in text:
        raise QuoteAbsent(
            "The quoted words stand in the text, but nowhere right after the given prefix and "
            "right before the given suffix: the context does not match.",
            errors=[FieldError("/prefix" if prefix else "/suffix", "quote_absent", _ELSEWHERE)],
        )
    raise QuoteAbsent(
        "The quoted words do not stand in the text, character for character.",
        errors=[FieldError("/exact", "quote_absent", "These words do not stand in the text.")],
    )


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


def _check_not_empty(exact: str) -> None:
    if not exact:
        error = FieldError("/exact", "blank", "A quote has at least one character.")
        raise Invalid("The quote is empty.", errors=[error])


def _ambiguous(text: str, exact: str, starts: Sequence[int]) -> QuoteAmbiguous:
    """Build the error from the places found, at most one more than `MAX_COUNTED`."""
    more = len(starts) > MAX_COUNTED
    total = min(len(starts), MAX_COUNTED)
    count = f"at least {total}" if more else str(total)
    shown = max(2, min(MAX_CANDIDATES, _MAX_ANSWERED // len(exact)))
    return QuoteAmbiguous(
        f"The quoted words stand in the text {count} times; a longer prefix or suffix would tell "
        "which place is meant.",
        candidates=_candidates(text, exact, starts[:shown]),
        total=total,
        more=more,
    )


def _candidates(text: str, exact: str, starts: Sequence[int]) -> list[Candidate]:
    candidates: list[Candidate] = []
    length_utf16 = utf16_span(exact, 0, len(exact))[1]
    before, before_utf16 = 0, 0
    for start in starts:
        # Counting on from the place before keeps this linear in the text.
        start_utf16 = before_utf16 + utf16_span(text[before:start], 0, start - before)[1]
        prefix, suffix = context(text, start, start + len(exact))
        candidates.append(
            Candidate(
                start=start,
                end=start + len(exact),
                start_utf16=start_utf16,
                end_utf16=start_utf16 + length_utf16,
                prefix=prefix,
                exact=exact,
                suffix=suffix,
            )
        )
        before, before_utf16 = start, start_utf16
    return candidates
