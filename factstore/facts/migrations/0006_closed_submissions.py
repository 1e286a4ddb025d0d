"""Proposals and flags are closed with their fact, and open again when it comes back."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facts', '0005_merged_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='flag',
            name='resolved_once',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='resolved_once',
        ),
        migrations.RemoveConstraint(
            model_name='flag',
            name='facts_flag_status_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='proposal',
            name='facts_proposal_status_is_known',
        ),
        migrations.AlterField(
            model_name='flag',
            name='status',
            field=models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed'), ('closed', 'its fact was rejected, withdrawn or merged')], default='open', max_length=10),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='status',
            field=models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('superseded', 'another proposal of the same change was accepted'), ('withdrawn', 'by its author'), ('closed', 'its fact was rejected, withdrawn or merged')], default='open', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flag',
            trigger=pgtrigger.compiler.Trigger(name='resolved_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF OLD.status <> 'open' AND to_jsonb(OLD) <> to_jsonb(NEW) AND NOT ledger_redacting()\n                    AND NOT (OLD.status = 'closed' AND NEW.status = 'open') THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'facts_flag_is_resolved_once', MESSAGE = format('%I %s is resolved', TG_TABLE_NAME, OLD.id);\n                END IF;\n                RETURN NEW;\n            ", hash='daaf687b9242e4d18c21bedeade1ec6e1e67944b', operation='UPDATE', pgid='pgtrigger_resolved_once_18488', table='facts_flag', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='resolved_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF OLD.status <> 'open' AND to_jsonb(OLD) <> to_jsonb(NEW) AND NOT ledger_redacting()\n                    AND NOT (OLD.status = 'closed' AND NEW.status = 'open') THEN\n                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'facts_proposal_is_resolved_once', MESSAGE = format('%I %s is resolved', TG_TABLE_NAME, OLD.id);\n                END IF;\n                RETURN NEW;\n            ", hash='64db3bd47e356480d9106b9255861ff57e04fe46', operation='UPDATE', pgid='pgtrigger_resolved_once_d666d', table='facts_proposal', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'upheld', 'dismissed', 'closed'])), name='facts_flag_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'accepted', 'rejected', 'superseded', 'withdrawn', 'closed'])), name='facts_proposal_status_is_known'),
        ),
    ]
