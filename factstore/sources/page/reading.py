"""From the HTML of a page to its text, and to what the page claims of itself.

`lxml` and `trafilatura` take a second to import, so they are imported where they are used.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from factstore.core.text import unstorable
from factstore.sources.page.errors import Unreadable
from factstore.sources.page.passages import divisions_to_paragraphs, left_out

PROFILE = "2"
"""Counts up when the same page would give another text; kept with each text."""

Claim = dict[str, str]

_MAX_CLAIM = 2000
_META = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "byline": ("author", "article:author", "dc.creator", "parsely-author"),
    "published": ("article:published_time", "date", "dc.date", "parsely-pub-date", "pubdate"),
    "language": ("og:locale", "content-language", "dc.language"),
    "url": ("og:url",),
    "publisher": ("og:site_name", "application-name", "dc.publisher"),
}
_JSON_LD = {
    "title": "headline",
    "byline": "author",
    "published": "datePublished",
    "publisher": "publisher",
}
_ELEMENTS = {
    "title": ("//h1", "//head/title"),
    "byline": ("//*[@rel='author']", "//*[@itemprop='author']"),
    "published": ("//time/@datetime",),
    "language": ("/html/@lang",),
    "url": ("//link[@rel='canonical']/@href",),
    "publisher": (),
}
_DATES = {"original_date": True, "extensive_search": False}
"""A year somewhere in the page (of the copyright, of what is told) is no claim of the date."""
_SPACES = re.compile(r"\s+")
WORD = re.compile(r"\w")
_WITH_HOST = re.compile(r"\s*(https?:)?//[^/\s]", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may have: `depth` of nesting, number of `elements`."""

    depth: int
    elements: int


@dataclass(frozen=True, slots=True)
class Read:
    """The text of a page, and the readers' comments below it, which may be empty.

    `claims` are what the page says of itself: `name`, `value` as it stands, `where` it stands.
    `left_out` are passages of the page that are in neither text nor comments.
    """

    text: str
    comments: str
    claims: list[Claim]
    by: str
    left_out: list[str]


def read(html: str, limits: Limits) -> Read:
    """Return the text of a page and its claims.

    Raises:
        Unreadable: `page_too_large`, `page_too_deep` or `no_text`.
    """
    import trafilatura  # noqa: PLC0415  see above

    tree = _parse(html, limits)
    claims = list(_claims(tree))
    divisions_to_paragraphs(tree)
    try:
        found: Any = trafilatura.bare_extraction(
            tree,
            include_comments=True,
            include_tables=True,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params=_DATES,
        )
    except RecursionError:
        raise _too_deep(limits) from None
    text = (found.text or "").strip() if found else ""
    if not WORD.search(text):
        raise Unreadable("no_text", "No text of an article was found in the page.")
    claims += _guessed(found, {claim["name"] for claim in claims})
    comments = (found.comments or "").strip()
    known = [text, comments, *(claim["value"] for claim in claims)]
    by = f"trafilatura {trafilatura.__version__}"
    return Read(text, comments, claims, by, left_out(tree, known))


def _parse(html: str, limits: Limits) -> Any:
    from lxml import etree  # noqa: PLC0415  see above
    from lxml import html as lxml_html  # noqa: PLC0415  see above

    if sum(1 for _ in _TAG.finditer(html)) > limits.elements:
        raise Unreadable("page_too_large", f"The page has more than {limits.elements} elements.")
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = lxml_html.document_fromstring(html.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Unreadable("no_text", "There is nothing in the page.") from None
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.depth:
            raise _too_deep(limits)
    return tree


def _too_deep(limits: Limits) -> Unreadable:
    return Unreadable(
        "page_too_deep", f"Elements of the page are nested more than {limits.depth} deep."
    )


def _claims(tree: Any) -> Iterator[Claim]:
    """Yield one claim for each name that the page makes one of."""
    meta = {
        (m.get("property") or m.get("name") or m.get("http-equiv") or "").lower(): m.get("content")
        for m in reversed(tree.xpath("//meta[@content]"))
    }
    data = _json_ld(tree)
    for name, elements in _ELEMENTS.items():
        said = [(f"meta {key}", meta.get(key) or "") for key in _META[name]]
        if name in _JSON_LD:
            said.append((f"JSON-LD {_JSON_LD[name]}", _named(data.get(_JSON_LD[name]))))
        found = [(path, _first(tree, path)) for path in elements]
        # An element says the language and the address more surely than what social media are told.
        ordered = found + said if name in {"language", "url"} else said + found
        if name == "url":
            # Without a host it tells no page from those of other sites.
            ordered.sort(key=lambda said: not _WITH_HOST.match(said[1]))
        for where, value in ordered:
            line = _SPACES.sub(" ", value).strip()
            if line and len(line) <= _MAX_CLAIM and not unstorable(line):
                yield {"name": name, "value": line, "where": where}
                break


def _first(tree: Any, path: str) -> str:
    for item in tree.xpath(path):
        value = item if isinstance(item, str) else item.text_content()
        if value.strip():
            return str(value)
    return ""


def _json_ld(tree: Any) -> dict[str, Any]:
    """Return the first object with a headline in the page's linked data."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", data) if isinstance(data, dict) else data
        for item in graph if isinstance(graph, list) else [graph]:
            if isinstance(item, dict) and "headline" in item:
                return item
    return {}


def _named(value: Any) -> str:
    """Return the name of a thing, or the names of some."""
    things = value if isinstance(value, list) else [value]
    names = (thing.get("name") if isinstance(thing, dict) else thing for thing in things)
    return ", ".join(name for name in names if isinstance(name, str) and name)


def _guessed(found: Any, known: set[str]) -> Iterator[Claim]:
    """Yield what trafilatura finds elsewhere in the page."""
    for name, value in (
        ("byline", found.author),
        ("published", found.date),
        ("title", found.title),
    ):
        said = str(value or "")
        if said and name not in known and len(said) <= _MAX_CLAIM and not unstorable(said):
            yield {"name": name, "value": said, "where": "found in the page"}
