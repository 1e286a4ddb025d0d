"""Quotes that are no unbroken stretch: words left out, speech interrupted, brackets put in.

"A … B" and "A [...] B" leave words of the text out; “A,” he said, “B” puts words in that the text
has not; "[t]he", "the [former] minister" and "[sic]" mark what the writer changed or added.
Works on folded words, where an ellipsis is three points and a quotation mark is straight.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factstore.quotes.anchor import comparable
from factstore.quotes.differences import changes_meaning
from factstore.quotes.folding import Letters

MOST_OMITTED = 600
"""Code points between two parts, at most: more is another passage, not an omission."""

MOST_PARTS = 50
"""Parts that one quote is read as, at most: each is looked for in the whole text."""

_MARKS_BETWEEN = 4  # where the quote interrupts speech that the text has in one piece
_MOST_PLACES = 50
_MOST_NEXT = 3
_MOST_TRIES = 1_000  # of places of the longest part, without end in repetitive texts

Placement = tuple[tuple[int, int], ...]
"""The stretch of each part of a quote, in order."""

_OMISSION = re.compile(r"\s*(?:[\[(<]\s*\.{3,}\s*[\])>]|\.{3}(?:\s*\.(?!\d))*)\s*")
_LETTER = re.compile(r"\[([^\W\d_])\]")
_BRACKET = re.compile(r"\[([^\[\]]{1,60})\]")
_INTERRUPTION = re.compile(r'(?<=[\w)\]%])[,.;:!?]*"[,.;:]?\s+[^"]{2,160}?[\s,:(]"(?=[\w(\[])')
_CUT = re.compile(f"{_OMISSION.pattern}|{_INTERRUPTION.pattern}")
_SINGLE_MARK = re.compile(r"(?<!\w)'|'(?!\w)")
_INSIDE = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]{2}")  # Chinese has no spaces
_FRACTION = re.compile(r"\d[.,:/]\d")  # "3.5" is no 3 with something after it
_COMPOUND = re.compile("[^\\W_]['’‐‑–-][^\\W_]")  # "can't", "non-nuclear", "3-5"
_SIGNED = re.compile(r"[−-]\d")


class Reading(NamedTuple):
    """One way of reading a quote: its parts, in order, and where the case of a letter is free."""

    parts: tuple[str, ...]
    free: tuple[frozenset[int], ...]  # for each part, offsets of letters whose case may differ
    gap: int = 0  # code points of the text between two parts, at most
    interrupted: frozenset[int] = frozenset()  # numbers of parts that go on after an interruption

    def holds(self, placed: Sequence[tuple[float, ...]]) -> bool:
        """Tell whether the text has nothing but marks where the quote interrupts speech."""
        return all(placed[n][0] - placed[n - 1][1] <= _MARKS_BETWEEN for n in self.interrupted)


def readings(quote: str) -> Iterator[Reading]:
    """Yield the ways of reading a folded quote, the plainest first, without the quote as it is."""
    bare = without_outer_marks(quote)
    if _LETTER.search(quote):
        yield from _whole(*_unbracketed(quote, _LETTER))
    if bare != quote:
        yield from _whole(bare)
    if _BRACKET.search(bare):
        yield from _whole(*_unbracketed(bare, _LETTER))
        yield from _whole(*_unbracketed(bare, _BRACKET))
        shorter = _without_additions(bare)
        if shorter is not None:
            yield from _whole(shorter)
    spoken = bare if '"' in quote else without_outer_marks(_SINGLE_MARK.sub('"', quote))
    if _INTERRUPTION.search(spoken):
        yield from _in_pieces(spoken, _INTERRUPTION, _MARKS_BETWEEN)
        if "..." in spoken:
            yield from _in_pieces(spoken, _CUT, MOST_OMITTED)
    if "..." in bare:
        yield from _in_pieces(bare, _OMISSION, MOST_OMITTED)


def in_several(quote: str) -> list[Reading]:
    """Return the plainest way of reading a quote in each number of parts, the most parts first."""
    found: dict[int, Reading] = {}
    for reading in readings(quote):
        found.setdefault(len(reading.parts), reading)
    return [found[number] for number in sorted(found, reverse=True) if number > 1]


def _whole(words: str, free: frozenset[int] = frozenset({0})) -> Iterator[Reading]:
    if words.strip():
        yield Reading((words,), (free | {0},))


def without_outer_marks(quote: str) -> str:
    """Return the quote without the quotation marks around all of it, or without a lone one."""
    while len(quote) > 2:  # noqa: PLR2004 -- two marks and something between
        inner = quote[1:-1]
        if quote[0] != quote[-1] or not (
            quote[0] == '"' or (quote[0] == "'" and not _SINGLE_MARK.search(inner))
        ):
            break
        quote = inner.strip() or quote[1:]
    if quote.count('"') % 2:
        unmarked = quote[1:] if quote[0] == '"' else quote.removesuffix('"')
        return unmarked.strip() or quote
    return quote


def _unbracketed(quote: str, brackets: re.Pattern[str]) -> tuple[str, frozenset[int]]:
    """Return the quote with the brackets' content but not the brackets; a lone letter is free."""
    words, free, done = "", set(), 0
    for match in brackets.finditer(quote):
        words += quote[done : match.start()]
        if len(match[1]) == 1:
            free.add(len(words))
        words += match[1]
        done = match.end()
    return words + quote[done:], frozenset(free)


def _without_additions(quote: str) -> str | None:
    """Return the quote without what stands in brackets; None when that changes what it says."""
    if any(changes_meaning(match[1]) for match in _BRACKET.finditer(quote)):
        return None
    return re.sub(r"\s+", " ", re.sub(rf"\s?{_BRACKET.pattern}", "", quote)).strip()


def _in_pieces(quote: str, cuts: re.Pattern[str], gap: int) -> Iterator[Reading]:
    words, free = _unbracketed(quote, _LETTER)
    reading = _cut(words, free, cuts, gap)
    if reading is not None:
        yield reading
        ends = [part.rstrip(" .,;:") or part for part in reading.parts[:-1]]
        shorter = (*ends, reading.parts[-1])
        if shorter != reading.parts:  # a full stop that the omission put there
            yield reading._replace(parts=shorter)


def _cut(words: str, free: frozenset[int], cuts: re.Pattern[str], gap: int) -> Reading | None:
    parts: list[str] = []
    frees: list[frozenset[int]] = []
    interrupted: set[int] = set()
    done = 0
    for match in [*cuts.finditer(words), None]:
        end = match.start() if match else len(words)
        part = words[done:end]
        if part.strip(" \"'"):
            parts.append(part)
            frees.append(frozenset({0} | {at - done for at in free if done <= at < end}))
        if match and parts and '"' in match[0]:
            interrupted.add(len(parts))
        done = match.end() if match else end
    interrupted.discard(len(parts))
    if not 0 < len(parts) <= MOST_PARTS:
        return None
    return Reading(tuple(parts), tuple(frees), gap, frozenset(interrupted))


def in_parts(text: Letters, quote: str) -> list[Placement]:
    """Return where all parts of a quote stand as it is read first, whole words if there are any."""
    beginnings: list[Placement] = []
    for reading in readings(quote):
        lowered = tuple(part.lower() for part in reading.parts)
        if any(len(low) != len(part) for low, part in zip(lowered, reading.parts, strict=True)):
            continue
        around = placements(text.lowered, lowered, reading.gap)
        same = [
            placed
            for placed in comparable(around, len(quote), len(text.lowered))
            if reading.holds(placed)
            and all(
                same_letters(text.shaped, start, part, free)
                for (start, _), part, free in zip(placed, reading.parts, reading.free, strict=True)
            )
        ]
        whole = [
            placed
            for placed in same
            if starts_word(text.lowered, placed[0][0]) and ends_word(text.lowered, placed[-1][1])
        ]
        if whole:
            return whole
        beginnings = beginnings or same
    return beginnings


def same_letters(shaped: str, start: int, quote: str, free: frozenset[int]) -> bool:
    """Tell whether letters have the same case, those at the `free` offsets of the quote aside."""
    there = shaped[start : start + len(quote)]
    if there == quote:
        return True
    if there[0] != quote[0] and not starts_word(shaped, start):
        return False
    return all(
        one == other or number in free or (one.isspace() and other.isspace())
        for number, (one, other) in enumerate(zip(quote, there, strict=True))
    )


def placements(text: str, parts: Sequence[str], gap: int) -> list[Placement]:
    """Return where all parts stand in order, at most `gap` characters apart; all in lower case.

    The longest part is looked up in the whole text, the others next to it. Returns at most some
    dozens of placements, the tightest first.
    """
    longest = max(range(len(parts)), key=lambda number: len(parts[number]))
    found: list[Placement] = []
    if any(part not in text for part in parts):
        return found
    at, tries = text.find(parts[longest]), 0
    while at >= 0 and len(found) < _MOST_PLACES and tries < _MOST_TRIES:
        found += _around(text, parts, longest, at, gap)
        tries += 1
        at = text.find(parts[longest], at + 1)
    return sorted(found[:_MOST_PLACES], key=lambda spans: spans[-1][1] - spans[0][0])


def _around(text: str, parts: Sequence[str], longest: int, at: int, gap: int) -> list[Placement]:
    placed: list[Placement] = [((at, at + len(parts[longest])),)]
    for part in parts[longest + 1 :]:
        placed = [
            (*spans, (start, start + len(part)))
            for spans in placed[:_MOST_PLACES]
            for start in _next(text, part, spans[-1][1], gap)
        ]
    for part in reversed(parts[:longest]):
        placed = [
            ((start, start + len(part)), *spans)
            for spans in placed[:_MOST_PLACES]
            for start in _previous(text, part, spans[0][0], gap)
        ]
    return placed


def _next(text: str, part: str, at: int, gap: int) -> list[int]:
    """Return the first places of a part after another that ends at `at`, between words."""
    found: list[int] = []
    if not ends_word(text, at):
        return found
    end = at + gap + len(part)
    start = text.find(part, at, end)
    while start >= 0 and len(found) < _MOST_NEXT:
        if starts_word(text, start):
            found.append(start)
        start = text.find(part, start + 1, end)
    return found


def _previous(text: str, part: str, at: int, gap: int) -> list[int]:
    """Return the last places of a part before another that starts at `at`, between words."""
    found: list[int] = []
    if not starts_word(text, at):
        return found
    lowest = max(0, at - gap - len(part))
    start = text.rfind(part, lowest, at)
    while start >= 0 and len(found) < _MOST_NEXT:
        if ends_word(text, start + len(part)):
            found.append(start)
        start = text.rfind(part, lowest, start + len(part) - 1)
    return found


def starts_word(text: str, at: int) -> bool:
    """Tell whether `at` is not inside a word or a number."""
    return not (at and _INSIDE.match(text, at - 1)) and not _FRACTION.match(text, max(0, at - 2))


def ends_word(text: str, at: int) -> bool:
    """Tell whether no word or number goes on at `at`."""
    return not (at and (_INSIDE.match(text, at - 1) or _FRACTION.match(text, at - 1)))


def inside_word(text: str, at: int) -> bool:
    """Tell whether a word or number, a compound one too, goes on at an offset of any text."""
    if not at or not (starts_word(text, at) and ends_word(text, at)):
        return at > 0
    if _SIGNED.match(text, at - 1):
        return True
    return any(_COMPOUND.match(text, max(0, at - back)) for back in (1, 2))


def with_marks(text: str, quote: str, placed: Placement) -> Placement:
    """Return a placement with the quotation marks that quote and text have around it."""
    (start, _), (_, end) = placed[0], placed[-1]
    if quote[0] == '"' and text[start - 1 : start] == '"':
        placed = ((start - 1, placed[0][1]), *placed[1:])
    if quote[-1] == '"' and text[end : end + 1] == '"':
        placed = (*placed[:-1], (placed[-1][0], end + 1))
    return placed
