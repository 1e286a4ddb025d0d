"""Two texts as one to read: what both have, what is gone, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from factstore.sources.diff import Diff, Same

AROUND = 160
"""Code points shown of what both texts have, before and after what differs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is `same`, `gone` or `new`; or `left`, of which the length is told alone."""

    kind: Literal["same", "gone", "new", "left"]
    text: str
    length: int


def pieces(found: Diff) -> Iterator[Piece]:
    """Yield two compared texts in order, long stretches that both have cut short."""
    ends = (Same(0, 0, 0), *found.same, Same(len(found.before), len(found.after), 0))
    for one, other in pairwise(ends):
        gone = found.before[one.before + one.size : other.before]
        new = found.after[one.after + one.size : other.after]
        if gone:
            yield Piece("gone", gone, len(gone))
        if new:
            yield Piece("new", new, len(new))
        is_last = other is ends[-1]
        if not is_last:
            text = found.after[other.after : other.after + other.size]
            ends_the_text = other.after + other.size == len(found.after)
            yield from _same(text, first=other.after == 0, last=ends_the_text)


def _same(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    before, after = 0 if first else AROUND, 0 if last else AROUND
    left = len(text) - before - after
    if left <= AROUND:
        yield Piece("same", text, len(text))
        return
    if before:
        yield Piece("same", text[:before], before)
    yield Piece("left", "", left)
    if after:
        yield Piece("same", text[-after:], after)
