"""What a step would do, found by doing it and taking it back: each thing with its differences."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from factstore.ledger import diff
from factstore.ledger.admin.history import brief, name_of, page_of, with_names
from factstore.ledger.models import Change, Revision
from factstore.ledger.sight import Sight

IN_FULL = 40
"""Things of which a page shows the differences; of further ones it tells the number."""

_COUNTERS = ("changed in", "confirmed in")
"""Members that only count along with others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One difference of a thing, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change wrote: what becomes of it, and its differences."""

    kind: str
    name: str
    url: str
    verb: str
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """What a step does. `basis` stands for what it was found on: a step done later has the same,
    unless one of the things was changed meanwhile, or others are concerned.
    """

    effects: list[Effect] = field(default_factory=list)
    more: list[tuple[str, int]] = field(default_factory=list)
    basis: str = ""
    outcome: object = None


Doing = Callable[[], tuple[Change | None, object]]
"""Does a step, in a change of its own; returns the closed change, and what came of the step."""


def tried(doing: Doing, sight: Sight) -> Preview:
    """Return what `doing` does, for somebody who sees so much; nothing of it is kept.

    Raises:
        DomainError: the step is refused.
    """
    with transaction.atomic():
        opened, outcome = doing()
        preview = seen(opened, sight, outcome)
        transaction.set_rollback(True)
    return preview


def seen(opened: Change | None, sight: Sight, outcome: object = None) -> Preview:
    """Return what a closed change of this transaction wrote."""
    if opened is None or not Revision.objects.filter(change=opened).exists():
        return Preview(outcome=outcome, basis=_basis((), {}))
    written = sorted(Revision.objects.filter(change=opened), key=lambda r: (r.kind, r.object_id))
    before = Revision.objects.replaced_in(opened.pk)
    effects = [
        _effect(row, before.get((row.kind, row.object_id))) for row in _own_first(written, before)
    ]
    altered = list(_altered(opened))
    blotted = {effect.url for effect in altered}
    effects = [effect for effect in effects if effect.lines or effect.url not in blotted]
    effects = _named([*effects, *altered], sight)
    return Preview(
        effects=effects[:IN_FULL],
        more=[
            (kind.replace("_", " "), number)
            for kind, number in sorted(Counter(e.kind for e in effects[IN_FULL:]).items())
        ],
        basis=_basis(written, before),
        outcome=outcome,
    )


def _named(effects: list[Effect], sight: Sight) -> list[Effect]:
    """Return effects in which other things stand with their names for their ids."""
    lines = [line for effect in effects[:IN_FULL] for line in effect.lines]
    texts = [text for line in lines for text in (line.before, line.after)]
    told = iter(with_names(texts, sight))
    return [
        replace(effect, lines=[Line(line.label, next(told), next(told)) for line in effect.lines])
        for effect in effects[:IN_FULL]
    ] + effects[IN_FULL:]


def _own_first(
    written: Iterable[Revision], before: Mapping[tuple[str, UUID], Revision]
) -> list[Revision]:
    """Return things whose own content changes before those that only mention them."""

    def mentions(row: Revision) -> bool:
        old = before.get((row.kind, row.object_id))
        return old is not None and old.content_revision == row.content_revision

    return sorted(written, key=mentions)


def _effect(row: Revision, old: Revision | None) -> Effect:
    after = json.loads(row.document)
    if old is None:
        return Effect(row.kind, name_of(after), "", "is recorded")
    then = json.loads(old.document)
    lines = [
        Line(change.label, brief(change.before), brief(change.after))
        for change in diff.changes(diff.content(then), diff.content(after))
        if change.action != "reorder" and not change.label.endswith(_COUNTERS)
    ]
    return Effect(
        row.kind, name_of(then), page_of(row.kind, row.object_id), _verb(then, after), lines
    )


def _verb(then: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if after.get("withdrawn") and not then.get("withdrawn"):
        return "is withdrawn"
    if after.get("merged_into") and not then.get("merged_into"):
        return "is merged into the other"
    if then.get("merged_into") and not after.get("merged_into"):
        return "stands by itself again"
    if then.get("content_revision") == after.get("content_revision"):
        return "changes by what it mentions"
    return "changes"


def _altered(opened: Change) -> Iterator[Effect]:
    """Yield the things of which a redaction altered what was recorded."""
    rows = Revision.objects.filter(redacted_by=opened.pk).order_by("kind", "object_id", "number")
    revisions: dict[tuple[str, UUID], list[Revision]] = {}
    for row in rows:
        revisions.setdefault((row.kind, row.object_id), []).append(row)
    for (kind, object_id), altered in revisions.items():
        told = f"is blotted in {len(altered)} revision{'s' * (len(altered) != 1)}"
        newest = json.loads(altered[-1].document)
        yield Effect(kind, name_of(newest), page_of(kind, object_id), told)


def _basis(written: Iterable[Revision], before: Mapping[tuple[str, UUID], Revision]) -> str:
    told = []
    for row in written:
        old = before.get((row.kind, row.object_id))
        # New things have new ids at each attempt: their number alone is the same.
        told.append(
            f"{row.kind} {row.object_id} {old.content_revision}" if old else f"{row.kind} +"
        )
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


class BasisChanged(Exception):
    """What the step would do is no longer what was shown."""
