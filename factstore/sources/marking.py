"""A text with spans marked in it, as segments that can be shown one after another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Segment(Generic[Mark]):
    """A stretch of the text, and what marks it: the marks whose span covers it, widest first."""

    text: str
    marks: tuple[Mark, ...]


def segments(text: str, spans: Iterable[tuple[int, int, Mark]]) -> Iterator[Segment[Mark]]:
    """Cut `text` where a span (start, end, mark) begins or ends; the segments are the whole text.

    Offsets are code points, end exclusive. Takes time in the order of the spans that overlap.
    """
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    cuts = sorted({0, len(text), *(s for s, _, _ in ordered), *(e for _, e, _ in ordered)})
    opened: Sequence[tuple[int, int, Mark]] = ()
    waiting = iter(ordered)
    following = next(waiting, None)
    for start, end in pairwise(cuts):
        open_now = [span for span in opened if span[1] > start]
        while following is not None and following[0] <= start:
            open_now.append(following)
            following = next(waiting, None)
        opened = open_now
        yield Segment(text[start:end], tuple(mark for _, _, mark in opened))
