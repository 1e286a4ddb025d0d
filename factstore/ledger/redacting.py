"""Altering recorded documents for a redaction, the only thing that ever may.

Each altered revision keeps its digest, so that the chain of digests stays true, and names the
redaction.
"""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from uuid import UUID

from factstore.core import canonical
from factstore.core.redaction import Redaction
from factstore.ledger.kinds import Document
from factstore.ledger.models import Idempotency, Note, Revision

Altered = tuple[UUID, int, Document]
"""Object, number of the revision, and its document as altered."""


def rewrite(
    kind: str, mentioned: Iterable[object], redaction: Redaction, alter: Callable[[Document], None]
) -> list[Altered]:
    """Let `alter` change the recorded documents of a kind that mention one of the ids."""
    found: dict[UUID, Revision] = {}
    for mention in mentioned:
        rows = Revision.objects.filter(kind=kind, document__contains=str(mention))
        found |= {row.pk: row for row in rows}
    altered: list[Altered] = []
    for row in found.values():
        before = json.loads(row.document)
        after = deepcopy(before)
        alter(after)
        if after != before:
            Revision.objects.filter(pk=row.pk).update(
                document=canonical.encode(after).decode(), redacted_by=redaction.change
            )
            altered.append((row.object_id, row.number, after))
    return altered


def redact_notes(kind: str, ids: Iterable[UUID], redaction: Redaction) -> None:
    """Blot out in the notes on objects what repeats a redacted text."""
    for note in Note.objects.filter(kind=kind, object_id__in=list(ids)):
        text = redaction.repeated(note.text)
        if text != note.text:
            Note.objects.filter(pk=note.pk).update(text=text)


def forget_answers(mentioned: Iterable[object]) -> None:
    """Forget the answers kept under idempotency keys that mention one of the ids."""
    for mention in mentioned:
        Idempotency.objects.filter(body__contains=str(mention)).delete()


def blot_members(value: object, names: frozenset[str], redaction: Redaction) -> object:
    """Return JSON with what repeats a redacted text blotted out in the members of these names."""
    if isinstance(value, list):
        return [blot_members(item, names, redaction) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: redaction.repeated(inner)
        if name in names and isinstance(inner, str)
        else blot_members(inner, names, redaction)
        for name, inner in value.items()
    }
