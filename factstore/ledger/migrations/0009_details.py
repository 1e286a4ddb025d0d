"""A change's own record joins the chain of digests; what is recorded already is chained anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from factstore.core import canonical

GENESIS = "sha256:" + "0" * 64
BATCH = 1_000


def chain_anew(_apps: object, schema_editor: Any) -> None:
    """Give each change the digest of its details, and its digest over them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_change DISABLE TRIGGER USER")
        previous, position = GENESIS, 0
        while changes := _changes(cursor, position):
            digests = _digests(cursor, position, changes[-1][-1])
            rows = []
            for change in changes:
                previous, position, row = _chained(change, digests, previous)
                rows.append(row)
            cursor.executemany(
                "UPDATE ledger_change SET details_digest = %s, digest = %s WHERE id = %s", rows
            )
        cursor.execute("ALTER TABLE ledger_change ENABLE TRIGGER USER")


def _changes(cursor: Any, after: int) -> list[tuple[Any, ...]]:
    cursor.execute(
        "SELECT id, actor_id, reason, origin, agent, at, position FROM ledger_change"
        " WHERE position > %s ORDER BY position LIMIT %s",
        [after, BATCH],
    )
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _digests(cursor: Any, after: int, until: int) -> dict[int, list[tuple[str, UUID, str]]]:
    cursor.execute(
        "SELECT from_position, kind, object_id, content_digest FROM ledger_revision"
        " WHERE from_position > %s AND from_position <= %s",
        [after, until],
    )
    found: dict[int, list[tuple[str, UUID, str]]] = {}
    for position, *row in cursor.fetchall():
        found.setdefault(position, []).append(tuple(row))
    return found


def _chained(
    change: Sequence[Any], digests: dict[int, list[tuple[str, UUID, str]]], previous: str
) -> tuple[str, int, tuple[str, str, UUID]]:
    change_id, actor, reason, origin, agent, at, position = change
    details = canonical.digest(
        {
            "id": str(change_id),
            "actor": str(actor),
            "reason": reason,
            "origin": origin,
            "agent": agent,
            "at": at.isoformat().replace("+00:00", "Z"),
            "position": position,
        }
    )
    written = [digest for *_, digest in sorted(digests.get(position, []))]
    digest = canonical.digest([previous, details, *written])
    return digest, position, (details, digest, change_id)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_lone_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='change',
            name='permanent',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='change',
            name='told',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='change',
            name='closes',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='change',
            name='opens',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='revision',
            name='immutable',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='touch',
            name='recorded_first',
        ),
        migrations.AddField(
            model_name='change',
            name='details_digest',
            field=models.CharField(help_text='SHA-256 over who, why, how and when, as recorded.', max_length=71, null=True),
        ),
        migrations.AddField(
            model_name='change',
            name='redacted_by',
            field=models.ForeignKey(editable=False, help_text='The redaction that altered the reason; `details_digest` is the recorded one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redacted_changes', to='ledger.change'),
        ),
        migrations.AlterField(
            model_name='change',
            name='digest',
            field=models.CharField(help_text="SHA-256 over the previous digest, the details' and its revisions'.", max_length=71, null=True),
        ),
        migrations.RunPython(chain_anew, migrations.RunPython.noop, elidable=True),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='opens', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            PERFORM pg_advisory_xact_lock_shared(7305, 3);\n            NEW.xid := pg_current_xact_id();\n            NEW.depth := (SELECT count(*) FROM ledger_change WHERE xid = NEW.xid AND position IS NULL);\n            NEW.position := NULL; NEW.at := NULL; NEW.digest := NULL;\n            NEW.details_digest := NULL; NEW.redacted_by_id := NULL;\n            RETURN NEW;\n        ', hash='62ce46fb42c512b7ba682cf8b2e1e5dcba375d4a', operation='INSERT', pgid='pgtrigger_opens_5ac2a', table='ledger_change', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='closes', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE last ledger_change%ROWTYPE;', func="\n            IF OLD.position IS NULL AND NEW.position IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN\n                PERFORM pg_advisory_xact_lock(7305, 1);\n                SELECT * INTO last FROM ledger_change WHERE position IS NOT NULL\n                    ORDER BY position DESC LIMIT 1;\n                NEW.position := coalesce(last.position, 0) + 1;\n                NEW.at := greatest(clock_timestamp(), last.at + interval '1 microsecond');\n                NEW.digest := NULL; NEW.details_digest := NULL;\n            ELSIF OLD.position IS NOT DISTINCT FROM NEW.position AND OLD.digest IS NULL\n                AND NEW.digest IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN\n                NEW.at := OLD.at;\n            ELSIF ledger_redacting() AND OLD.digest IS NOT NULL\n                AND NEW.redacted_by_id = (SELECT id FROM ledger_change WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)\n                AND (to_jsonb(OLD) - 'reason' - 'redacted_by_id')\n                    = (to_jsonb(NEW) - 'reason' - 'redacted_by_id') THEN\n                RETURN NEW;\n            ELSE\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_change_never_changes', MESSAGE = 'a recorded change never changes';\n            END IF;\n            NEW.id := OLD.id; NEW.xid := OLD.xid; NEW.depth := OLD.depth;\n            NEW.actor_id := OLD.actor_id; NEW.reason := OLD.reason; NEW.origin := OLD.origin;\n            NEW.agent := OLD.agent; NEW.redacted_by_id := OLD.redacted_by_id;\n            RETURN NEW;\n        ", hash='2c13f8e5f7c2637aeaecc5b18c0525794fa422e7', operation='UPDATE', pgid='pgtrigger_closes_f7221', table='ledger_change', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='told', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.digest IS NOT NULL AND OLD.digest IS NULL THEN\n                PERFORM pg_notify('factstore_changes', NEW.position::text);\n            END IF;\n            RETURN NULL;\n        ", hash='671cb1ba46d4681904a15908ce623a7032fd50ad', operation='UPDATE', pgid='pgtrigger_told_0ada7', table='ledger_change', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='permanent', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.digest IS NOT NULL OR OLD.xid <> pg_current_xact_id()\n                OR EXISTS (SELECT FROM ledger_revision WHERE change_id = OLD.id)\n                OR EXISTS (SELECT FROM ledger_touch WHERE change_id = OLD.id) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_change_never_deleted', MESSAGE = 'rows of ledger_change are never deleted';\n            END IF;\n            RETURN OLD;\n        ", hash='70a2e24078b96cb7793bfd1f7c19f9753ab8afd4', operation='DELETE', pgid='pgtrigger_permanent_a7a04', table='ledger_change', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF pg_trigger_depth() > 1 AND OLD.to_position IS NULL AND NEW.to_position IS NOT NULL\n                AND (to_jsonb(OLD) - 'to_position') = (to_jsonb(NEW) - 'to_position') THEN\n                RETURN NEW;\n            END IF;\n            IF ledger_redacting() AND NEW.redacted_by_id = (SELECT id FROM ledger_change WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)\n                AND (to_jsonb(OLD) - 'document' - 'redacted_by_id')\n                    = (to_jsonb(NEW) - 'document' - 'redacted_by_id') THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_revision_never_changes', MESSAGE = 'a revision never changes';\n        ", hash='33e254eb998627d2df615241007a9c438980c7a7', operation='UPDATE', pgid='pgtrigger_immutable_0154f', table='ledger_revision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='touch',
            trigger=pgtrigger.compiler.Trigger(name='recorded_first', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NOT EXISTS (SELECT FROM ledger_revision WHERE kind = OLD.kind\n                    AND object_id = OLD.object_id AND to_position IS NULL)\n                OR NOT EXISTS (SELECT FROM ledger_change WHERE id = OLD.change_id\n                    AND xid = pg_current_xact_id() AND position IS NOT NULL AND digest IS NULL) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_revision_required', MESSAGE = format('%s %s was written and not recorded', OLD.kind, OLD.object_id);\n            END IF;\n            RETURN OLD;\n        ", hash='d51585b37f2de5eeeefa7a0a667968a04a4505c5', operation='DELETE', pgid='pgtrigger_recorded_first_0417f', table='ledger_touch', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('digest__isnull', True), ('details_digest__isnull', False), _connector='OR'), name='ledger_change_digest_covers_details'),
        ),
    ]
