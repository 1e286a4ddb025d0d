"""Speech that the text interrupts: “A,” he said, “B”, which a quote gives in one piece, "A, B".

Works on folded words in lower case, where quotation marks are straight and dashes have spaces.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from factstore.quotes.anchor import MAX_COUNTED
from factstore.quotes.breaks import Break, words_beside
from factstore.quotes.folding import Folded, lower
from factstore.quotes.parts import (
    MOST_PARTS,
    Placement,
    ends_word,
    same_letters,
    starts_word,
    without_outer_marks,
)

_MOST_TRIES = 20_000  # of cutting a quote at an interruption, without end in repetitive texts
_LONGEST_QUOTE = 10_000
_SEAM = re.compile(r"(?<=[\w)%])(?:[,.;:!?]?\s(?:- )?|[,。、!?])(?=[\w(\[$€£])")


Seams = dict[tuple[str, str], list[tuple[int, int]]]
"""Where a quote may be cut, by the words before and after."""


def interrupted(text: Folded, quote: str) -> list[Placement]:
    """Return where all of a quote stands around interruptions of the text, in order.

    The words are those of the quote, one by one, but for the case of the first letter of each
    piece; marks beside the interruptions are free, but for question marks.
    """
    bare = without_outer_marks(quote)
    return [
        placed
        for placed, pieces in islice(_spoken(text, lower(bare)), MAX_COUNTED + 1)
        if all(
            same_letters(text.shaped, start, bare[first:last], frozenset({0}))
            for (start, _), (first, last) in zip(placed, pieces, strict=True)
        )
    ]


def _spoken(folded: Folded, quote: str) -> Iterator[tuple[Placement, Placement]]:
    """Yield where the pieces stand in the text, and in the quote; in linear time."""
    text = folded.lowered
    if len(quote) > _LONGEST_QUOTE or ('"' not in text):
        return
    seams: Seams = defaultdict(list)
    for seam in _SEAM.finditer(quote):
        if _keeps_number(quote, seam):
            seams[words_beside(quote, *seam.span())].append(seam.span())
    if not seams:
        return
    breaks = folded.breaks()
    tries = (
        (number, seam)
        for words, there in seams.items()
        for number in breaks.between(words)
        for seam in there
    )
    for number, (end, start) in islice(tries, _MOST_TRIES):
        following = breaks.some(number, 2 * MOST_PARTS)
        found = following[0]
        first = found.end - end
        if (
            first >= 0
            and text.startswith(quote[:end], first)
            and starts_word(text, first)
            and found.asks == ("?" in quote[end:start])
        ):
            rest = _rest(text, quote, start, following, seams)
            if rest:
                placed, pieces = zip(((first, found.end), (0, end)), *rest, strict=True)
                yield placed, pieces


def _keeps_number(quote: str, seam: re.Match[str]) -> bool:
    """Tell whether no number or sign is taken apart: "3, 500", "- 5"."""
    after = quote[seam.end()].isdigit()
    return not after or not (quote[seam.start() - 1].isdigit() or "-" in seam.group())


def _rest(
    text: str, quote: str, at: int, breaks: Sequence[Break], seams: Seams
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the pieces of the quote from `at` on, which go on after the first of the breaks.

    Each with its place in the text and in the quote; none when they do not.
    """
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    start = breaks[0].start
    for further in breaks[1:]:
        last = start + len(quote) - at
        if further.end >= last or len(found) == MOST_PARTS:
            break
        end = at + further.end - start
        around = words_beside(text, further.end, further.start)
        after = next((after for before, after in seams.get(around, ()) if before == end), None)
        if after is not None and further.end > start and text.startswith(quote[at:end], start):
            found.append(((start, further.end), (at, end)))
            at, start = after, further.start
    last = start + len(quote) - at
    if not text.startswith(quote[at:], start) or not ends_word(text, last):
        return []
    return [*found, ((start, last), (at, len(quote)))]
