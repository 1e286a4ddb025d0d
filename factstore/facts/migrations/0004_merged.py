"""Facts can be merged into one another; values name no merged entity."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('entities', '0003_merged'),
        ('facts', '0003_workflow'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='value',
            name='fits_field',
        ),
        migrations.RemoveConstraint(
            model_name='fact',
            name='facts_fact_claim_is_unique',
        ),
        migrations.AddField(
            model_name='fact',
            name='merged_into',
            field=models.ForeignKey(editable=False, help_text='The fact that its evidence moved to; null: none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='facts.fact'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fact',
            trigger=pgtrigger.compiler.Trigger(name='merged_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.merged_into_id IS NOT NULL AND (\n                EXISTS (SELECT FROM facts_fact WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)\n                OR EXISTS (SELECT FROM facts_fact WHERE merged_into_id = NEW.id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'facts_fact_merged_once', MESSAGE = 'what is merged is merged into one that is not';\n            END IF;\n            RETURN NEW;\n        ", hash='03640d51949bb79eded8ad85029af348088d78f6', operation='INSERT OR UPDATE', pgid='pgtrigger_merged_once_4b46f', table='facts_fact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='value',
            trigger=pgtrigger.compiler.Trigger(name='fits_field', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE f facts_field%ROWTYPE; message text;', func="\n                    SELECT * INTO f FROM facts_field WHERE id = NEW.field_id;\n                    message := CASE\n                        WHEN f.fact_type_id <> (SELECT fact_type_id FROM facts_fact WHERE id = NEW.fact_id)\n                            THEN format('%s is not a field of this type', f.name)\n                        WHEN NOT NEW.kind = ANY (f.kinds) THEN format('%s takes no %s', f.name, NEW.kind)\n                        WHEN f.scope AND NEW.clause_id IS NULL THEN format('%s belongs to a clause', f.name)\n                        WHEN NOT f.scope AND NEW.clause_id IS NOT NULL THEN format('%s belongs to no clause', f.name)\n                        WHEN NEW.clause_id IS NOT NULL AND NOT EXISTS (\n                            SELECT FROM facts_clause WHERE id = NEW.clause_id AND fact_id = NEW.fact_id)\n                            THEN 'the clause is another fact''s'\n                        WHEN NEW.kind = 'entity' AND cardinality(f.entity_kinds) > 0 AND NOT EXISTS (\n                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND kind = ANY (f.entity_kinds))\n                            THEN format('%s takes no entity of this kind', f.name)\n                        WHEN NEW.kind = 'entity' AND EXISTS (\n                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND withdrawn_reason IS NOT NULL)\n                            THEN 'the entity was withdrawn'\n                        WHEN NEW.kind = 'entity' AND EXISTS (\n                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND merged_into_id IS NOT NULL)\n                            THEN 'the entity was merged into another'\n                        WHEN NEW.kind = 'choice' AND NOT f.choices @> jsonb_build_array(jsonb_build_object('choice', NEW.choice))\n                            THEN format('%s is no choice of %s', NEW.choice, f.name)\n                        WHEN NOT f.scope AND NOT f.repeated AND EXISTS (\n                            SELECT FROM facts_value WHERE fact_id = NEW.fact_id AND field_id = NEW.field_id AND id <> NEW.id)\n                            THEN format('%s has one value', f.name)\n                    END;\n                    IF message IS NOT NULL THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'facts_value_fits_field', MESSAGE = message;\n                    END IF;\n                    RETURN NEW;\n                ", hash='47a80637dae900038ab6a87712ad82eeb545db40', operation='INSERT OR UPDATE', pgid='pgtrigger_fits_field_66b0e', table='facts_value', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True), ('withdrawn_reason__isnull', True), models.Q(('status', 'rejected'), _negated=True)), fields=('values_digest',), name='facts_fact_claim_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('withdrawn_reason__isnull', True)), _connector='OR'), name='facts_fact_merged_into_another'),
        ),
    ]
