"""What differs between two texts, word by word, in bounded time.

Both texts are cut into words with the spaces after them, so that every character counts. Runs of
words that stand once in either text anchor the comparison; between them, few words are compared by
edit distance, and stretches too long for that, with nothing to hold on to, count as replaced.

Source: B. Cohen, patience diff; H. Hyyrö, bit-parallel edit distance (rapidfuzz).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # written without spaces
_TOKEN = re.compile(rf"[{_IDEOGRAPH}]\s*|[^\W{_IDEOGRAPH}]+\s*|[^\w\s]\s*|\s+")
_RUNS = (12, 4, 1)  # words in a run that anchors, the longest first
_MOST_COMPARED = 50_000_000  # pairs of words compared by edit distance between two anchors


class Same(NamedTuple):
    """A stretch that both texts have: `size` code points from `before` and from `after` on."""

    before: int
    after: int
    size: int


class Hunk(NamedTuple):
    """A stretch of the one text in whose place the other has another; one of them may be empty."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


@dataclass(frozen=True, slots=True)
class Diff:
    """Two texts, and the stretches that both have, in order of both.

    Offsets are code points, ends exclusive.
    """

    before: str
    after: str
    same: tuple[Same, ...]

    def hunks(self) -> Iterator[Hunk]:
        """Yield what differs, in order: all that lies between the stretches that are the same."""
        ends = (Same(0, 0, 0), *self.same, Same(len(self.before), len(self.after), 0))
        for one, other in pairwise(ends):
            hunk = Hunk(one.before + one.size, other.before, one.after + one.size, other.after)
            if hunk[0] < hunk[1] or hunk[2] < hunk[3]:
                yield hunk

    def around(self, start: int, end: int) -> Same | None:
        """Return the stretch that has all of `start:end` of the text before; None: not one has."""
        number = bisect_right(self.same, start, key=lambda same: same.before) - 1
        if number < 0 or end > self.same[number].before + self.same[number].size:
            return None
        return self.same[number]

    def offset(self, at: int) -> int:
        """Return about where an offset of the text before stands in the one after."""
        number = bisect_right(self.same, at, key=lambda same: same.before) - 1
        if number < 0:
            return 0
        same = self.same[number]
        return same.after + min(at - same.before, same.size)

    def start_bounds(self, at: int) -> tuple[int, int]:
        """Return between which offsets of the text after what begins at `at` before begins.

        They are one unless its first character was replaced.
        """
        number = bisect_right(self.same, at, key=lambda same: same.before) - 1
        if number >= 0:
            same = self.same[number]
            if at < same.before + same.size:
                return same.after + at - same.before, same.after + at - same.before
        return self._between(number)

    def end_bounds(self, at: int) -> tuple[int, int]:
        """Return the same for what ends at `at`: its last character may have been replaced."""
        number = bisect_left(self.same, at, key=lambda same: same.before) - 1
        if number >= 0:
            same = self.same[number]
            if at <= same.before + same.size:
                return same.after + at - same.before, same.after + at - same.before
        return self._between(number)

    def _between(self, number: int) -> tuple[int, int]:
        """Return the stretch of the text after between two that are the same, and the next."""
        before = self.same[number] if number >= 0 else Same(0, 0, 0)
        following = self.same[number + 1 : number + 2]
        high = following[0].after if following else len(self.after)
        return before.after + before.size, high

    def earlier(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where `start:end` of the text after stood before; None: it is not all old."""
        number = bisect_right(self.same, start, key=lambda same: same.after) - 1
        if number < 0 or end > self.same[number].after + self.same[number].size:
            return None
        moved = self.same[number].before - self.same[number].after
        return start + moved, end + moved


def diff(before: str, after: str) -> Diff:
    """Compare two texts word by word.

    Takes time in proportion to the texts' lengths, and at most a second more for what has no
    anchors.
    """
    ours, theirs = _TOKEN.findall(before), _TOKEN.findall(after)
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(word, len(numbers)) for word in ours]
    b = [numbers.setdefault(word, len(numbers)) for word in theirs]
    at_a = [0, *accumulate(map(len, ours))]
    at_b = [0, *accumulate(map(len, theirs))]
    same: list[Same] = []
    for i, j, size in _joined(_aligned(a, b)):
        same.append(Same(at_a[i], at_b[j], at_a[i + size] - at_a[i]))
    return Diff(before, after, tuple(same))


class _Block(NamedTuple):
    """Two stretches of words to be compared, and the kind of run that may still anchor there."""

    a: int
    a_end: int
    b: int
    b_end: int
    runs: int


def _aligned(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return `(i, j, size)` with `a[i:i + size] == b[j:j + size]`, in order of both."""
    found: list[tuple[int, int, int]] = []
    waiting = [_Block(0, len(a), 0, len(b), 0)]
    while waiting:
        i, i_end, j, j_end, runs = waiting.pop()
        size = _common(a, b, (i, j), min(i_end - i, j_end - j))
        if size:
            found.append((i, j, size))
            i, j = i + size, j + size
        size = _common_end(a, b, (i_end, j_end), min(i_end - i, j_end - j))
        if size:
            i_end, j_end = i_end - size, j_end - size
            found.append((i_end, j_end, size))
        if i == i_end or j == j_end:
            continue
        if runs < len(_RUNS):
            anchors = _anchors(a[i:i_end], b[j:j_end], _RUNS[runs])
            waiting += _between(_Block(i, i_end, j, j_end, runs), anchors)
        elif (i_end - i) * (j_end - j) <= _MOST_COMPARED:
            steps = Levenshtein.opcodes(a[i:i_end], b[j:j_end])
            found += [
                (i + step.src_start, j + step.dest_start, step.src_end - step.src_start)
                for step in steps
                if step.tag == "equal"
            ]
    return sorted(found)


def _between(block: _Block, anchors: Sequence[tuple[int, int]]) -> Iterator[_Block]:
    """Yield the blocks that begin at the anchors, and the one before the first of them."""
    i, j, runs = block.a, block.b, block.runs + 1
    for di, dj in anchors:
        if block.a + di > i or block.b + dj > j:
            yield _Block(i, block.a + di, j, block.b + dj, runs)
        i, j = block.a + di, block.b + dj
    yield _Block(i, block.a_end, j, block.b_end, runs)


def _common(a: Sequence[int], b: Sequence[int], at: tuple[int, int], most: int) -> int:
    """Return how many words are equal from `at` on, up to `most`."""
    (i, j), size = at, 0
    while size < most and a[i + size] == b[j + size]:
        size += 1
    return size


def _common_end(a: Sequence[int], b: Sequence[int], at: tuple[int, int], most: int) -> int:
    """Return how many words are equal up to `at`, `most` at the most."""
    (i, j), size = at, 0
    while size < most and a[i - size - 1] == b[j - size - 1]:
        size += 1
    return size


def _anchors(a: Sequence[int], b: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return where runs of `size` words stand that are once in either, in the order of both."""
    ours, theirs = _once(a, size), _once(b, size)
    pairs = [(i, theirs[run]) for run, i in ours.items() if run in theirs]
    return _ascending(pairs)


def _once(words: Sequence[int], size: int) -> dict[tuple[int, ...], int]:
    found: dict[tuple[int, ...], int] = {}
    for at in range(len(words) - size + 1):
        run = tuple(words[at : at + size])
        found[run] = -1 if run in found else at
    return {run: at for run, at in found.items() if at >= 0}


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of pairs, in order of the first, whose second ascends, too."""
    lasts: list[int] = []  # the least last second of the rows of each length
    ends: list[int] = []
    earlier: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(lasts, second)
        lasts[length : length + 1] = [second]
        ends[length : length + 1] = [number]
        earlier.append(ends[length - 1] if length else -1)
    row: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        row.append(pairs[number])
        number = earlier[number]
    return row[::-1]


def _joined(found: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Join stretches that go on without a gap in either text."""
    i = j = size = 0
    for next_i, next_j, next_size in found:
        if (next_i, next_j) == (i + size, j + size):
            size += next_size
            continue
        if size:
            yield i, j, size
        i, j, size = next_i, next_j, next_size
    if size:
        yield i, j, size
