"""What the page of a capture shows: the text, what could be cut of it, and articles like it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from factstore.sources import duplicates
from factstore.sources.admin.given import Given
from factstore.sources.captures import Capture
from factstore.sources.marking import Segment, segments
from factstore.sources.models import Article

SHOWN = 200_000
"""Code points of a text that the page shows; it tells how many there are."""

_KINDS = {
    "comments": "Readers’ comments",
    "comment_form": "The form for comments, to the end of the text",
    "newsletter": "Newsletter",
    "sharing": "Sharing",
    "related": "Links to other articles",
}
_BY = {"digest": "the very same text", "url": "the same address", "text": "parts of the text"}


@dataclass(frozen=True, slots=True)
class Cuttable:
    """A kind of boilerplate that the text has: what would go, and whether it is to go."""

    kind: str
    label: str
    texts: list[str]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """An article that may be the same one."""

    url: str
    name: str
    by: str
    percent: int


def alike(found: Iterable[duplicates.Candidate]) -> list[Alike]:
    """Return articles that may be the same one, with their names."""
    found = list(found)
    named = Article.objects.in_bulk([one.article for one in found])
    return [
        Alike(
            reverse("admin:sources_article_change", args=[one.article]),
            str(named[one.article]),
            _BY[one.by],
            round(one.score * 100),
        )
        for one in found
    ]


def taken_from(capture: Capture, given: Given) -> str:
    """Return in words where the text was taken from."""
    said = capture.extraction
    if said is None:
        return "as it was pasted"
    what = given.name or ("the kept file" if given.kind == "again" else "what was pasted")
    original = said["original"]
    told = f"from {what}, {original['bytes']:,} bytes of {original['media_type']}"
    return f"{told} in {original['charset']}, by {said['by']}"


def marked(capture: Capture) -> list[Segment[str]]:
    """Return the beginning of the text, with what could be cut marked, if nothing is cut yet."""
    uncut = capture.text == capture.whole
    found = [b for b in capture.found if uncut and b.start < SHOWN]
    spans = [(b.start, min(b.end, SHOWN), _KINDS[b.kind]) for b in found]
    return list(segments(capture.text[:SHOWN], spans))


def cuttable(capture: Capture, cut: Sequence[str]) -> list[Cuttable]:
    """Return the kinds of boilerplate that were found; those in `cut` are ticked."""
    found: dict[str, list[str]] = {}
    for item in capture.found:
        found.setdefault(item.kind, []).append(capture.whole[item.start : item.end])
    return [Cuttable(kind, _KINDS[kind], texts, kind in cut) for kind, texts in found.items()]


def told_cuts(cut: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in words what was cut from a text, each kind once."""
    return list(dict.fromkeys(_KINDS[item["kind"]].lower() for item in cut))
