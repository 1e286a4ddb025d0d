"""What each `migrate` asks first: that it goes forward only, and that nothing was altered.

Two migrations chain the digests of all changes anew; they would make whatever the tables say then
look as if it had been recorded. So what they find is held against the chain as it was, in the form
that it had then, before anything is migrated.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.core.management import CommandError
from django.db import connections
from django.db.migrations import Migration

from factstore.core import canonical
from factstore.ledger.actions import GENESIS

CHAINS_ANEW = ("0009_details", "0011_redacted_by_record")
BATCH = 500

_FILLED = "SELECT FROM ledger_change WHERE position IS NOT NULL LIMIT 1"
# As JSON: which columns there are depends on the migrations before.
_CHANGES = """
    SELECT id, position, at, digest, to_jsonb(c) FROM ledger_change c
    WHERE position > %s ORDER BY position LIMIT %s
"""
_REVISIONS = """
    SELECT document, content_digest, to_jsonb(r) ->> 'redacted_by_id' FROM ledger_revision r
    WHERE change_id = %s ORDER BY kind, object_id
"""


def check(using: str, plan: Sequence[tuple[Migration, bool]], **_signal: object) -> None:
    """Refuse what would lose what is recorded, or make what was altered look recorded.

    Raises:
        CommandError: nothing was migrated; the message says why.
    """
    own = [(m, back) for m, back in plan if m.__module__.startswith("factstore.")]
    pending = {m.name for m, _ in own if m.app_label == "ledger"}
    with connections[using].cursor() as cursor:
        if not own or not _is_filled(cursor):
            return
        if any(back for _, back in own):
            raise CommandError(
                "Migrations go forward only where anything is recorded: going back would lose some "
                "of it. Restore a backup from before instead."
            )
        if not pending.isdisjoint(CHAINS_ANEW):
            for found in _altered(cursor, detailed=CHAINS_ANEW[0] not in pending):
                raise CommandError(
                    f"The change at position {found} is not what was recorded. Nothing was "
                    "migrated. Ask verify_ledger of the version before, or restore a backup."
                )


def _is_filled(cursor: Any) -> bool:
    cursor.execute("SELECT to_regclass('ledger_change')")
    if cursor.fetchone() == (None,):
        return False
    cursor.execute(_FILLED)
    return cursor.fetchone() is not None


def _altered(cursor: Any, *, detailed: bool) -> Iterator[int]:
    """Yield the positions at which the chain of digests breaks; `detailed` from 0009 on."""
    previous, last = GENESIS, 0
    while True:
        cursor.execute(_CHANGES, [last, BATCH])
        if not (changes := cursor.fetchall()):
            return
        for pk, position, at, digest, row in changes:
            cursor.execute(_REVISIONS, [pk])
            revisions = cursor.fetchall()
            links = [previous, *([_details(orjson.loads(row), at)] if detailed else [])]
            links += [written for _, written, _ in revisions]
            if (
                position != last + 1
                or digest != canonical.digest(links)
                or not all(
                    redacted or _digest(document) == written
                    for document, written, redacted in revisions
                )
            ):
                yield position
            previous, last = digest, position


def _details(change: dict[str, Any], at: Any) -> str:
    kept = ("id", "reason", "origin", "agent", "position")
    moment = at.isoformat().replace("+00:00", "Z")
    said = {name: change[name] for name in kept}
    return canonical.digest({**said, "actor": str(change["actor_id"]), "at": moment})


def _digest(document: str) -> str | None:
    try:
        said = orjson.loads(document)
    except ValueError:
        return None
    return canonical.digest({name: value for name, value in said.items() if name != "recorded"})
