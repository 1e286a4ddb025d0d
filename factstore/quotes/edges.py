"""Where a near match begins and ends: fewest edits, then words, sentences and the given context.

Source: Myers, A fast bit-vector algorithm for approximate string matching (1999); Hyyrö (2003).
"""

from typing import NamedTuple

LONGEST_REST = 400
"""Code points of a quote beyond its last run that are compared; more cost time without end."""

_MID_WORD, _WORD, _MARK, _SENTENCE, _LINE = range(5)
_SLACK = 8
_BEYOND = 120  # so far a known context is looked for
_FULL_PRICE = 3  # edits more than the fewest that count in full
_LEAST_CONTEXT = 4
_MOST_GAIN = 12.0


class Side(NamedTuple):
    """One end of a quote, read away from its middle, and the text that goes on there.

    For the beginning of a quote all strings are reversed.
    """

    rest: str  # of the quote, after its last run, in lower case
    context: str  # what goes on after the quote, in lower case
    text: str  # what goes on after the last run, in lower case
    shape: str  # the same with case and line breaks
    inner: str  # the last character of the run
    wanted: int  # what kind of boundary the quote's own end is
    forward: bool
    strict: bool  # fewest edits; words and sentences only choose among equals, the context never


def reach(size: int, *, context: bool) -> int:
    """Return how many characters of the text can matter beyond the last run."""
    return min(size, LONGEST_REST) * 3 // 2 + (_BEYOND if context else _SLACK)


def outermost(side: Side) -> int:
    """Return how far the quote reaches into the text that goes on after its last run."""
    rest = side.rest[:LONGEST_REST]
    if side.strict:
        # What has few edits is hardly longer.
        costs = edits_by_length(rest, side.text[: len(rest) + _SLACK]) if rest else [0]
        fewest = min(costs)
        equal = [length for length, edits in enumerate(costs) if edits == fewest]
        return min(equal, key=lambda length: _boundary_cost(side, length))
    costs = edits_by_length(rest, side.text)
    fewest = min(costs)
    most_gain = _MOST_GAIN if side.context else 0.0
    best, chosen = float("inf"), 0
    for length, edits in enumerate(costs):
        more = edits - fewest
        # Words put in at the end cost little each, so that the known context may claim them.
        value = fewest + min(more, _FULL_PRICE + 0.15 * max(0, more - _FULL_PRICE))
        if value - most_gain >= best:
            continue
        value += _boundary_cost(side, length) - _context_gain(side, length)
        if value < best:
            best, chosen = value, length
    return chosen


def _context_gain(side: Side, length: int) -> float:
    context, text = side.context.lstrip(), side.text[length : length + 40].lstrip()
    if not context:
        return 0.0
    same = 0
    for one, other in zip(context, text, strict=False):
        if one != other:
            break
        same += 1
    if same < min(_LEAST_CONTEXT, len(context)):
        return 0.0
    return min(_MOST_GAIN, 0.8 * same)


def _boundary_cost(side: Side, length: int) -> float:
    last = side.text[length - 1] if length else side.inner
    there = boundary(side.shape, length, last, forward=side.forward)
    cost = 0.0
    if there == _MID_WORD:
        cost += 2.0
    elif side.wanted >= _SENTENCE and there < _SENTENCE:
        cost += 3.0 if there == _WORD else 2.0
    wanted_last = side.rest[-1:] or side.inner
    if last != wanted_last:
        cost += 0.6 if last.isalnum() == wanted_last.isalnum() else 1.1
        cost += 2.0 if last in ("([{" if side.forward else ".,;:!?)]}") else 0.0
    if last == " ":
        cost += 1.0
    return cost


def boundary(shape: str, at: int, last: str, *, forward: bool) -> int:
    """Return what kind of boundary lies before `shape[at]`, read away from the quote's middle."""
    ahead = shape[at : at + 3]
    if not ahead or ahead[0] == "\n" or ahead.lstrip(" ")[:1] == "\n":
        return _LINE
    if forward:
        if last in ".!?" and not ahead[0].isalnum():
            return _SENTENCE
        if last in "\"')" and ahead[0] == " ":
            return _MARK
    else:
        before = ahead.lstrip(" \"'(")
        if ahead[0] in " \"'(" and before[:1] in {".", "!", "?", ":", ")", "\n"}:
            return _SENTENCE
        if ahead[0] in "\"'(":
            return _MARK
    if last.isalnum() and ahead[0].isalnum():
        return _MID_WORD
    return _WORD


def edits_by_length(quote: str, text: str) -> list[int]:
    """Return the edit distances between the quote and each beginning of the text, empty included.

    Two neighbours that changed places are one edit: what is typed in haste has them most.
    Takes one step a character of the text, on integers of as many bits as the quote is long.
    """
    size = len(quote)
    if not size:
        return list(range(len(text) + 1))
    places: dict[str, int] = {}
    for at, character in enumerate(quote):
        places[character] = places.get(character, 0) | 1 << at
    everywhere, last = (1 << size) - 1, 1 << (size - 1)
    rises, falls, cost = everywhere, 0, size
    before = diagonal = 0
    costs = [size]
    for character in text:
        equal = places.get(character, 0)
        swapped = (~diagonal & equal) << 1 & before
        diagonal = (((equal & rises) + rises) ^ rises) | equal | falls | swapped
        up = (falls | ~(diagonal | rises)) & everywhere
        down = rises & diagonal
        if up & last:
            cost += 1
        elif down & last:
            cost -= 1
        up = (up << 1 | 1) & everywhere
        down = down << 1 & everywhere
        rises = (down | ~(diagonal | up)) & everywhere
        falls = up & diagonal
        before = equal
        costs.append(cost)
    return costs
