"""Where a quote may stand although words differ: runs both texts share, and chains of such runs.

A quote with k edits, cut into k + 1 pieces, has a piece without one; so short pieces that are
looked up exactly ("seeds") find every near match, at the speed of looking up.
Source: Wu and Manber, Fast text searching allowing errors (1992).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from factstore.quotes.gramindex import SHORTEST, GramIndex

_MOST_SEEDS = 64
_MOST_HITS = 40  # a seed that stands in more places says little; it is left out
_MOST_RUNS = 300
_LOOK_BACK = 40
_STRIDE = 16
_MOST_CHAINS = 8


class Run(NamedTuple):
    """A run of characters that quote and text share, as long as it can be."""

    at: int  # in the quote
    start: int  # in the text
    size: int


class Chain(NamedTuple):
    """Runs in one order in quote and text, without overlaps."""

    runs: tuple[Run, ...]
    score: float

    @property
    def start(self) -> int:
        return self.runs[0].start

    @property
    def end(self) -> int:
        return self.runs[-1].start + self.runs[-1].size


def pieces(size: int, count: int) -> list[tuple[int, int]]:
    """Return the offsets of `count` pieces of about one length that make up `size` characters."""
    cuts = [size * number // count for number in range(count + 1)]
    return list(pairwise(cuts))


def grams(size: int, length: int) -> list[tuple[int, int]]:
    """Return the offsets of overlapping stretches of `length`, at most some dozens of them."""
    step = max(1, length // 2, -(-(size - length) // _MOST_SEEDS))
    starts = list(range(0, max(1, size - length + 1), step))
    if starts[-1] + length < size:
        starts.append(size - length)
    return [(start, min(size, start + length)) for start in starts]


def runs(
    text: str,
    quote: str,
    seeds: Iterable[tuple[int, int]],
    near: int | None,
    index: GramIndex | None = None,
) -> list[Run]:
    """Return the runs through the seeds' places in the text, by their start in the text.

    `near` is where the quote is presumed: around it, frequent seeds count as well.
    """
    found: set[Run] = set()
    reached: dict[int, int] = {}  # diagonal -> where in the quote its last run ends
    for at, end in seeds:
        for start in _places(text, quote[at:end], near, len(quote), index):
            diagonal = start - at
            if reached.get(diagonal, 0) < end:
                run = _widened(text, quote, at, start, end - at)
                reached[diagonal] = run.at + run.size
                found.add(run)
    if len(found) > _MOST_RUNS:
        found = set(sorted(found, key=lambda run: -run.size)[:_MOST_RUNS])
    return sorted(found, key=lambda run: (run.start, run.at))


def _places(
    text: str, seed: str, near: int | None, reach: int, index: GramIndex | None
) -> list[int]:
    """Return where a seed stands; if in too many places, only those where the quote is presumed."""
    places = index.places(seed) if index is not None and len(seed) >= SHORTEST else None
    if places is None:
        places = _found(text, seed, 0, len(text))
    if len(places) <= _MOST_HITS:
        return places
    if near is None:
        return []
    return _found(text, seed, max(0, near - reach), near + 2 * reach)


def _found(text: str, seed: str, start: int, end: int) -> list[int]:
    """Return the first places of a seed in a stretch of the text, at most one too many."""
    places: list[int] = []
    at = text.find(seed, start, end)
    while at >= 0 and len(places) <= _MOST_HITS:
        places.append(at)
        at = text.find(seed, at + 1, end)
    return places


def _widened(text: str, quote: str, at: int, start: int, size: int) -> Run:
    """Return the run through these `size` shared characters, widened to both sides."""
    end, stop = at + size, start + size
    while end < len(quote) and quote[end : end + _STRIDE] == text[stop : stop + _STRIDE]:
        end, stop = min(len(quote), end + _STRIDE), stop + _STRIDE
    stop = start + end - at
    while end < len(quote) and stop < len(text) and quote[end] == text[stop]:
        end, stop = end + 1, stop + 1
    while at >= _STRIDE <= start and quote[at - _STRIDE : at] == text[start - _STRIDE : start]:
        at, start = at - _STRIDE, start - _STRIDE
    while at and start and quote[at - 1] == text[start - 1]:
        at, start = at - 1, start - 1
    return Run(at, start, end - at)


def chains(found: Sequence[Run], size: int) -> list[Chain]:
    """Return the best chains for a quote of `size` characters, best first, none over another."""
    if not found:
        return []
    scores: list[float] = []
    before: list[int] = []
    window = 2 * size + 200
    for number, run in enumerate(found):
        best, link = float(run.size), -1
        for other in range(number - 1, max(-1, number - 1 - _LOOK_BACK), -1):
            previous = found[other]
            if run.start - previous.start > window:
                break
            score = scores[other] + _gain(previous, run)
            if score > best:
                best, link = score, other
        scores.append(best)
        before.append(link)
    return _picked(found, scores, before)


def _gain(previous: Run, run: Run) -> float:
    """Return what a run adds after another: its characters, less for words left out or put in."""
    if run.at <= previous.at or run.start <= previous.start:
        return float("-inf")
    in_quote = run.at - previous.at - previous.size
    in_text = run.start - previous.start - previous.size
    overlap = max(0, -in_quote, -in_text)
    shift = abs(in_quote - in_text)
    skipped = min(in_quote, in_text) if overlap == 0 else 0
    return run.size - overlap - min(shift, 8 + 0.25 * shift) - 0.2 * skipped


def _picked(found: Sequence[Run], scores: list[float], before: list[int]) -> list[Chain]:
    picked: list[Chain] = []
    used: set[int] = set()
    for last in sorted(range(len(found)), key=lambda number: -scores[number]):
        if picked and scores[last] < 0.4 * picked[0].score:
            break
        chain: list[Run] = []
        number = last
        while number >= 0 and number not in used:
            chain.append(found[number])
            used.add(number)
            number = before[number]
        if number >= 0:
            continue  # a branch of a better chain
        candidate = Chain(_without_overlaps(chain[::-1]), scores[last])
        if all(candidate.start >= c.end or candidate.end <= c.start for c in picked):
            picked.append(candidate)
        if len(picked) >= _MOST_CHAINS:
            break
    return picked


def _without_overlaps(chain: list[Run]) -> tuple[Run, ...]:
    trimmed: list[Run] = []
    for run in chain:
        cut = 0
        if trimmed:
            previous = trimmed[-1]
            cut = max(
                0, previous.at + previous.size - run.at, previous.start + previous.size - run.start
            )
        if cut < run.size:
            trimmed.append(Run(run.at + cut, run.start + cut, run.size - cut))
    return tuple(trimmed)
