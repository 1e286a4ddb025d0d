"""What is told of the places that a quote may have: offsets in both units, words, context."""

from collections.abc import Sequence

from factstore.core.text import context, utf16_offsets
from factstore.quotes.errors import MAX_CANDIDATES, Candidate, Marked, Stretch
from factstore.quotes.locate import Match

_MAX_ANSWERED = 500_000  # code points of the text that one answer repeats


def described(text: str, matches: Sequence[Match]) -> list[Candidate]:
    """Return places as they are answered, in their order: at most `MAX_CANDIDATES`, and fewer where
    they are long, but two in any case.
    """
    if not matches:
        return []
    longest = max(match.hull.end - match.hull.start for match in matches)
    shown = matches[: max(2, min(MAX_CANDIDATES, _MAX_ANSWERED // max(1, longest)))]
    return each_described(text, [shown])[0]


def each_described(text: str, groups: Sequence[Sequence[Match]]) -> list[list[Candidate]]:
    """Return the places of many quotes of one text as they are answered; reads it once."""
    units = utf16_offsets(
        text, (at for matches in groups for match in matches for at in _offsets(match))
    )
    return [[_candidate(text, match, units) for match in matches] for matches in groups]


def _offsets(match: Match) -> list[int]:
    spans = [at for span in match.spans for at in (span.start, span.end)]
    return spans + [at for found in match.differences for at in (found.start, found.end)]


def _candidate(text: str, match: Match, units: dict[int, int]) -> Candidate:
    start, end = match.hull.start, match.hull.end
    prefix, suffix = context(text, start, end)
    return Candidate(
        start=start,
        end=end,
        start_utf16=units[start],
        end_utf16=units[end],
        prefix=prefix,
        exact=text[start:end],
        suffix=suffix,
        spans=tuple(
            Stretch(s.start, s.end, units[s.start], units[s.end], text[s.start : s.end])
            for s in match.spans
        ),
        score=match.score,
        differences=tuple(
            Marked(d.kind, d.quoted, d.there, d.start, d.end, units[d.start], units[d.end])
            for d in match.differences
        ),
    )
