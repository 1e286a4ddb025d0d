"""A redaction's own record says what it left of what it altered, and the chain covers that."""

from typing import Any

import orjson
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from factstore.core import canonical

GENESIS = "sha256:" + "0" * 64


def record_redactions(_apps: object, schema_editor: Any) -> None:
    """Let redactions made before say what they left; chain anew where there are any."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_change WHERE origin = 'redaction' ORDER BY position")
        redactions = [change for (change,) in cursor.fetchall()]
        if not redactions:
            return
        cursor.execute("ALTER TABLE ledger_change DISABLE TRIGGER USER")
        for change in redactions:
            altered = orjson.dumps(_altered(cursor, change)).decode()
            cursor.execute(
                "UPDATE ledger_change SET altered = %s::jsonb WHERE id = %s", [altered, change]
            )
        _chain(cursor)
        # Rows that were written twice wait to be held against what they refer to.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_change ENABLE TRIGGER USER")


def _altered(cursor: Any, change: Any) -> list[dict[str, Any]]:
    cursor.execute(
        "SELECT kind, object_id::text, number, document FROM ledger_revision"
        " WHERE redacted_by_id = %s ORDER BY kind, object_id::text, number",
        [change],
    )
    found = []
    for kind, object_id, number, document in cursor.fetchall():
        left = {name: v for name, v in orjson.loads(document).items() if name != "recorded"}
        found.append(
            {
                "kind": kind,
                "id": object_id,
                "revision": number,
                "digest": canonical.digest(left),
            }
        )
    return found


def _chain(cursor: Any) -> None:
    cursor.execute(
        "SELECT id, actor_id, reason, origin, agent, at, position, altered::text, details_digest"
        " FROM ledger_change ORDER BY position"
    )
    previous = GENESIS
    for change, actor, reason, origin, agent, at, position, altered, kept in cursor.fetchall():
        details = kept
        if altered is not None:
            details = canonical.digest(
                {
                    "altered": canonical.digest(orjson.loads(altered)),
                    "id": str(change),
                    "actor": str(actor),
                    "reason": reason,
                    "origin": origin,
                    "agent": agent,
                    "at": at.isoformat().replace("+00:00", "Z"),
                    "position": position,
                }
            )
        cursor.execute(
            "SELECT content_digest FROM ledger_revision WHERE from_position = %s"
            " ORDER BY kind, object_id",
            [position],
        )
        written = [digest for (digest,) in cursor.fetchall()]
        previous = canonical.chain(previous, details, written)
        cursor.execute(
            "UPDATE ledger_change SET details_digest = %s, digest = %s WHERE id = %s",
            [details, previous, change],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0010_derived'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='change',
            name='closes',
        ),
        migrations.AddField(
            model_name='change',
            name='altered',
            field=models.JSONField(editable=False, help_text='Of a redaction: kind, id and revision of what it altered, each with the digest of what it left. `details_digest` covers it.', null=True),
        ),
        migrations.RunPython(record_redactions, migrations.RunPython.noop, elidable=True),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='closes', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE last ledger_change%ROWTYPE;', func="\n            IF OLD.position IS NULL AND NEW.position IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN\n                PERFORM pg_advisory_xact_lock(7305, 1);\n                SELECT * INTO last FROM ledger_change WHERE position IS NOT NULL\n                    ORDER BY position DESC LIMIT 1;\n                NEW.position := coalesce(last.position, 0) + 1;\n                NEW.at := greatest(clock_timestamp(), last.at + interval '1 microsecond');\n                NEW.digest := NULL; NEW.details_digest := NULL;\n            ELSIF OLD.position IS NOT DISTINCT FROM NEW.position AND OLD.digest IS NULL\n                AND NEW.digest IS NOT NULL AND OLD.xid = pg_current_xact_id() THEN\n                NEW.at := OLD.at;\n            ELSIF ledger_redacting() AND OLD.digest IS NOT NULL\n                AND NEW.redacted_by_id = (SELECT id FROM ledger_change WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)\n                AND (to_jsonb(OLD) - 'reason' - 'agent' - 'redacted_by_id')\n                    = (to_jsonb(NEW) - 'reason' - 'agent' - 'redacted_by_id') THEN\n                RETURN NEW;\n            ELSE\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_change_never_changes', MESSAGE = 'a recorded change never changes';\n            END IF;\n            NEW.id := OLD.id; NEW.xid := OLD.xid; NEW.depth := OLD.depth;\n            NEW.actor_id := OLD.actor_id; NEW.reason := OLD.reason; NEW.origin := OLD.origin;\n            NEW.agent := OLD.agent; NEW.redacted_by_id := OLD.redacted_by_id;\n            RETURN NEW;\n        ", hash='ba8a4c26eaff85e030944b37652a8b5e9d37761c', operation='UPDATE', pgid='pgtrigger_closes_f7221', table='ledger_change', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('altered__isnull', True), ('origin', 'redaction'), _connector='OR'), name='ledger_change_only_redactions_alter'),
        ),
    ]
