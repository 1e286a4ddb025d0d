"""A redaction alters a text, and all that repeats it, in the open."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='digest',
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='sources_version_text_is_unique',
        ),
        migrations.AddField(
            model_name='version',
            name='redacted',
            field=models.BooleanField(default=False, editable=False, help_text="Words are blotted out in it. Database's own."),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='digest', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    NEW.redacted := TG_OP = 'UPDATE' AND (OLD.redacted OR NEW.text <> OLD.text);\n                    IF TG_OP = 'UPDATE' AND NOT ledger_redacting() THEN\n                        NEW.redacted := OLD.redacted;\n                        RETURN NEW;\n                    END IF;\n                    IF NEW.text = '' THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_text_is_not_empty', MESSAGE = 'a version has a text';\n                    END IF;\n                    IF NEW.sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_digest_matches', MESSAGE = 'sha256 is not the digest of the text';\n                    END IF;\n                    IF NEW.length <> char_length(NEW.text) THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_length_matches', MESSAGE = 'length is not that of the text';\n                    END IF;\n                    NEW.astral := NEW.text ~ '[\\U00010000-\\U0010FFFF]';\n                    RETURN NEW;\n                ", hash='0a7fbc85f53a833c87121716f286b9ff55f9ee0c', operation='INSERT OR UPDATE', pgid='pgtrigger_digest_18fcf', table='sources_version', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(condition=models.Q(('redacted', False)), fields=('sha256',), name='sources_version_text_is_unique'),
        ),
    ]
