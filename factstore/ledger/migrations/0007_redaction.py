"""A redaction alters a text, and all that repeats it, in the open."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', "0006_idempotency"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='revision',
            name='immutable',
        ),
        migrations.AddField(
            model_name='revision',
            name='redacted_by',
            field=models.ForeignKey(editable=False, help_text='The redaction that altered the document; its digest is still the recorded one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redacted', to='ledger.change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF pg_trigger_depth() > 1 AND OLD.to_position IS NULL AND NEW.to_position IS NOT NULL\n                AND (to_jsonb(OLD) - 'to_position') = (to_jsonb(NEW) - 'to_position') THEN\n                RETURN NEW;\n            END IF;\n            IF ledger_redacting() AND NEW.redacted_by_id = (SELECT id FROM ledger_change\n                    WHERE xid = pg_current_xact_id() AND origin = 'redaction' AND digest IS NULL)\n                AND (to_jsonb(OLD) - 'document' - 'redacted_by_id')\n                    = (to_jsonb(NEW) - 'document' - 'redacted_by_id') THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_revision_never_changes', MESSAGE = 'a revision never changes';\n        ", hash='b44682e81661a09b6cc59e79b8286187e6431870', operation='UPDATE', pgid='pgtrigger_immutable_0154f', table='ledger_revision', when='BEFORE')),
        ),
    ]
