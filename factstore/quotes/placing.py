"""The place of a quote under the rule of creation: the context given with it must hold.

`locate` says where words stand and lets their context choose; here a prefix or suffix that is given
must stand there, too, as it is or folded.
Source: W3C Web Annotation Data Model, 4.2.4 Text Quote Selector.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from factstore.quotes.anchor import MAX_COUNTED, Span, check_not_empty, comparable, find_all
from factstore.quotes.context import Wanted, decided
from factstore.quotes.differences import cut_numbers
from factstore.quotes.folding import Folded, fold
from factstore.quotes.locate import Match, Outcome, ask, inexact, locate

Side = Literal["prefix", "suffix"]


@dataclass(frozen=True, slots=True)
class Words:
    """Quoted words, what stands around them, and about where they start, in code points."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    hint: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words stand, as `Located`; `unmet`: the side of the context that holds nowhere."""

    outcome: Outcome
    spans: tuple[Span, ...] = ()
    candidates: tuple[Match, ...] = ()
    more: bool = False
    unmet: Side | None = None


def placed(text: str, words: Words, folded: Callable[[], Folded]) -> Placed:
    """Return where words stand in a text; `folded` gives the text folded, if that is needed.

    Offsets are code points of the text, ends exclusive. Takes time linear in its length.

    Raises:
        Invalid: there are no words.
    """
    check_not_empty(words.exact)
    whole = words.prefix + words.exact + words.suffix
    starts = [at + len(words.prefix) for at in islice(find_all(text, whole), MAX_COUNTED + 1)]
    if starts:
        spans = [Span(start, start + len(words.exact)) for start in starts]
        return _chosen(text, [Match((span,), 1.0) for span in spans], words)
    source = folded()
    if words.prefix or words.suffix:
        matches = [Match((span,), 1.0) for span in _in_context(source, words)]
        if matches:
            return _chosen(text, matches, words)
    return _located(source, words)


def _in_context(source: Folded, words: Words) -> list[Span]:
    """Return where words stand in their context, both folded."""
    asked = ask(words.prefix, words.exact, words.suffix)
    if asked.start == asked.end:
        return []
    wanted, spans = asked.shaped.replace("\n", " "), []
    places = find_all(source.lowered, asked.lowered)
    for at in comparable(places, len(wanted), len(source.lowered)):
        if source.shaped[at : at + len(wanted)].replace("\n", " ") == wanted:
            spans.append(source.span(at + asked.start, at + asked.end))
        if len(spans) > MAX_COUNTED:
            break
    return spans


def _located(source: Folded, words: Words) -> Placed:
    """Return what `locate` finds, where the context holds."""
    if words.prefix or words.suffix:
        context = {"prefix": words.prefix, "suffix": words.suffix}
        found = locate(source, words.exact, hint=words.hint, **context)
    else:  # the characters are known to stand nowhere: one reading of the text less
        found = inexact(source, words.exact, Wanted("", "", words.hint))
    if found.outcome in ("absent", "candidates"):
        return Placed(found.outcome, candidates=found.candidates)
    matches = found.candidates or (Match(found.spans, 1.0),)
    unmet = [_unmet(source, match.spans, words) for match in matches]
    holding = [match for match, side in zip(matches, unmet, strict=True) if side is None]
    if not holding:
        return Placed("candidates", candidates=matches, more=found.more, unmet=unmet[0])
    return _chosen(source.text, holding, words, more=found.more)


def _chosen(text: str, matches: Sequence[Match], words: Words, *, more: bool = False) -> Placed:
    """Return the one place, the one that the hint decides for, or all of them."""
    more = more or len(matches) > MAX_COUNTED
    matches = matches[:MAX_COUNTED]
    one, order = decided(text, [match.spans for match in matches], Wanted("", "", words.hint))
    if one is None or more:
        return Placed("ambiguous", candidates=tuple(matches[n] for n in order), more=more)
    spans = matches[one].spans
    cut = cut_numbers(text, spans, words.prefix, words.suffix)
    if cut:
        return Placed("candidates", candidates=(Match(spans, 0.999, cut),))
    same = len(spans) == 1 and text[spans[0].start : spans[0].end] == words.exact
    return Placed("exact" if same else "repaired", spans)


def _unmet(source: Folded, spans: Sequence[Span], words: Words) -> Side | None:
    """Return which side of the context does not hold around a place."""
    return unmet(source, Span(spans[0].start, spans[-1].end), words)


def unmet(source: Folded, place: Span, words: Words) -> Side | None:
    """Return which side of the context does not stand at a place, as it is or folded.

    White space around the words counts as context, unless it is part of the place.
    """
    text, exact = source.text, words.exact
    prefix, suffix = words.prefix, words.suffix
    if prefix and not text[place.start].isspace():
        prefix += exact[: len(exact) - len(exact.lstrip())]
    if suffix and not text[place.end - 1].isspace():
        suffix = exact[len(exact.rstrip()) :] + suffix
    if not text.endswith(prefix, 0, place.start):
        wanted, end = _plain(prefix), source.offset(place.start)
        if source.shaped[max(0, end - len(wanted)) : end].replace("\n", " ") != wanted:
            return "prefix"
    if not text.startswith(suffix, place.end):
        wanted, start = _plain(suffix), source.end_offset(place.end)
        if source.shaped[start : start + len(wanted)].replace("\n", " ") != wanted:
            return "suffix"
    return None


def _plain(context: str) -> str:
    return fold(context).shaped.replace("\n", " ")
