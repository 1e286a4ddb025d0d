"""Undoing a change as a whole: everything it wrote goes back to what it was before."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import orjson
from django.db import transaction

from factstore.core.errors import DomainError, NotFound
from factstore.ledger import kinds
from factstore.ledger.actions import open_change
from factstore.ledger.errors import CannotRevert
from factstore.ledger.kinds import Document
from factstore.ledger.locks import alone
from factstore.ledger.models import Change, Revision

STEPS = ("status", "standing", "withdrawn", "merged_into")
"""Members of documents that are set by steps of their own, not by editing."""


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
    before = Revision.objects.replaced_in(change_id)
    rows = Revision.objects.filter(change=change_id)
    steps = [_step(row, before.get((row.kind, row.object_id))) for row in rows]
    results = [_undone(step) for step in [*_first_first(steps), *_last_first(steps)]]
    if not any(result.outcome in ("reverted", "withdrawn") for result in results):
        raise CannotRevert(
            "Nothing of this change can be brought back.",
            results=[asdict(result) for result in results],
        )
    return results


@dataclass(frozen=True, slots=True)
class _Step:
    """A revision that the change wrote, with the document before it, if there was one."""

    row: Revision
    before: Document | None
    after: Document

    @property
    def withdraws(self) -> bool:
        """Whether it is undone by withdrawing: the change made the object, or brought it back."""
        return self.before is None or bool(
            self.before.get("withdrawn") and not self.after.get("withdrawn")
        )


def _step(row: Revision, before: Revision | None) -> _Step:
    return _Step(row, orjson.loads(before.document) if before else None, orjson.loads(row.document))


def _first_first(steps: Sequence[_Step]) -> list[_Step]:
    """Return what goes back to what it was, what others stand on first.

    What the change merged comes before what it let name another one instead; what had been merged
    into a thing that was merged follows it back, and comes last.
    """
    order = {name: place for place, name in enumerate(kinds.names())}

    def place(step: _Step) -> tuple[int, bool, bool, UUID]:
        follows = bool(step.before and step.before.get("merged_into"))
        names = step.after.get("merged_into") is None
        return order[step.row.kind], follows, names, step.row.object_id

    return sorted((step for step in steps if not step.withdraws), key=place)


def _last_first(steps: Sequence[_Step]) -> list[_Step]:
    """Return what is withdrawn in the order of withdrawal: what stands on others goes first.

    Drifts end with their quotes.
    """
    going: dict[str, dict[UUID, _Step]] = {}
    for step in steps:
        if step.withdraws:
            going.setdefault(step.row.kind, {})[step.row.object_id] = step
    standing = ["proposal", "flag", "fact", "quote", "drift", "article", "version"]
    order = {name: place for place, name in enumerate([*standing, "entity", "publisher"])}
    return [
        going[name][object_id]
        for name in sorted(going, key=lambda name: order.get(name, len(order)))
        for object_id in kinds.get(name).withdrawal_order(list(going[name]))
    ]


def _undone(step: _Step) -> Undone:
    row = step.row
    try:
        # A savepoint: what one object's way back wrote before it was refused is undone alone.
        with transaction.atomic():
            return Undone(row.kind, row.object_id, _undo(step))
    except DomainError as error:
        details = [error.detail, *(f"{e.pointer}: {e.detail}".lstrip(": ") for e in error.errors)]
        return Undone(row.kind, row.object_id, "refused", " ".join(details))


def _undo(step: _Step) -> str:
    row, kind = step.row, kinds.get(step.row.kind)
    name = row.kind.replace("_", " ")
    if step.before is None:
        if kind.withdraw is None:
            raise CannotRevert(f"A {name} is never withdrawn.")
        _check_untouched(row)
        kind.withdraw(row.object_id, f"The change that made it was undone: {open_change().reason}")
        return "withdrawn"
    if step.before["content_revision"] == step.after["content_revision"]:
        return "unchanged"
    _check_untouched(row)
    stepped = [m for m in STEPS if step.before.get(m) != step.after.get(m)]
    if kind.undo is None and (stepped or kind.revert is None):
        raise CannotRevert(f"What becomes of a {name} is final: it cannot go back.")
    if stepped and kind.undo is not None:
        kind.undo(row.object_id, step.before, step.after)
    if step.withdraws:
        return "withdrawn"
    if kind.revert is not None and not (
        step.before.get("withdrawn") or step.before.get("merged_into")
    ):
        kind.revert(row.object_id, step.before, None)
    return "reverted"


def _check_untouched(row: Revision) -> None:
    current = Revision.objects.current(row.kind).get(object_id=row.object_id)
    if current.content_revision != row.content_revision:
        raise CannotRevert(f"It has changed since, last in revision {current.number}.")
