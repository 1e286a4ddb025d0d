"""Quotes that are no unbroken stretch: words left out, speech interrupted, brackets put in.

"A … B" and "A [...] B" leave words of the text out; “A,” he said, “B” puts words in that the text
has not; "[t]he", "the [former] minister" and "[sic]" mark what the writer changed or added.
Works on folded words, where an ellipsis is three points and a quotation mark is straight.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factstore.quotes.differences import changes_meaning

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
_INTERRUPTION = re.compile(r'(?<=\w)[,.;]?"[,.;]?\s+[^"]{2,120}?[\s,]"(?=\w)')
_SINGLE_MARK = re.compile(r"(?<!\w)'|'(?!\w)")
_INSIDE = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]{2}")  # Chinese has no spaces
_FRACTION = re.compile(r"\d[.,:/]\d")  # "3.5" is no 3 with something after it
_SAID_BETWEEN = re.compile(r'[,.;!?]?"\s[^"]{2,160}?\s"')


class Reading(NamedTuple):
    """One way of reading a quote: its parts, in order, and where the case of a letter is free."""

    parts: tuple[str, ...]
    free: tuple[frozenset[int], ...]  # for each part, offsets of letters whose case may differ
    gap: int = 0  # code points of the text between two parts, at most


def readings(quote: str) -> Iterator[Reading]:
    """Yield the ways of reading a folded quote, the plainest first, without the quote as it is."""
    bare = _without_outer_marks(quote)
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
    spoken = bare if '"' in quote else _without_outer_marks(_SINGLE_MARK.sub('"', quote))
    if _INTERRUPTION.search(spoken):
        yield from _uninterrupted(spoken)
    if "..." in bare:
        yield from _with_omissions(bare)


def _whole(words: str, free: frozenset[int] = frozenset({0})) -> Iterator[Reading]:
    if words.strip():
        yield Reading((words,), (free | {0},))


def _without_outer_marks(quote: str) -> str:
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


def _uninterrupted(quote: str) -> Iterator[Reading]:
    parts = _INTERRUPTION.split(quote)
    if len(parts) <= MOST_PARTS:
        yield Reading(tuple(parts), tuple(frozenset({0}) for _ in parts), _MARKS_BETWEEN)


def _with_omissions(quote: str) -> Iterator[Reading]:
    words, free = _unbracketed(quote, _LETTER)
    reading = _omitting(words, free)
    if reading is not None:
        yield reading
        ends = [part.rstrip(" .,;:") or part for part in reading.parts[:-1]]
        shorter = (*ends, reading.parts[-1])
        if shorter != reading.parts:  # a full stop that the omission put there
            yield reading._replace(parts=shorter)


def _omitting(words: str, free: frozenset[int]) -> Reading | None:
    parts: list[str] = []
    frees: list[frozenset[int]] = []
    done = 0
    for match in [*_OMISSION.finditer(words), None]:
        end = match.start() if match else len(words)
        part = words[done:end]
        if part.strip(" \"'"):
            parts.append(part)
            frees.append(frozenset({0} | {at - done for at in free if done <= at < end}))
        done = match.end() if match else end
    if not 0 < len(parts) <= MOST_PARTS:
        return None
    return Reading(tuple(parts), tuple(frees), MOST_OMITTED)


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


def said_between(quote: str, there: str) -> list[tuple[int, int]]:
    """Return the parts of a stretch of text that are the quote, around interrupted speech.

    `there` is folded text such as `a," he said, "b`; empty unless the quote is all that it says
    between the interruptions, punctuation beside them aside.
    """
    parts: list[tuple[int, int]] = []
    done = 0
    for match in _SAID_BETWEEN.finditer(there):
        parts.append((done, match.start()))
        done = match.end()
    if not parts:
        return []
    parts.append((done, len(there)))
    words = (re.escape(there[start:end].strip(" ,")) for start, end in parts)
    return parts if re.fullmatch(r"[,.;!?]?\s+".join(words), quote) else []


def with_marks(text: str, quote: str, placed: Placement) -> Placement:
    """Return a placement with the quotation marks that quote and text have around it."""
    (start, _), (_, end) = placed[0], placed[-1]
    if quote[0] == '"' and text[start - 1 : start] == '"':
        placed = ((start - 1, placed[0][1]), *placed[1:])
    if quote[-1] == '"' and text[end : end + 1] == '"':
        placed = (*placed[:-1], (placed[-1][0], end + 1))
    return placed
