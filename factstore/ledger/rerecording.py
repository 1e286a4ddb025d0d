"""Recording anew what the program renders otherwise than when it was recorded.

A new version of the program may give documents a member more. What is current is rendered batch by
batch and compared; each batch with differences is one change of origin `upgrade`.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

import orjson

from factstore.accounts import actions as account_actions
from factstore.core import canonical
from factstore.ledger import diff, kinds
from factstore.ledger.actions import change
from factstore.ledger.models import Change, Revision

BATCH = 200
"""Objects that are rendered together, and the most that one change records."""

REASON = "The program renders this otherwise since it was upgraded."

Progress = Callable[[str, int], None]
"""Told which kind is being compared, and how many of it are done."""


def rerecord(*, progress: Progress = lambda _kind, _done: None) -> dict[str, int]:
    """Give each object whose document is rendered otherwise a revision; return counts by kind.

    What was recorded stays; content revisions, too. Safe to break off and to repeat.
    """
    counts: dict[str, int] = {}
    for name in kinds.names():  # dependencies first: dependents are compared with what they show
        beyond, done = UUID(int=0), 0
        while batch := _batch(name, beyond):
            outdated = _outdated(kinds.get(name), batch)
            if outdated:
                with change(
                    actor=account_actions.system_user(),
                    reason=REASON,
                    origin=Change.Origin.UPGRADE,
                    anew={name: outdated},
                ):
                    pass  # closing records them
                counts[name] = counts.get(name, 0) + len(outdated)
            beyond, done = max(batch), done + len(batch)
            progress(name.replace("_", " "), done)
    return counts


def _batch(name: str, beyond: UUID) -> dict[UUID, str]:
    """Return the next current documents of a kind by id."""
    rows = Revision.objects.current(name).filter(object_id__gt=beyond).order_by("object_id")
    return dict(rows.values_list("object_id", "document")[:BATCH])


def _outdated(kind: kinds.Kind, documents: Mapping[UUID, str]) -> list[UUID]:
    """Return the objects that are rendered otherwise; one without a row is not rendered."""
    rendered = kind.render(documents.keys())
    return [
        object_id
        for object_id, document in documents.items()
        if object_id in rendered
        and canonical.encode(diff.content(orjson.loads(document)))
        != canonical.encode(rendered[object_id])
    ]
