"""Triggers that hold the ledger's promises, for its own tables and for every recorded table.

`recorded(kind, id_column)` makes an app's table a recorded one: a write where no change of the
current transaction is open is refused (`ledger_change_required`), every written object is noted as
touched, and the commit is refused while a touched object has no revision in that change
(`ledger_revision_required`). It holds for the ORM, the admin, a shell and raw SQL alike.

`immutable(name, columns)` refuses any other value in columns once written. Redaction is its one
door: a change of that origin may pass.
"""

from collections.abc import Sequence

import pgtrigger

REFUSE = (
    "RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = {message};"
)

THE_REDACTION = "(SELECT id FROM ledger_change WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)"
CHANGES_LOCK = (7305, 3)
"""Advisory lock that every change shares, unless it runs alone (`factstore.ledger.locks`)."""


def refuse(name: str, message: str) -> str:
    """Return PL/pgSQL that refuses the statement in the name of a constraint.

    `message` is an SQL expression of type text.
    """
    return REFUSE.format(name=name, message=message)


def recorded(kind: str, id_column: str = "id") -> list[pgtrigger.Trigger]:
    """Return triggers for a recorded table whose rows belong to object `id_column` of `kind`."""
    return [
        pgtrigger.Trigger(
            name="recorded_insert",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]  # untyped there
            func=f"PERFORM ledger_touch('{kind}', ARRAY(SELECT DISTINCT {id_column} FROM new_rows)); RETURN NULL;",
        ),
        pgtrigger.Trigger(
            name="recorded_update",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),  # type: ignore[no-untyped-call]  # untyped there
            func=(
                f"PERFORM ledger_touch('{kind}', ARRAY("
                f"SELECT {id_column} FROM new_rows UNION SELECT {id_column} FROM old_rows)); RETURN NULL;"
            ),
        ),
        pgtrigger.Trigger(
            name="recorded_delete",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="old_rows"),  # type: ignore[no-untyped-call]  # untyped there
            func=f"PERFORM ledger_touch('{kind}', ARRAY(SELECT DISTINCT {id_column} FROM old_rows)); RETURN NULL;",
        ),
        no_truncate(),
    ]


def no_truncate() -> pgtrigger.Trigger:
    """Return the trigger that refuses TRUNCATE, which fires no row triggers."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=refuse("ledger_no_truncate", "format('%I is never truncated', TG_TABLE_NAME)"),
    )


def permanent(name: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses to delete rows, by the constraint `name`."""
    return pgtrigger.Trigger(
        name="permanent",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse(name, "format('rows of %I are never deleted', TG_TABLE_NAME)"),
    )


def immutable(name: str, columns: Sequence[str]) -> pgtrigger.Trigger:
    """Return the trigger that refuses other values in `columns`, by the constraint `name`."""
    changed = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns)
    return pgtrigger.Trigger(
        name="immutable",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF ({changed}) AND NOT ledger_redacting() THEN "
            + refuse(name, "format('rows of %I never change', TG_TABLE_NAME)")
            + " END IF; RETURN NEW;"
        ),
    )


def merged_once(table: str, name: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses chains of `merged_into`, by the constraint `name`."""
    return pgtrigger.Trigger(
        name="merged_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.merged_into_id IS NOT NULL AND (
                EXISTS (SELECT FROM {table} WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
                OR EXISTS (SELECT FROM {table} WHERE merged_into_id = NEW.id)) THEN
                {refuse(name, "'what is merged is merged into one that is not'")}
            END IF;
            RETURN NEW;
        """,
    )


CHANGE = [
    pgtrigger.Trigger(
        name="opens",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            PERFORM pg_advisory_xact_lock_shared({CHANGES_LOCK[0]}, {CHANGES_LOCK[1]});
            NEW.xid := pg_current_xact_id();
            NEW.depth := (SELECT count(*) FROM ledger_change WHERE xid = NEW.xid AND position IS NULL);
            NEW.position := NULL; NEW.at := NULL; NEW.digest := NULL;
            NEW.details_digest := NULL; NEW.redacted_by_id := NULL;
            RETURN NEW;
        """,
    ),
    # Closing draws the position under one advisory lock held to commit: position order is commit
    # order. 7305 names the lock; it has no other meaning.
    pgtrigger.Trigger(
        name="closes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        declare=[("last", "ledger_change%ROWTYPE")],
        func=f"""
            IF OLD.position IS NULL AND NEW.position IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN
                PERFORM pg_advisory_xact_lock(7305, 1);
                SELECT * INTO last FROM ledger_change WHERE position IS NOT NULL
                    ORDER BY position DESC LIMIT 1;
                NEW.position := coalesce(last.position, 0) + 1;
                NEW.at := greatest(clock_timestamp(), last.at + interval '1 microsecond');
                NEW.digest := NULL; NEW.details_digest := NULL;
            ELSIF OLD.position IS NOT DISTINCT FROM NEW.position AND OLD.digest IS NULL
                AND NEW.digest IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN
                NEW.at := OLD.at;
            ELSIF ledger_redacting() AND OLD.digest IS NOT NULL
                AND NEW.redacted_by_id = {THE_REDACTION}
                AND (to_jsonb(OLD) - 'reason' - 'agent' - 'redacted_by_id')
                    = (to_jsonb(NEW) - 'reason' - 'agent' - 'redacted_by_id') THEN
                RETURN NEW;
            ELSE
                {refuse("ledger_change_never_changes", "'a recorded change never changes'")}
            END IF;
            NEW.id := OLD.id; NEW.xid := OLD.xid; NEW.depth := OLD.depth;
            NEW.actor_id := OLD.actor_id; NEW.reason := OLD.reason; NEW.origin := OLD.origin;
            NEW.agent := OLD.agent; NEW.redacted_by_id := OLD.redacted_by_id;
            RETURN NEW;
        """,
    ),
    # Heard at commit, by whoever waits for the feed to go on (`factstore.ledger.listening`).
    pgtrigger.Trigger(
        name="told",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        func="""
            IF NEW.digest IS NOT NULL AND OLD.digest IS NULL THEN
                PERFORM pg_notify('factstore_changes', NEW.position::text);
            END IF;
            RETURN NULL;
        """,
    ),
    # One that came to nothing is taken back before it is closed: it is no part of the record.
    pgtrigger.Trigger(
        name="permanent",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF OLD.digest IS NOT NULL OR OLD.xid <> pg_current_xact_id()
                OR EXISTS (SELECT FROM ledger_revision WHERE change_id = OLD.id)
                OR EXISTS (SELECT FROM ledger_touch WHERE change_id = OLD.id) THEN
                {refuse("ledger_change_never_deleted", "'rows of ledger_change are never deleted'")}
            END IF;
            RETURN OLD;
        """,
    ),
    pgtrigger.Trigger(
        name="closed_at_commit",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (SELECT FROM ledger_change WHERE id = NEW.id AND digest IS NULL) THEN
                {refuse("ledger_change_is_closed", "format('change %s was never closed', NEW.id)")}
            END IF;
            RETURN NULL;
        """,
    ),
    no_truncate(),
]

REVISION = [
    pgtrigger.Trigger(
        name="follows",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("previous", "integer")],
        func=f"""
            SELECT position INTO NEW.from_position FROM ledger_change
                WHERE id = NEW.change_id AND xid = pg_current_xact_id()
                AND position IS NOT NULL AND digest IS NULL;
            IF NOT FOUND THEN
                {refuse("ledger_change_required", "'a revision belongs to the change that is being closed'")}
            END IF;
            NEW.to_position := NULL;
            UPDATE ledger_revision SET to_position = NEW.from_position
                WHERE kind = NEW.kind AND object_id = NEW.object_id AND to_position IS NULL
                RETURNING number INTO previous;
            IF NEW.number <> coalesce(previous, 0) + 1 THEN
                {refuse("ledger_revision_numbers_follow", "format('revision %s follows %s', NEW.number, previous)")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="immutable",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() > 1 AND OLD.to_position IS NULL AND NEW.to_position IS NOT NULL
                AND (to_jsonb(OLD) - 'to_position') = (to_jsonb(NEW) - 'to_position') THEN
                RETURN NEW;
            END IF;
            IF ledger_redacting() AND NEW.redacted_by_id = {THE_REDACTION}
                AND (to_jsonb(OLD) - 'document' - 'redacted_by_id')
                    = (to_jsonb(NEW) - 'document' - 'redacted_by_id') THEN
                RETURN NEW;
            END IF;
            {refuse("ledger_revision_never_changes", "'a revision never changes'")}
        """,
    ),
    permanent("ledger_revision_never_deleted"),
    no_truncate(),
]

TOUCH = [
    # A closing change may say that what it wrote is nothing new: `verify_ledger` proves it.
    pgtrigger.Trigger(
        name="recorded_first",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF NOT EXISTS (SELECT FROM ledger_revision WHERE kind = OLD.kind
                    AND object_id = OLD.object_id AND to_position IS NULL)
                OR NOT EXISTS (SELECT FROM ledger_change WHERE id = OLD.change_id
                    AND xid = pg_current_xact_id() AND position IS NOT NULL AND digest IS NULL) THEN
                {refuse("ledger_revision_required", "format('%s %s was written and not recorded', OLD.kind, OLD.object_id)")}
            END IF;
            RETURN OLD;
        """,
    ),
    pgtrigger.Trigger(
        name="recorded_at_commit",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (SELECT FROM ledger_touch WHERE change_id = NEW.change_id
                AND kind = NEW.kind AND object_id = NEW.object_id) THEN
                {refuse("ledger_revision_required", "format('%s %s was written and not recorded', NEW.kind, NEW.object_id)")}
            END IF;
            RETURN NULL;
        """,
    ),
    pgtrigger.Protect(name="no_update", operation=pgtrigger.Update),
]

NOTE = [
    pgtrigger.Trigger(
        name="on_something_recorded",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT EXISTS (SELECT FROM ledger_revision WHERE kind = NEW.kind
                AND object_id = NEW.object_id AND to_position IS NULL) THEN
                {refuse("ledger_note_is_on_something_recorded", "format('there is no %s %s', NEW.kind, NEW.object_id)")}
            END IF;
            NEW.at := clock_timestamp();
            RETURN NEW;
        """,
    ),
    immutable("ledger_note_never_changes", ["id", "kind", "object_id", "author_id", "text", "at"]),
    permanent("ledger_note_never_deleted"),
    no_truncate(),
]
