"""Entities can be merged into one another."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('entities', '0002_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='entity',
            name='merged_into',
            field=models.ForeignKey(editable=False, help_text='The entity that it turned out to be; null: itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='entities.entity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entity',
            trigger=pgtrigger.compiler.Trigger(name='merged_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.merged_into_id IS NOT NULL AND (\n                EXISTS (SELECT FROM entities_entity WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)\n                OR EXISTS (SELECT FROM entities_entity WHERE merged_into_id = NEW.id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'entities_entity_merged_once', MESSAGE = 'what is merged is merged into one that is not';\n            END IF;\n            RETURN NEW;\n        ", hash='49b716bd69310a339cfab27a603353b627a91418', operation='INSERT OR UPDATE', pgid='pgtrigger_merged_once_75b54', table='entities_entity', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='entity',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('withdrawn_reason__isnull', True)), _connector='OR'), name='entities_entity_merged_into_another'),
        ),
    ]
