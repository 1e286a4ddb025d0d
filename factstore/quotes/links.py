"""Links into live pages: addresses that let a browser scroll to quoted words and mark them.

A text directive names the words, or where a stretch begins and ends, with a few words of context
where the words alone could be found elsewhere first. Browsers compare without regard to case,
accents, the shape of quotation marks and the kind of white space, begin and end at words, and let
`start` and `end`, but not one `start` alone, reach over paragraphs.

Source: W3C/WICG URL Fragment Text Directives, 3.3 (syntax), 3.5 (navigating to a text fragment);
UTS #10 (primary level of comparison); UAX #29, 4 (word boundaries).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote as percent_encoded

from factstore.core.text import context

LONGEST = 200
"""Code points of a quote that a directive repeats whole; a longer one is named by both ends."""

_WORDS = (6, 12, 24)  # words of either end, as many as it takes to tell the place
_LONGEST_END = 300  # code points; reached where a script has no spaces
_CONTEXT_WORDS = 6
_TEXT = ":~:"
_MIDDLE = ".,:;·'’‘"  # marks that do not end a word between two letters or digits
_CUT_AT_START, _CUT_AT_END = re.compile(rf"\A[\w{_MIDDLE}]+"), re.compile(rf"[\w{_MIDDLE}]+\Z")
_SAME_MARKS = {'"': "“”„‟״", "'": "‘’‚‛׳"}
# Soft hyphens; accents and points in Latin, Greek, Cyrillic, Hebrew and Arabic.
_PASSED_OVER = re.compile(
    "[\xad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)


@dataclass(frozen=True, slots=True)
class Directive:
    """The words of one text directive; "" where a part is left out."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        parts = [
            self.prefix and f"{_encoded(self.prefix)}-",
            _encoded(self.start),
            _encoded(self.end),
            self.suffix and f"-{_encoded(self.suffix)}",
        ]
        return "text=" + ",".join(part for part in parts if part)


def text_fragment(page: str, directive: Directive) -> str:
    """Return the address of `page` with a text directive; its own fragment stays."""
    address, _, fragment = page.partition("#")
    return f"{address}#{fragment.split(_TEXT)[0]}{_TEXT}{directive}"


def directive(text: str, start: int, end: int) -> Directive | None:
    """Return the shortest directive that leads to `text[start:end]` and nowhere else in the text.

    Offsets are code points. Context, of up to `CONTEXT_WIDTH` code points, is added where it is
    needed to tell the place, or to begin and end at a word. Where even all of it does not, it is
    given all the same: the first place is marked. None: there is nothing to see but white space.
    """
    exact = text[start:end]
    before, after = _context(text, start, end)
    cut_before = bool(before) and _joined(text, start)
    cut_after = bool(after) and _joined(text, end)
    contexts = [
        (prior, later)
        for prior, later in (("", ""), (before, ""), ("", after), (before, after))
        if (prior or not cut_before) and (later or not cut_after)
    ]
    first_character = start + len(exact) - len(exact.lstrip())
    earlier, own = _compared(text[:first_character]), _compared(exact.strip())
    compared = earlier + own + _compared(text[start + len(exact.rstrip()) :])
    place = len(earlier), len(earlier) + len(own)
    found = None
    for first, last in _ends(exact):
        for prior, later in contexts:
            found = Directive(*(" ".join(words.split()) for words in (first, last, prior, later)))
            if _leads_to(compared, found, *place):
                return found
    return found


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the whole words right before and after a span, of one line each."""
    before, after = context(text, start, end)
    first, last = start - len(before), end + len(after)
    if _joined(text, first):
        before = _CUT_AT_START.sub("", before)
    if _joined(text, last):
        after = _CUT_AT_END.sub("", after)
    return _last_words(before, _CONTEXT_WORDS), _first_words(after, _CONTEXT_WORDS)


def _ends(exact: str) -> Iterator[tuple[str, str]]:
    """Yield the first and the last words to name a quote by, fewer first; no last ones: whole."""
    lines = sum(1 for line in exact.splitlines() if line.strip())
    words = len(exact.split())
    if not words:
        return
    if lines > 1 or len(exact) > LONGEST:
        for count in _WORDS:
            if lines > 1 or words > 2 * count:
                yield _first_words(exact, count), _last_words(exact, count)
    if lines == 1 and len(exact) <= 2 * _LONGEST_END:
        yield exact, ""
    else:
        yield _first_words(exact, _WORDS[-1]), _last_words(exact, _WORDS[-1])


def _compared(text: str) -> str:
    """Return what browsers compare of a text: character by character, so that parts add up."""
    for plain, marks in _SAME_MARKS.items():
        for mark in marks:
            text = text.replace(mark, plain)
    return _PASSED_OVER.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _leads_to(compared: str, wanted: Directive, start: int, end: int) -> bool:
    """Tell whether the text has one place that the directive fits, and this is it.

    The text is given as it is compared, and offsets count in that.
    """
    places = _pattern(wanted.prefix, wanted.start, "" if wanted.end else wanted.suffix)
    found = [place.span("it") for place in islice(places.finditer(compared), 2)]
    if len(found) != 1 or found[0][0] != start:
        return False
    if wanted.end:
        last = _pattern("", wanted.end, wanted.suffix).search(compared, found[0][1])
        return last is not None and last.end("it") == end
    return found[0][1] == end


def _pattern(prefix: str, words: str, suffix: str) -> re.Pattern[str]:
    # White space is looked for beside words alone: tried at each of many spaces, it takes for ever.
    before = f"{_any_space(prefix)}\\s*" if prefix else ""
    after = f"(?=\\s*{_any_space(suffix)})" if suffix else ""
    return re.compile(f"{before}(?P<it>{_any_space(words)}){after}")


def _any_space(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in _compared(words).split())


def _first_words(text: str, count: int) -> str:
    """Return the first words of the first line that has any."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return " ".join(line.split()[:count])[:_LONGEST_END]


def _last_words(text: str, count: int) -> str:
    """Return the last words of the last line that has any."""
    line = next((line for line in reversed(text.splitlines()) if line.strip()), "")
    return " ".join(line.split()[-count:])[-_LONGEST_END:]


def _joined(text: str, at: int) -> bool:
    """Tell whether a word goes on across a place."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if before[-1:] in _MIDDLE:
        before = before[:-1]
    elif after[:1] in _MIDDLE:
        after = after[1:]
    return _in_word(before[-1:]) and _in_word(after[:1])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character or " ") > 0


def _encoded(words: str) -> str:
    # "-", "," and "&" are the directive's own; the rest is what a fragment cannot hold.
    return percent_encoded(words, safe="").replace("-", "%2D")
