"""The passages of a page: stretches of text between breaks of lines, and which of them are lost.

Source: HTML Living Standard, 15.3 (what is laid out as a block; the text right in a `div` is a
paragraph like that of a `p`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

FEWEST = 4
"""Words from which on a passage is text; labels have fewer."""
# A sign of Chinese or Japanese counts as a word: these are not parted by spaces.
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_SPACES = re.compile(r"\s+")
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"),
    *("font", "i", "img", "ins", "kbd", "label", "mark", "picture", "q", "rb", "rp", "rt", "ruby"),
    *("s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "time"),
    *("tt", "u", "var", "wbr"),
}
_NO_TEXT = {
    *("audio", "button", "canvas", "datalist", "head", "iframe", "math", "menu", "nav"),
    *("noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea"),
    *("title", "video"),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a page's text; `linked` is how many of its characters are in links.

    `form` is the outermost form that it stands in, or None.
    """

    text: str
    linked: int
    form: Any = None

    @property
    def is_text(self) -> bool:
        """Whether it has some words, most of them not in links."""
        few = sum(1 for _ in zip(range(FEWEST), _WORDS.finditer(self.text), strict=False))
        return few == FEWEST and 2 * self.linked < len(self.text)


def passages(tree: Any) -> Iterator[Passage]:
    """Yield the passages of an element that somebody sees, in order."""
    from lxml import etree  # noqa: PLC0415  a second to import

    gathered = _Gathered()
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if tag not in _INLINE:
            yield from gathered.ended()
        if event == "end":
            gathered.links -= tag == "a"
            gathered.form = None if gathered.form is element else gathered.form
            gathered.add(element.tail if element is not tree else None)
        elif tag in _NO_TEXT or _is_hidden(element):
            gathered.links += tag == "a"
            walk.skip_subtree()
        else:
            gathered.links += tag == "a"
            gathered.form = element if tag == "form" and gathered.form is None else gathered.form
            gathered.add(element.text)
    yield from gathered.ended()


class _Gathered:
    """The pieces of the passage that is being read; `links`: how many links they are in."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = self.links = 0
        self.form: Any = None

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.linked += len(_SPACES.sub(" ", text)) if self.links else 0

    def ended(self) -> Iterator[Passage]:
        text = _SPACES.sub(" ", "".join(self.pieces)).strip() if self.pieces else ""
        if text:
            yield Passage(text, self.linked, self.form)
        self.pieces, self.linked = [], 0


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def divisions_to_paragraphs(tree: Any) -> None:
    """Make a `<p>` of each `<div>` that is a paragraph among `<p>`s; `tree` is changed.

    Programs that look for paragraphs pass it over, as it might as well be a frame of others.
    """
    beside = {p.getparent() for p in tree.iter("p") if any(map(str.strip, p.itertext()))}
    for division in list(tree.iter("div")):
        blocks = (e for e in division.iterdescendants() if e.tag not in _INLINE and e.tag != "br")
        if next(blocks, None) is None and _stands_among(division, beside):
            linked = any(True for _ in division.iter("a"))
            found = list(passages(division)) if linked else [Passage(division.text_content(), 0)]
            if any(passage.is_text for passage in found):
                division.tag = "p"


def _stands_among(division: Any, beside: set[Any]) -> bool:
    """Tell whether a division, or what is but its frame, is a child of one of `beside`."""
    parent = division.getparent()
    while parent is not None and parent not in beside:
        # Not by len(parent), which counts all children.
        alone = division.getprevious() is None and division.getnext() is None
        if not alone or ((parent.text or "") + (division.tail or "")).strip():
            return False
        division, parent = parent, parent.getparent()
    return parent is not None


def left_out(tree: Any, taken: Iterable[str]) -> list[str]:
    """Return the passages of a page that are text and of which most is in none of `taken`.

    Those in a form are left out of account, unless some of it was taken: some programs that serve
    pages put all of a page in one.
    """
    known: set[int] = set()
    for text in taken:
        known.update(_shingles(text))
    lost, frames = [], {None}
    for passage in filter(lambda one: one.is_text, passages(tree)):
        runs = _shingles(passage.text)
        if 2 * sum(run in known for run in runs) < len(runs):
            lost.append(passage)
        else:
            frames.add(passage.form)
    return [passage.text for passage in lost if passage.form in frames]


def _shingles(text: str) -> list[int]:
    words = _WORDS.findall(text)
    return [hash(tuple(words[i : i + _SHINGLE])) for i in range(len(words) - _SHINGLE + 1)]
