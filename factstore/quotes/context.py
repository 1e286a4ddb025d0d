"""Which of several places a quote's context speaks for, and whether it decides.

Source: W3C Web Annotation Data Model, 4.2.4 (prefix and suffix), 4.2.5 (position).
"""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from factstore.quotes.anchor import Span

_LIKE = 0.45  # a context less like the one given speaks for no place
_MARGIN = 0.1  # by less, the second place is as good as the first
_NEAR = 32  # code points; a hint that is further off decides for no place by itself


class Wanted(NamedTuple):
    """What is known of a quote's surroundings: the text around it and about where it started."""

    prefix: str
    suffix: str
    hint: int | None


def decided(
    text: str, places: Sequence[tuple[Span, ...]], wanted: Wanted
) -> tuple[int | None, list[int]]:
    """Return the number of the place that is meant, if the context decides, and all in order.

    A context decides when it is like the one given and no other place's is about as like; a hint
    does, among the places whose context is equally like, when it is at the start of one, or close
    to one and much further from all others.
    """
    if len(places) == 1:
        return 0, [0]
    likeness = [_context_likeness(text, place, wanted) for place in places]
    distance = [0 if wanted.hint is None else abs(place[0].start - wanted.hint) for place in places]
    order = sorted(range(len(places)), key=lambda n: (-likeness[n], distance[n], n))
    best = order[0]
    if likeness[best] >= _LIKE and likeness[best] - likeness[order[1]] >= _MARGIN:
        return best, order
    if wanted.hint is None:
        return None, order
    equal = [n for n in order if likeness[best] - likeness[n] < _MARGIN]
    nearest, *others = sorted(equal, key=lambda n: distance[n])
    second = min((distance[n] for n in others), default=0)
    if 4 * distance[nearest] < second and distance[nearest] <= _NEAR:
        order.remove(nearest)
        return nearest, [nearest, *order]
    return None, order


def _context_likeness(text: str, place: tuple[Span, ...], wanted: Wanted) -> float:
    """Return how like the place's surroundings are to the wanted ones, 0 to 1; 0 if none are."""
    start, end = place[0].start, place[-1].end
    shares = []
    if wanted.prefix.strip():
        before = text[max(0, start - len(wanted.prefix)) : start]
        shares.append(_alike(before.rstrip()[::-1], wanted.prefix.rstrip()[::-1]))
    if wanted.suffix.strip():
        after = text[end : end + len(wanted.suffix)]
        shares.append(_alike(after.lstrip(), wanted.suffix.lstrip()))
    return sum(shares) / len(shares) if shares else 0.0


def _alike(there: str, wanted: str) -> float:
    """Compare what goes on outwards from a quote; what is next to it counts twice."""
    close = min(len(wanted), 8)
    whole = Levenshtein.normalized_similarity(there, wanted)
    return (whole + Levenshtein.normalized_similarity(there[:close], wanted[:close])) / 2
