"""Folding: the text without the differences that copying, typesetting and encoding bring about.

Folded away are the shape of quotation marks and dashes, the kind and number of spaces and line
breaks, invisible characters, ligatures, hyphens at line breaks, HTML entities, UTF-8 read as
Windows-1252, the ellipsis character, and composed against decomposed accents. Digits, letters
and the words themselves never are; letters keep their case beside a lower-case twin.

What is folded depends on the characters themselves and never on where a quote begins or ends, so
that the folded form of a part of a text is a part of the folded text.

Source: Unicode Standard, chapter 6 (punctuation), UAX #15 (normalisation); HTML, 13.5 (entities).
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from factstore.quotes import mojibake
from factstore.quotes.anchor import Span
from factstore.quotes.breaks import Breaks
from factstore.quotes.gramindex import SHORTEST, GramIndex
from factstore.quotes.rewriting import Changes, composed, rewritten

FOLDING_VERSION = 4
"""Counts the profile: what is kept beside results that depend on it. Any change raises it."""

LONG_TEXT = 200_000
"""From so many code points on, a text that is kept folded is worth an index."""

_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SPACES = "\t\x1f\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# Soft hyphen, joiners, zero-width spaces, direction marks, variation selectors.
_INVISIBLE = r"\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLE += "\u0640"  # the stroke that draws out Arabic words
_SINGLE = {
    "'": "‘’‚‛`´′‹›ʼʹʻ׳❛❜＇『』",
    '"': "“”„‟″«»״〝〞〟❝❞＂「」",
    "-": "‐‑‒–−⁃־﹘﹣－",
    "·": "‧∙⋅・･",
    " ": _SPACES,
    "\n": _BREAKS,
}
"""One character for one: offsets stay as they are."""

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if not chr(wide).isdigit()}
"""Letters and marks as wide as Chinese ones; digits are left as they are."""

_WIDE_LETTER = re.compile("[！-～]")
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_DOTTED = (
    "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f\u09dc\u09dd\u09df"
    "\u0a33\u0a36\u0a59\u0a5a\u0a5b\u0a5e\u0b5c\u0b5d"
)
# Letters of India with a dot, which normalisation takes apart and never composes.
_LIGATURES |= {letter: unicodedata.normalize("NFD", letter) for letter in _DOTTED}
_LETTER = r"[^\W\d_]"
_SPACELESS = r"\u3040-\u30ff\u3400-\u9fff\u3001\uff0c\uff1a\uff1b"

_HIDDEN = re.compile(rf"[{_INVISIBLE}]+(?:[ \t]*(?:\r\n?|\n)[\s{_INVISIBLE}]*)?")

# The first character is taken by one class, so that the search skips quickly to where something
# may begin; what may follow it is told by looking back at it.
_HYPHENS = "\\-‐‑"
_JOINED = "".join(_LIGATURES)
_RESHAPED = re.compile(
    rf"[\s{_HYPHENS}—―'’‘`…‥⋯«‹{_JOINED}.](?:(?<! )|(?=[\s—―{_HYPHENS}»›]))(?:"
    rf"(?<=\s)\s*[»›](?![^\W{_SPACELESS}])|(?<=(?<![^\s(\[{_SPACELESS}])[«‹])\s+|"
    r"(?:(?<=\b[cdjlmnstCDJLMNST]['’]«)|(?<=\b[Qq]u['’]«))\s+|"  # qu’« à peine »
    rf"(?<=[{_SPACELESS}]\n)(?=[{_SPACELESS}])|"
    rf"(?<=\s)(?:\s*(?:[—―]|[{_HYPHENS}]{{2,}})\s*|\s+)"
    rf"|(?<=[^\W_][{_HYPHENS}])[ \t]*(?:\r\n?|\n)\s*(?=[^\W_])"
    rf"|(?<=[{_HYPHENS}])[{_HYPHENS}]+\s*"
    r"|(?<=[—―])\s*"
    rf"|(?<=['’‘])['’‘]|(?<=`)`|(?<=[…‥⋯{_JOINED}])|(?<=\.) \. \.)"
)
_WITHOUT_SPACES = re.compile(f"[{_SPACELESS}]{{2}}")
_ENTITY = r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ENCODED = re.compile(f"{_ENTITY}|{mojibake.PATTERN}")
_DECOMPOSED = re.compile(
    rf"{_ENTITY}|{mojibake.PATTERN}|{_LETTER}[\u0300-\u036f\u0653-\u0655\u3099\u309a]+"
    r"|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)


# Words that folding only puts in lower case, whatever stands around them: single spaces, no last
# letter that an accent may follow.
_WORD = r"[A-Za-z0-9\u0400-\u04ff]"
_KEPT = re.compile(rf"(?<!{_WORD}){_WORD}+(?: {_WORD}+)+(?=[ -~])")


class Letters(NamedTuple):
    """Folded characters twice: `shaped` with case and line breaks, `lowered` without, as long."""

    lowered: str
    shaped: str
    gram_index: GramIndex | None = None  # of `lowered`

    def part(self, start: int, end: int) -> "Letters":
        return Letters(self.lowered[start:end], self.shaped[start:end])


@dataclass(frozen=True, slots=True)
class Folded:
    """A text beside its folded form; made by `fold`, worth keeping for texts searched often.

    `shaped` is folded but for the case of letters and the line breaks; `lowered`, of the same
    length, is folded entirely.
    """

    text: str
    shaped: str
    lowered: str
    version: int
    _changes: Changes
    _index: list[GramIndex] = field(default_factory=list, compare=False, repr=False)
    _breaks: list[Breaks] = field(default_factory=list, compare=False, repr=False)

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the original that a stretch of the folded text stands for.

        Spaces and invisible characters at its edges are left out.
        """
        folded, text = self.lowered, self.text
        while start < end and folded[start] == " ":
            start += 1
        while start < end and folded[end - 1] == " ":
            end -= 1
        if start == end:
            return Span(self._changes.old_start(start), self._changes.old_start(start))
        first, last = self._changes.old_start(start), self._changes.old_end(end)
        # A dash or mark is folded with the spaces beside it.
        while folded[start] in _WITH_SPACES and _is_empty(text[first]):
            first += 1
        while folded[end - 1] in _WITH_SPACES and _is_empty(text[last - 1]):
            last -= 1
        return Span(first, last)

    @property
    def letters(self) -> Letters:
        """The folded characters, with their index if there is one."""
        return Letters(self.lowered, self.shaped, self._index[0] if self._index else None)

    def indexed(self) -> Letters:
        """Return the folded characters, those of a long text with an index, made when missing."""
        if not self._index and len(self.lowered) >= LONG_TEXT:
            self._index.append(GramIndex(self.lowered))
        return self.letters

    def breaks(self) -> Breaks:
        """Return the interruptions of speech in `lowered`, looked for once."""
        if not self._breaks:
            self._breaks.append(Breaks(self.lowered))
        return self._breaks[0]

    def places(self, exact: str) -> list[int] | None:
        """Return where characters stand in the original as they are, in order, by the index.

        None when there is none, as the text is short, or it is of no help for these characters.
        """
        kept = next((m for m in _KEPT.finditer(exact) if len(m.group()) >= SHORTEST), None)
        index = self.indexed().gram_index if kept else None
        if kept is None or index is None:
            return None
        found = index.places(kept.group().lower())
        if found is None:
            return None
        starts = (self._changes.old_start(at) - kept.start() for at in found)
        return [at for at in starts if at >= 0 and self.text.startswith(exact, at)]

    def offset(self, at: int) -> int:
        """Return where an offset of the original stands in the folded text.

        Inside something that was folded as one, that is where it begins.
        """
        return self._changes.new_offset(at)

    def end_offset(self, at: int) -> int:
        """Return the same for the end of a stretch: what it cuts into counts as its own."""
        return self._changes.new_end(at)


def fold(text: str) -> Folded:
    """Return the text with its folded form and the way back from one to the other.

    Takes time linear in the length of the text.
    """
    decoded, first = text, Changes()
    if "&" in text or not text.isascii():
        whole = unicodedata.is_normalized("NFC", text)
        decoded, first = rewritten(text, _ENCODED if whole else _DECOMPOSED, _decoded)
    if first.starts:  # what was encoded twice is still encoded
        whole = unicodedata.is_normalized("NFC", decoded)
        decoded, again = rewritten(decoded, _ENCODED if whole else _DECOMPOSED, _decoded)
        first = composed(first, again) if again.starts else first
    if not decoded.isascii() and _INVISIBLE_CHARACTER.search(decoded):
        decoded, hidden = rewritten(decoded, _HIDDEN, _revealed)
        first = composed(first, hidden) if first.starts else hidden
    reshaped, second = rewritten(decoded, _RESHAPED, _reshaped)
    for plain, shapes in _SINGLE.items():
        for shape in shapes:
            reshaped = reshaped.replace(shape, plain)
    if _WIDE_LETTER.search(reshaped):
        reshaped = reshaped.translate(_WIDE)
    changes = composed(first, second) if first.starts else second
    lowered = lower(reshaped).replace("\n", " ")
    return Folded(text, reshaped, lowered, FOLDING_VERSION, changes)


def lower(text: str) -> str:
    """Return the text in lower case, character for character, so that it keeps its length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _is_empty(character: str) -> bool:
    return character.isspace() or _INVISIBLE_CHARACTER.match(character) is not None


_INVISIBLE_CHARACTER = re.compile(f"[{_INVISIBLE}]")
_WITH_SPACES = "-\"'"


def _decoded(match: re.Match[str]) -> str:
    found = match.group()
    if found[0] == "&":
        character = html.unescape(found)
    elif "À" <= found[0] <= "ð":
        character = mojibake.decoded(found) or found
        if len(found) > 1 and character == found:
            character = unicodedata.normalize("NFC", found)
    else:
        character = unicodedata.normalize("NFC", found)
    # A control or a lone surrogate is no character that anybody wrote as an entity.
    return character if len(character) == 1 and character >= " " else found


def _revealed(match: re.Match[str]) -> str:
    """Return what is seen of invisible characters and the line break after them."""
    found = match.group()
    if "\xad" in found and _continues(match):
        return ""
    return "".join(character for character in found if character.isspace())


def _continues(match: re.Match[str]) -> bool:
    """Tell whether a letter follows that is no capital one: a word goes on."""
    following = match.string[match.end() : match.end() + 1]
    return following.isalpha() and not following.isupper()


def _reshaped(match: re.Match[str]) -> str:
    found = match.group()
    first = found[0]
    if first in _LIGATURES:
        return _LIGATURES[first]
    if first in "…‥⋯.":
        return "..."
    if first in "'’‘`«" or found[-1] == "»":
        return '"'
    if first == "‹" or found[-1] == "›":
        return "'"
    if "—" in found or "―" in found or sum(character in "-‐‑" for character in found) > 1:
        return " - "
    if first in "-‐‑":  # a hyphen at a line break
        return "" if match.string[match.start() - 1].isalpha() and _continues(match) else "-"
    if any(character in "\n" + _BREAKS for character in found):
        return "" if _goes_on(match) else "\n"
    return " " if any(character.isspace() for character in found) else ""


def _goes_on(match: re.Match[str]) -> bool:
    """Tell whether words go on after a line break, in a script without spaces."""
    text, start, end = match.string, match.start(), match.end()
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return match.group().count("\n") == 1 and _WITHOUT_SPACES.fullmatch(around) is not None
