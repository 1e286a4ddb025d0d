"""Undoing a change as a whole: everything it wrote goes back to what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db import transaction

from factstore.core.errors import DomainError, NotFound
from factstore.ledger import kinds
from factstore.ledger.actions import open_change
from factstore.ledger.errors import CannotRevert
from factstore.ledger.locks import alone
from factstore.ledger.models import Change, Revision


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one object; `reason` is set where it was refused.

    `outcome` is `reverted`, `withdrawn` (the change had made it), `unchanged` (the change had
    recorded it anew only) or `refused`.
    """

    kind: str
    id: UUID
    outcome: str
    reason: str | None = None


def revert_change(change_id: UUID) -> list[Undone]:
    """Bring what a change wrote back to what it was, as far as it has not changed since.

    What the change had made is withdrawn, dependents before what they stand on. Each object goes
    back on its own: one that cannot is refused, with the reason, and the others are not.

    Raises:
        NotFound: there is no such change.
        CannotRevert: nothing of it can be brought back; carries the results.
    """
    alone()
    if not Change.objects.filter(pk=change_id, position__isnull=False).exists():
        raise NotFound(f"There is no change {change_id}.")
    order = {name: place for place, name in enumerate(kinds.names())}
    rows = sorted(
        Revision.objects.filter(change=change_id),
        key=lambda row: (order.get(row.kind, len(order)), row.object_id),
    )
    older = [row for row in rows if row.number > 1]
    made = [row for row in reversed(rows) if row.number == 1]
    results = [_undone(row) for row in [*older, *_last_first(made)]]
    if not any(result.outcome in ("reverted", "withdrawn") for result in results):
        raise CannotRevert(
            "Nothing of this change can be brought back.",
            results=[
                {"kind": r.kind, "id": str(r.id), "outcome": r.outcome, "reason": r.reason}
                for r in results
            ],
        )
    return results


def _last_first(made: Sequence[Revision]) -> list[Revision]:
    """Return what was made in the order of withdrawal: what stands on others goes first."""
    standing = {"fact": 0, "quote": 1, "article": 2, "entity": 3, "publisher": 4}
    return sorted(made, key=lambda row: standing.get(row.kind, -1))


def _undone(row: Revision) -> Undone:
    try:
        # A savepoint: what one object's way back wrote before it was refused is undone alone.
        with transaction.atomic():
            return Undone(row.kind, row.object_id, _undo(row))
    except DomainError as error:
        details = [error.detail, *(f"{e.pointer}: {e.detail}" for e in error.errors)]
        return Undone(row.kind, row.object_id, "refused", " ".join(details))


def _undo(row: Revision) -> str:
    kind = kinds.get(row.kind)
    current = Revision.objects.current(row.kind).get(object_id=row.object_id)
    if row.number == 1:
        if kind.withdraw is None:
            raise CannotRevert(f"A {row.kind.replace('_', ' ')} is never withdrawn.")
        _check_untouched(row, current)
        kind.withdraw(row.object_id, f"The change that made it was undone: {open_change().reason}")
        return "withdrawn"
    before = Revision.objects.get(kind=row.kind, object_id=row.object_id, number=row.number - 1)
    if before.content_revision == row.content_revision:
        return "unchanged"
    _check_untouched(row, current)
    if kind.revert is None:
        raise CannotRevert(f"A {row.kind.replace('_', ' ')} cannot go back.")
    then, now = orjson.loads(before.document), orjson.loads(row.document)
    for member in ("status", "standing", "withdrawn", "merged_into"):
        if then.get(member) != now.get(member):
            raise CannotRevert(f"The change set its {member}, which has steps of its own.")
    kind.revert(row.object_id, then, None)
    return "reverted"


def _check_untouched(row: Revision, current: Revision) -> None:
    if current.content_revision != row.content_revision:
        raise CannotRevert(f"It has changed since, last in revision {current.number}.")
