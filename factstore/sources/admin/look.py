"""What the page of a capture shows: the text, what could be cut of it, and articles like it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from factstore.core.text import sha256
from factstore.sources import duplicates
from factstore.sources.admin.given import Given
from factstore.sources.captures import Capture
from factstore.sources.marking import Segment, segments
from factstore.sources.models import Article

SHOWN = 200_000
"""Code points of a text that the page shows; it tells how many there are."""

MOST_LEFT_OUT = 100
"""Passages of a page that are shown as not taken; it tells how many there are."""

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
    """An article that may be the same one; `withdrawn`: why, if it was."""

    url: str
    name: str
    by: str
    percent: int
    same_text: bool
    withdrawn: str = ""


def alike(text: str, urls: Iterable[str], own: Article | None) -> list[Alike]:
    """Return other articles that may be the one with this text, withdrawn ones that have it, too.

    The store keeps a text once, also where its article was withdrawn.
    """
    found: dict[UUID, list[duplicates.Candidate]] = {}
    for one in duplicates.of_text(text, urls):
        if own is None or one.article != own.pk:
            found.setdefault(one.article, []).append(one)
    named = Article.objects.in_bulk(found)
    gone = Article.objects.filter(
        withdrawn_reason__isnull=False, versions__sha256=sha256(text), versions__redacted=False
    )
    return [
        *(_alike(named[pk], [one.by for one in by], by[0].score) for pk, by in found.items()),
        *(_alike(article, ["digest"], 1) for article in gone.distinct()),
    ]


def _alike(article: Article, by: Sequence[str], score: float) -> Alike:
    told = [_BY[one] for one in by if one != "text" or "digest" not in by]
    address = reverse("admin:sources_article_change", args=[article.pk])
    gone = article.withdrawn_reason or ""
    same_text = "digest" in by
    return Alike(address, str(article), ", ".join(told), round(score * 100), same_text, gone)


def taken_from(capture: Capture, given: Given) -> str:
    """Return in words where the text was taken from."""
    said = capture.extraction
    if said is None:
        return "as it was pasted"
    what = given.name or ("the kept file" if given.kind == "again" else "what was pasted")
    original = said["original"]
    told = f"from {what}, {original['bytes']:,} bytes of {original['media_type']}"
    return f"{told} in {original['charset']}, {taken_by(said)}"


def taken_by(extraction: Mapping[str, Any]) -> str:
    """Return in words what took the text of a file: a program, or none."""
    by: str = extraction["by"]
    return by if by.startswith("as ") else f"by {by}"


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
