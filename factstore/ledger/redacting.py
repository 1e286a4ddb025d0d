"""Altering recorded documents for a redaction, the only thing that ever may.

Each altered revision keeps its digest, so that the chain of digests stays true, and names the
redaction, whose own record says what became of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import orjson
from django.db.models import QuerySet

from factstore.core import canonical
from factstore.core.redaction import Redaction
from factstore.ledger.kinds import Document, Kind
from factstore.ledger.models import Change, Idempotency, Note, Revision

CHANGE = "change"
"""Stands for a kind where a change's own words were altered; its revision is 0."""

_AT_ONCE = 200
_TEMPLATES = frozenset({"template", "clause_template"})
_SYNTAX = re.compile(r"(\{\{|\}\}|\[\[|\]\]|\{[^{}]*\}|[\[\]])")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def mentioning(kind: str, object_id: UUID) -> "QuerySet[Revision]":
    """Return the revisions of a kind whose documents have that id: all of the kind are read."""
    return Revision.objects.filter(kind=kind, document__contains=str(object_id))


def rewrite(
    rows: "QuerySet[Revision]", redaction: Redaction, alter: Callable[[Document], None]
) -> None:
    """Let `alter` change recorded documents."""
    for row in rows.iterator(_AT_ONCE):
        _alter(row, redaction, alter)


def sweep(kind: Kind, redaction: Redaction) -> None:
    """Blot out in all rows and recorded documents of a kind what repeats a redacted text."""
    for model, columns in kind.texts.items():
        manager = model._default_manager  # noqa: SLF001  Django's public name
        for pk, *values in manager.values_list("pk", *columns).iterator():
            said = dict(zip(columns, values, strict=True))
            left = blot_members(said, kind.members | {*columns}, redaction)
            changed = {name: left[name] for name in columns if left[name] != said[name]}
            if changed:
                manager.filter(pk=pk).update(**changed)

    def alter(document: Document) -> None:
        stamp = document.pop("recorded")
        document |= blot_members(document, kind.members, redaction)
        document["recorded"] = stamp
        kind.blot(document, redaction)

    for row in Revision.objects.filter(kind=kind.name).iterator(_AT_ONCE):
        if redaction.gone.may_stand_in(row.document):
            _alter(row, redaction, alter)


def _alter(row: Revision, redaction: Redaction, alter: Callable[[Document], None]) -> None:
    before, after = orjson.loads(row.document), orjson.loads(row.document)
    alter(after)
    if after != before:
        Revision.objects.filter(pk=row.pk).update(
            document=canonical.encode(after).decode(), redacted_by=redaction.change
        )
        redaction.altered[row.kind, row.object_id, row.number] = left_digest(after)


def left_digest(document: Document) -> str:
    """Return the digest of a document as a redaction left it, without what recorded it."""
    return canonical.digest({name: v for name, v in document.items() if name != "recorded"})


def reason_digest(change: Change) -> str:
    """Return the digest of a change's own words as a redaction left them."""
    return canonical.digest({"reason": change.reason, "agent": change.agent})


def redact_changes(redaction: Redaction) -> None:
    """Blot out in the reasons of all changes what repeats a redacted text."""
    for change in Change.objects.filter(digest__isnull=False).iterator():
        said = {"reason": change.reason, "agent": change.agent}
        left = blot_members(said, frozenset(said), redaction)
        if left != said:
            change.reason, change.agent = left["reason"], left["agent"]
            Change.objects.filter(pk=change.pk).update(**left, redacted_by=redaction.change)
            redaction.altered[CHANGE, change.pk, 0] = reason_digest(change)


def redact_notes(redaction: Redaction) -> None:
    """Blot out in all notes what repeats a redacted text."""
    for note in Note.objects.iterator():
        text = redaction.repeated(note.text)
        if text != note.text:
            Note.objects.filter(pk=note.pk).update(text=text)


def redact_notes_on(kind: str, ids: Iterable[UUID], redaction: Redaction) -> None:
    """Blot out in the notes on facts the words that carried their values."""
    for note in Note.objects.filter(kind=kind, object_id__in=list(ids)):
        text = redaction.retold(note.text)
        if text != note.text:
            Note.objects.filter(pk=note.pk).update(text=text)


def forget_answers(redaction: Redaction) -> None:
    """Forget the answers kept under idempotency keys that tell of something altered."""
    altered = {str(redaction.version)} | {str(object_id) for _, object_id, _ in redaction.altered}
    for kept in Idempotency.objects.iterator():
        said = [kept.key, kept.headers, orjson.loads(kept.body) if kept.body else None]
        if altered.intersection(_ID.findall(kept.body)) or any(
            redaction.gone.places(text) for text in strings(said)
        ):
            kept.delete()


def strings(value: object) -> Iterator[str]:
    """Yield every string in JSON, names of members aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))


def blot_members(
    value: Any,
    names: frozenset[str],
    redaction: Redaction,
    blot: Callable[[str], str] | None = None,
) -> Any:
    """Return JSON with what repeats a redacted text blotted out in the members of these names.

    A `url` that repeats it is null; a template keeps its slots and groups. `blot` says what stands
    for a string, instead of `redaction.repeated`.
    """
    if isinstance(value, list):
        return [blot_members(item, names, redaction, blot) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _blotted(name, inner, blot or redaction.repeated)
        if name in names and isinstance(inner, str)
        else blot_members(inner, names, redaction, blot)
        for name, inner in value.items()
    }


def _blotted(name: str, text: str, blot: Callable[[str], str]) -> str | None:
    if name == "url":
        readable = unquote(text)
        return text if blot(readable) == readable else None
    if name in _TEMPLATES:
        parts = _SYNTAX.split(text)
        return "".join(p if i % 2 else blot(p) for i, p in enumerate(parts))
    return blot(text)
