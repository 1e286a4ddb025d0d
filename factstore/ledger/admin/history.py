"""The history of one recorded thing, as editors read it: who changed what, when and why."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.ledger import kinds
from factstore.ledger.models import Note, Revision
from factstore.ledger.queries import ALL
from factstore.ledger.sight import Sight

_RECORDS_OWN = frozenset({"recorded", "revision", "content_revision"})
_NAMES = ("sentence", "name", "title", "label", "exact")
_SAYS = (
    "edtf",
    "text",
    "entity",
    "choice",
    "date",
    "quotes",
    "as_printed",
    "state",
    "reason",
    "value",
)
_SHORT = 120
_FEW = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision with the members of the document that it changed."""

    revision: Revision
    changed: tuple[str, ...]


def content_revision(kind: str, object_id: UUID | None) -> int | None:
    """Return how often an object's own content was recorded, or None where there is none."""
    if object_id is None:
        return None
    current = Revision.objects.current(kind).filter(object_id=object_id)
    return current.values_list("content_revision", flat=True).first()


def history(kind: str, object_id: UUID, *, sight: Sight = ALL) -> list[Entry]:
    """Return the revisions of an object that somebody sees, newest first."""
    rows = (
        Revision.objects.filter(kind=kind, object_id=object_id)
        .in_sight(sight, [kind])
        .select_related("change__actor")
        .order_by("number")
    )
    entries: list[Entry] = []
    before: Mapping[str, Any] | None = None
    for row in rows:
        document = json.loads(row.document)
        entries.append(Entry(row, _changed(before, document)))
        before = document
    return entries[::-1]


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[str, ...]:
    if before is None:
        return ()
    names = (before.keys() | after.keys()) - _RECORDS_OWN
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


@dataclass(frozen=True, slots=True)
class Since:
    """One later change of an object: in words, and what it changed.

    `changed` has members of the document, ids of the parts in its lists, and their members:
    `<id>/hops`.
    """

    told: str
    changed: frozenset[str]


def since(kind: str, object_id: UUID, opened: int, sight: Sight) -> list[Since]:
    """Return the changes of an object after content revision `opened`, oldest first.

    Who changed it and why is told to those who see everything alone, as the API does.
    """
    changes: list[Since] = []
    number, before = opened, None
    for entry in reversed(history(kind, object_id, sight=sight)):
        row = entry.revision
        document = json.loads(row.document)
        if row.content_revision > number:
            number = row.content_revision
            at = timezone.localtime(row.change.at) if row.change.at else None
            when = f" on {at:%d %B %Y, %H:%M:%S} UTC" if at else ""
            what = ", ".join(entry.changed) or "it"
            who, why = "somebody", ""
            if sight.everything:
                who, why = str(row.change.actor), f" (“{row.change.reason}”)"
            told = f"{who} changed {what}{when}{why}"
            changes.append(Since(told, frozenset({*entry.changed, *_parts(before, document)})))
        before = document
    return changes


def _parts(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the parts that one document has and the other has not, or otherwise."""
    told = [
        {
            part["id"]: part
            for parts in (document or {}).values()
            if isinstance(parts, list)
            for part in parts
            if isinstance(part, dict) and "id" in part
        }
        for document in (before, after)
    ]
    for part_id in told[0].keys() | told[1].keys():
        if told[0].get(part_id) != told[1].get(part_id):
            yield str(part_id)
            was, now = (side.get(part_id, {}) for side in told)
            yield from (
                f"{part_id}/{n}" for n in was.keys() | now.keys() if was.get(n) != now.get(n)
            )


def told_since(kind: str, object_id: UUID, opened: int, sight: Sight) -> str:
    """Return, in words, who changed an object after content revision `opened`, as `since`."""
    told = [change.told for change in since(kind, object_id, opened, sight)]
    return (
        "Somebody else has saved this since you opened it: "
        + "; ".join(told or ["see its history"])
        + ". Nothing of yours was saved; what you typed is kept below. Open the page anew to start "
        "from the present state."
    )


def page_of(kind: str, object_id: object) -> str:
    """Return the address of the page of a recorded thing; empty where its kind has none."""
    try:
        return reverse(f"admin:{kinds.get(kind).table}_change", args=[object_id])
    except NoReverseMatch:
        return ""


def brief(value: Any) -> str:
    """Return a value of a document in a few words."""
    if isinstance(value, dict):
        told = next((value[n] for n in (*_NAMES, *_SAYS) if value.get(n) not in (None, "")), None)
        return brief(told) if told is not None else "; ".join(brief(v) for v in value.values() if v)
    if isinstance(value, list):
        told_items = [brief(item) for item in value[:_FEW]]
        return ", ".join(told_items + ["…"] * (len(value) > _FEW)) or "—"
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def name_of(document: Mapping[str, Any]) -> str:
    """Return what a document is called in a list."""
    text = next((str(document[name]) for name in _NAMES if document.get(name)), "")
    if not text and isinstance(document.get("article"), dict):
        title, number = document["article"].get("title"), document.get("number", "")
        text = f"{title}, version {number}" if title else f"version {number}"
    # What somebody submitted is told by the words of it.
    text = text or next(
        (str(document[name]) for name in ("reason", "text") if document.get(name)), ""
    )
    if not text:
        return str(document.get("id", ""))
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def with_names(texts: list[str], sight: Sight) -> list[str]:
    """Return texts in which recorded things in sight stand with their names for their ids.

    Some of the ids may have been typed by whoever reads the texts.
    """
    ids = {found for text in texts for found in _ID.findall(text)}
    if not ids:
        return texts
    # By kind, too: the index begins with it.
    known = kinds.names()
    rows = Revision.objects.filter(kind__in=known, object_id__in=ids, to_position=None)
    rows = rows.in_sight(sight, known)
    names = {str(row.object_id): f"“{name_of(json.loads(row.document))}”" for row in rows}
    return [_ID.sub(lambda found: names.get(found[0], found[0]), text) for text in texts]


def readable(value: Any, depth: int = 0) -> SafeString:
    """Return a JSON value as nested lists that a person reads; inner lists are folded."""
    if isinstance(value, dict):
        rows = ((name, readable(inner, depth)) for name, inner in value.items())
        return format_html(
            '<dl class="document">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        )
    if isinstance(value, list) and value:
        return _list(value, depth)
    if value is None or value in ("", []):
        return format_html('<span class="quiet">{}</span>', "—")
    if isinstance(value, bool):
        return format_html("{}", "yes" if value else "no")
    return format_html('<span class="text">{}</span>', value)


def _list(value: list[Any], depth: int) -> SafeString:
    items = ((readable(inner, depth + 1),) for inner in value)
    told = format_html('<ol class="document">{}</ol>', format_html_join("", "<li>{}</li>", items))
    if depth == 0:
        return told
    return format_html("<details><summary>{}</summary>{}</details>", len(value), told)


def revision_link(row: Revision, text: object) -> SafeString:
    url = reverse("admin:ledger_revision_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, text)


def sentences(kind: str, ids: Iterable[UUID], *, sight: Sight = ALL) -> dict[UUID, str]:
    """Return what each object in sight is called in its current document, by id, in one query."""
    rows = Revision.objects.current(kind).filter(object_id__in=list(ids)).in_sight(sight, [kind])
    return {row.object_id: name_of(json.loads(row.document)) for row in rows}


def other_of(kind: str, obj: Any, *, sight: Sight) -> dict[str, str] | None:
    """Return name and address of what a thing is merged into, if it is; out of sight, the id."""
    into = getattr(obj, "merged_into_id", None)
    if into is None:
        return None
    name = sentences(kind, [into], sight=sight).get(into, str(into))
    return {"name": name, "url": page_of(kind, into)}


def named(kind: str, object_id: UUID, obj: object) -> str:
    """Return what an object is called in its current document; `obj` where it has none.

    A version is called by its article, which its document has not.
    """
    if kind == "version":
        return str(obj)
    return sentences(kind, [object_id]).get(object_id) or str(obj)


def notes_on(kind: str, object_id: UUID | None) -> list[Note]:
    """Return the newest internal notes on an object."""
    if object_id is None:
        return []
    notes = Note.objects.select_related("author")
    return notes.page(kind=kind, object_id=object_id, beyond=None, descending=True, limit=50)
