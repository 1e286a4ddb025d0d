"""Locating a quote in a text: where it stands, how surely, and never one of several by silence.

Exact match decides; folding repairs what copying broke; whatever else is near is only offered,
with a score and its differences. Offsets are code points of the original text, ends exclusive.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from factstore.quotes.anchor import MAX_COUNTED, Span, comparable, find_all
from factstore.quotes.context import Wanted, decided
from factstore.quotes.differences import (
    Difference,
    DifferenceKind,
    cut_numbers,
    differences,
    negates,
)
from factstore.quotes.folding import Folded, Letters, fold, lower
from factstore.quotes.gramindex import SHORTEST
from factstore.quotes.near import MOST_NEAR, Asked, near_placements, near_spans
from factstore.quotes.parts import Reading, in_parts, in_several, same_letters, with_marks
from factstore.quotes.speakers import another_speaks
from factstore.quotes.speech import interrupted

Outcome = Literal["exact", "repaired", "candidates", "ambiguous", "absent"]

_BROKEN = re.compile(r"(?<![^\W_])([^\W_]+)[-‐‑][ \t]*(?:\r\n?|\n)\s*([^\W_]+)")
_MOST_BROKEN = 20  # words of a quote that are looked up with their hyphens
_MOST_CASES = 200  # places that differ in case are only offered; more help nobody
_PARTED = 0.05  # so much more than the whole must parts score: what is between them counts not
_MOST_CASED = 500_000  # code points of all of them


@dataclass(frozen=True, slots=True)
class Match:
    """A place for a quote: its stretches of the text, in order, and how it differs."""

    spans: tuple[Span, ...]
    score: float
    differences: tuple[Difference, ...] = ()

    @property
    def hull(self) -> Span:
        """From the first character of the first part to the last of the last."""
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(frozen=True, slots=True)
class Located:
    """What is known of a quote's place.

    `spans` is filled when the outcome is `exact` or `repaired`: several where words were left out
    or speech was interrupted. `candidates` is filled otherwise, the likeliest first: all places
    that fit when the outcome is `ambiguous` (`more`: and some beyond those counted), near ones
    when it is `candidates`, none when it is `absent`.
    """

    outcome: Outcome
    spans: tuple[Span, ...] = ()
    candidates: tuple[Match, ...] = ()
    more: bool = False


def locate(
    text: str | Folded, quote: str, *, prefix: str = "", suffix: str = "", hint: int | None = None
) -> Located:
    """Find where a quote stands in a text.

    `exact`: its characters stand there. `repaired`: they do after folding, first letters' case and
    marks of omission, interruption or addition aside; digits, words and their order are untouched.
    `ambiguous`: so in several places, and neither prefix and suffix (what stood around the quote)
    nor hint (about where it started, in code points) decide for one. `candidates`: only something
    like it stands there, or what says otherwise: a part of a number (which prefix and suffix do not
    show), words of two speakers, parts around a negation. Takes time linear in the text's length.
    """
    original = text if isinstance(text, str) else text.text
    if not quote.strip():
        return Located("absent")
    wanted = Wanted(prefix, suffix, hint)
    known = None if isinstance(text, str) else text.places(quote)
    exact = _exact(original, quote, wanted, find_all(original, quote) if known is None else known)
    if exact is not None:
        return exact
    folded = fold(original) if isinstance(text, str) else text
    return inexact(folded, quote, wanted, kept=folded is text)


def inexact(folded: Folded, quote: str, wanted: Wanted, *, kept: bool = True) -> Located:
    """Find, as `locate`, a quote whose characters stand nowhere in the text.

    `kept`: the folded text is kept for other quotes, so that an index pays.
    """
    asked = ask(wanted.prefix, quote, wanted.suffix)
    if asked.start == asked.end:
        return Located("absent")
    hint = wanted.hint
    offset = None if hint is None else folded.offset(min(max(0, hint), len(folded.text)))
    same = _folded(folded, asked, wanted) or _in_parts(folded, asked, wanted)
    hyphened = _BROKEN.sub(lambda found: _hyphened(folded.lowered, found), quote, _MOST_BROKEN)
    if same is None and hyphened != quote:
        asked = ask(wanted.prefix, hyphened, wanted.suffix)
        same = _folded(folded, asked, wanted) or _in_parts(folded, asked, wanted)
    return (
        same
        or _likelier(
            _near_in_parts(folded, asked, offset),
            _near(folded, folded.indexed() if kept else folded.letters, asked, offset),
        )
        or Located("absent")
    )


def _hyphened(text: str, broken: re.Match[str]) -> str:
    """Return a word broken at a line end with its hyphen where the text writes it with one."""
    word = "-".join(broken.groups())
    return word if lower(word) in text else broken.group()


def _likelier(parted: Located | None, whole: Located | None) -> Located | None:
    """Return what is like the quote: what looks like an interruption may be the text's own."""
    if parted is None or whole is None:
        return parted or whole
    if whole.spans or whole.candidates[0].score > parted.candidates[0].score - _PARTED:
        return whole
    return parted


def locate_case(
    text: str, quote: str, prefix: str, suffix: str, hint_start: int | None
) -> dict[str, int | bool] | None:
    """Return the best place as the scorer of the collection of cases wants it, parts merged."""
    found = locate(text, quote, prefix=prefix, suffix=suffix, hint=hint_start)
    sure = bool(found.spans)
    if not sure and not found.candidates:
        return None
    hull = Match(found.spans, 1.0).hull if sure else found.candidates[0].hull
    return {"start": hull.start, "end": hull.end, "exact": sure}


def _exact(text: str, quote: str, wanted: Wanted, starts: Iterable[int]) -> Located | None:
    places = [(Span(start, start + len(quote)),) for start in islice(starts, MAX_COUNTED + 1)]
    return _chosen("exact", text, places, wanted) if places else None


def ask(prefix: str, quote: str, suffix: str) -> Asked:
    """Fold the quote together with its context, as the text was; white space around it is not its
    own.
    """
    prefix += quote[: len(quote) - len(quote.lstrip())]
    suffix = quote[len(quote.rstrip()) :] + suffix
    quote = quote.strip()
    folded = fold(prefix + quote + suffix)
    start, end = folded.offset(len(prefix)), folded.end_offset(len(prefix) + len(quote))
    lowered = folded.lowered
    while start < end and lowered[start] == " ":
        start += 1
    while start < end and lowered[end - 1] == " ":
        end -= 1
    return Asked(lowered, folded.shaped, start, end)


def _folded(text: Folded, asked: Asked, wanted: Wanted) -> Located | None:
    """Find the quote folded: as it is, or but for the case of letters, which is only offered."""
    quote, shape = asked.quote, asked.shaped[asked.start : asked.end]
    equal: list[tuple[Span, ...]] = []
    cased: list[Span] = []
    most = min(_MOST_CASES, _MOST_CASED // len(quote)) if len(quote) <= MOST_NEAR else 0
    for start in comparable(_lowered_places(text, quote), len(quote), len(text.lowered)):
        if same_letters(text.shaped, start, shape, frozenset({0})):
            equal.append((text.span(start, start + len(quote)),))
        elif len(cased) < most:
            cased.append(Span(start, start + len(quote)))
        if len(equal) > MAX_COUNTED:
            break
    if equal:
        return _chosen("repaired", text.text, equal, wanted)
    if not cased:
        return None
    matches = [
        Match((text.span(at.start, at.end),), 0.999, differences_at(text, shape, at.start, at.end))
        for at in cased
    ]
    _, order = decided(text.text, [match.spans for match in matches], wanted)
    return Located("candidates", candidates=tuple(matches[number] for number in order))


def _lowered_places(text: Folded, quote: str) -> Iterable[int]:
    index = text.letters.gram_index
    known = index.places(quote) if index is not None and len(quote) >= SHORTEST else None
    return find_all(text.lowered, quote) if known is None else known


def _in_parts(text: Folded, asked: Asked, wanted: Wanted) -> Located | None:
    """Find the quote read as parts, all of which stand there folded."""
    shape = asked.shaped[asked.start : asked.end].replace("\n", " ")
    parted = in_parts(text.letters, shape)
    same = parted or interrupted(text, shape)
    if not same:
        return None
    places = [
        tuple(text.span(*at) for at in with_marks(text.shaped, shape, placed)) for placed in same
    ]
    found = _chosen("repaired", text.text, places, wanted)
    return _offered_if_changed(text, found, spoken=not parted)


def _offered_if_changed(text: Folded, found: Located, *, spoken: bool) -> Located:
    """Only offer parts between which a negation was left out, or speech with another speaker."""
    hidden: list[Difference] = []
    for before, after in pairwise(found.spans):
        omitted = fold(text.text[before.end : after.start]).shaped.replace("\n", " ").strip()
        kind: DifferenceKind
        if negates(omitted):
            kind = "negation"
        elif spoken and another_speaks(
            text.shaped,
            text.end_offset(before.end),
            text.offset(after.start),
            text.end_offset(after.end),
        ):
            kind = "name"
        else:
            continue
        hidden.append(Difference(kind, "", omitted, before.end, after.start))
    if not hidden:
        return found
    return Located("candidates", candidates=(Match(found.spans, 0.999, tuple(hidden)),))


def _near_in_parts(text: Folded, asked: Asked, offset: int | None) -> Located | None:
    """Find a quote with words left out whose parts are only near: each near the longest."""
    shape = asked.shaped[asked.start : asked.end].replace("\n", " ")
    found = (_near_reading(text, reading, offset) for reading in in_several(shape))
    return next(filter(None, found), None)


def _near_reading(text: Folded, reading: Reading, offset: int | None) -> Located | None:
    parts, matches = reading.parts, []
    for placed in near_placements(text.letters, parts, reading.gap, offset):
        if not reading.holds(placed):
            continue
        found: list[Difference] = []
        for part, at in zip(parts, placed, strict=True):
            found += differences_at(text, part, at.start, at.end)
        size = sum(len(part) for part in parts)
        score = sum(at.score * len(part) for part, at in zip(parts, placed, strict=True)) / size
        spans = tuple(text.span(at.start, at.end) for at in placed)
        matches.append(Match(spans, round(score, 4), tuple(found)))
    if not matches:
        return None
    return Located("candidates", candidates=tuple(sorted(matches, key=lambda m: -m.score)))


def _near(text: Folded, letters: Letters, asked: Asked, offset: int | None) -> Located | None:
    found = near_spans(letters, asked, offset)
    if not found:
        return None
    shape = asked.shaped[asked.start : asked.end].replace("\n", " ")
    matches = tuple(
        Match(
            (text.span(at.start, at.end),),
            round(at.score, 4),
            differences_at(text, shape, at.start, at.end),
        )
        for at in found
    )
    return Located("candidates", candidates=matches)


def differences_at(text: Folded, shape: str, start: int, end: int) -> tuple[Difference, ...]:
    """Return the differences with offsets of the original text."""
    found = []
    for difference in differences(shape, text.shaped[start:end].replace("\n", " ")):
        at = text.span(start + difference.start, start + difference.end)
        found.append(
            Difference(difference.kind, difference.quoted, difference.there, at.start, at.end)
        )
    return tuple(found)


def _chosen(
    outcome: Literal["exact", "repaired"],
    text: str,
    places: Sequence[tuple[Span, ...]],
    wanted: Wanted,
) -> Located:
    """Return the one place, the one that the context decides for, or all of them."""
    more = len(places) > MAX_COUNTED
    one, order = decided(text, places[:MAX_COUNTED], wanted)
    if one is not None and not more:
        cut = cut_numbers(text, places[one], wanted.prefix, wanted.suffix)
        if cut:
            return Located("candidates", candidates=(Match(places[one], 0.999, cut),))
        return Located(outcome, places[one])
    return Located("ambiguous", candidates=tuple(Match(places[n], 1.0) for n in order), more=more)
