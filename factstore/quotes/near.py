"""Near matches: stretches of a text that differ from a quote in some characters or words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from factstore.quotes.differences import likeness
from factstore.quotes.edges import LONGEST_REST, Side, boundary, outermost, reach
from factstore.quotes.folding import LONG_TEXT, Letters, lower
from factstore.quotes.seeds import Chain, Run, chains, grams, pieces, runs

FEW = 3
"""So many edits are found in a text of any length, without exception, and with exact bounds."""

MOST_NEAR = 10_000
"""Code points of the longest quote for which near matches are looked for."""

LEAST_SCORE = 0.68
"""What is less alike is no candidate: two sentences of one kind share nearly as much by chance."""

_FEW_BREAK = 20 * FEW  # code points of short seeds' places that few edits break, at most
_LEAST_CHAIN = 0.22  # of the quote; less is shared by any two sentences
_LEAST_PIECE = 8
_LONG_PIECE = 100
_LEAST_FEW = _LEAST_PIECE * (FEW + 1)
_MOST_PIECES = 32
_GRAMS = ((10_000, 5), (100_000, 6), (500_000, 8))
_LONGEST_GRAM = 10


class Asked(NamedTuple):
    """A quote within its context, folded: `start:end` of both strings is the quote."""

    lowered: str
    shaped: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.lowered[self.start : self.end]


class NearSpan(NamedTuple):
    """A stretch of the folded text, its edits and how much it is like the quote, 0 to 1."""

    start: int
    end: int
    edits: int
    score: float


def near_spans(text: Letters, asked: Asked, hint: int | None) -> list[NearSpan]:
    """Return where something like the quote stands, most alike first; `hint` breaks ties.

    Takes time linear in the length of the text. In a long text without an index the search ends
    with the first piece of the quote that leads to a place with few edits.
    """
    size = asked.end - asked.start
    if size > MOST_NEAR:
        return []
    found: dict[tuple[int, int], NearSpan] = {}
    if size >= _LEAST_FEW:
        found = _with_few_edits(text, asked, hint)
    if size > 1 and not any(span.edits <= FEW for span in found.values()):
        gram = grams(size, _gram(size, len(text.lowered)))
        found |= _through(text, asked, gram, hint, few=False)
    ordered = sorted(found.values(), key=lambda span: (-span.score, span.edits, span.start))
    if hint is not None:
        ordered.sort(key=lambda span: (-round(span.score, 3), abs(span.start - hint)))
    return _apart(ordered)


def _apart(spans: list[NearSpan]) -> list[NearSpan]:
    """Leave out what lies over a span that is more alike."""
    kept: list[NearSpan] = []
    for span in spans:
        if all(span.start >= other.end or span.end <= other.start for other in kept):
            kept.append(span)
    return kept


def _with_few_edits(
    text: Letters, asked: Asked, hint: int | None
) -> dict[tuple[int, int], NearSpan]:
    size = asked.end - asked.start
    seeds = pieces(size, max(FEW + 1, min(_MOST_PIECES, size // _LONG_PIECE)))
    one_by_one = text.gram_index is None and len(text.lowered) >= LONG_TEXT
    groups = [[seed] for seed in seeds] if one_by_one else [seeds]
    found: dict[tuple[int, int], NearSpan] = {}
    for group in groups:
        found |= _through(text, asked, group, hint, few=True)
        if any(span.edits <= FEW for span in found.values()):
            break
    return found


def _gram(size: int, length: int) -> int:
    """Return how long seeds are: the longer the text, the more short ones stand there by chance."""
    wanted = next((gram for limit, gram in _GRAMS if length < limit), _LONGEST_GRAM)
    return max(2, min(wanted, size // 3))


def _through(
    text: Letters, asked: Asked, seeds: Iterable[tuple[int, int]], hint: int | None, *, few: bool
) -> dict[tuple[int, int], NearSpan]:
    """Return the spans through chains of shared runs, none twice.

    Where the edits are few, the bounds are those of the fewest: `few` tells that they may be, even
    where a chain is short.
    """
    moved = [(asked.start + at, asked.start + end) for at, end in seeds]
    size = asked.end - asked.start
    spans: dict[tuple[int, int], NearSpan] = {}
    for chain in chains(runs(text.lowered, asked.lowered, moved, hint, text.gram_index), size):
        if not few and chain.score < _LEAST_CHAIN * size:
            break
        maybe_few = few or (size >= _LEAST_FEW and chain.score >= size - _FEW_BREAK)
        span = _span(text, asked, chain, strict=True) if maybe_few else None
        if span is None or span.edits > FEW:
            span = _span(text, asked, chain, strict=False)
        if span is not None:
            spans[span.start, span.end] = span
    return spans


def _span(text: Letters, asked: Asked, chain: Chain, *, strict: bool) -> NearSpan | None:
    """Return the span around a chain; None when it is too little like the quote."""
    first, last = _refined(text.lowered, asked, chain)
    if first.at < asked.start:
        start = first.start + asked.start - first.at
    else:
        start = first.start - outermost(_before(text, asked, first, strict=strict))
    at, end = last.at + last.size, last.start + last.size
    if at > asked.end:
        end -= at - asked.end
    else:
        end += outermost(_after(text, asked, at, end, strict=strict))
    alike = likeness(asked.quote, text.lowered[start:end])
    if alike.score < LEAST_SCORE:
        return None
    return NearSpan(start, end, alike.edits, alike.score)


def _refined(text: str, asked: Asked, chain: Chain) -> tuple[Run, Run]:
    """Return the first and the last run, after a search for runs in long rests of the quote."""
    first, last = chain.runs[0], chain.runs[-1]
    rest = first.at - asked.start
    if rest > LONGEST_REST // 2:
        base = max(0, first.start - 2 * rest)
        found = _runs_within(text[base : first.start], asked.lowered[asked.start : first.at])
        if found:
            run = found[0]
            first = Run(run.at + asked.start, run.start + base, run.size)
    at, start = last.at + last.size, last.start + last.size
    rest = asked.end - at
    if rest > LONGEST_REST // 2:
        found = _runs_within(text[start : start + 2 * rest], asked.lowered[at : asked.end])
        if found:
            run = found[-1]
            last = Run(run.at + at, run.start + start, run.size)
    return first, last


def _runs_within(text: str, rest: str) -> tuple[Run, ...]:
    best = chains(runs(text, rest, grams(len(rest), 16), None), len(rest))
    return best[0].runs if best else ()


def _before(text: Letters, asked: Asked, first: Run, *, strict: bool) -> Side:
    prefix = asked.shaped[: asked.start][::-1]
    far = max(0, first.start - reach(first.at - asked.start, context=bool(prefix)))
    wanted = 3 if asked.shaped[asked.start].isupper() else 0
    if prefix:
        wanted = boundary(prefix, 0, asked.lowered[asked.start], forward=False)
    return Side(
        asked.lowered[asked.start : first.at][::-1],
        asked.lowered[: asked.start][::-1],
        text.lowered[far : first.start][::-1],
        text.shaped[max(0, far - 4) : first.start][::-1],
        text.lowered[first.start],
        wanted,
        forward=False,
        strict=strict and not prefix,
    )


def _after(text: Letters, asked: Asked, at: int, start: int, *, strict: bool) -> Side:
    suffix = asked.shaped[asked.end :]
    far = start + reach(asked.end - at, context=bool(suffix))
    last = asked.lowered[asked.end - 1]
    wanted = 3 if last in ".!?" else 0
    if suffix:
        wanted = boundary(suffix, 0, last, forward=True)
    return Side(
        asked.lowered[at : asked.end],
        asked.lowered[asked.end :],
        text.lowered[start:far],
        text.shaped[start : far + 4],
        text.lowered[start - 1],
        wanted,
        forward=True,
        strict=strict and not suffix,
    )


def near_placements(
    text: Letters, parts: Sequence[str], gap: int, hint: int | None
) -> list[tuple[NearSpan, ...]]:
    """Return where all parts of a quote stand or nearly stand, in order, about `gap` apart.

    The longest part is looked up in the whole text, the others next to it.
    """
    longest = max(range(len(parts)), key=lambda number: len(parts[number]))
    placements: list[tuple[NearSpan, ...]] = []
    for main in near_spans(text, _alone(parts[longest]), hint):
        placed = [main]
        for part in parts[longest + 1 :]:
            start = placed[-1].end
            placed += _within(text, part, start, start + 2 * gap + len(part))[:1]
        for part in reversed(parts[:longest]):
            end = placed[0].start
            placed = _within(text, part, end - 2 * gap - len(part), end)[:1] + placed
        if len(placed) == len(parts):
            placements.append(tuple(placed))
    return placements


def _alone(part: str) -> Asked:
    return Asked(lower(part), part, 0, len(part))


def _within(text: Letters, part: str, start: int, end: int) -> list[NearSpan]:
    start = max(0, start)
    return [
        NearSpan(found.start + start, found.end + start, found.edits, found.score)
        for found in near_spans(text.part(start, end), _alone(part), None)
    ]
