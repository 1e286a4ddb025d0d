"""Quotes are checked by the blocks of a long text that they touch, not by the whole."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

CHECK = """
CREATE OR REPLACE FUNCTION quotes_check_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM quotes_quote q WHERE q.version_id = NEW.id AND (
            sources_stretch(NEW.id, q.start, q."end") IS DISTINCT FROM q.exact
            OR sources_stretch(NEW.id, greatest(q.start - 32, 0), q.start) <> q.prefix
            OR sources_stretch(NEW.id, q."end", least(q."end" + 32, NEW.length)) <> q.suffix)) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'quotes_quote_exact_in_text',
            MESSAGE = format('quotes of version %s are no longer in its text', NEW.id);
    END IF;
    RETURN NULL;
END
$$;
"""
OF_WHOLE = """
CREATE OR REPLACE FUNCTION quotes_check_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM quotes_quote q JOIN sources_version v ON v.id = q.version_id
        WHERE v.id = NEW.id AND (substr(v.text, q.start + 1, q."end" - q.start) <> q.exact
            OR substr(v.text, greatest(q.start - 32, 0) + 1, least(q.start, 32)) <> q.prefix
            OR substr(v.text, q."end" + 1, 32) <> q.suffix)) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'quotes_quote_exact_in_text',
            MESSAGE = format('quotes of version %s are no longer in its text', NEW.id);
    END IF;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0005_shingles'),
        ('sources', '0007_long_texts'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='quote',
            name='exact',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='exact', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE size integer; beyond_bmp boolean; before integer; around text;', func='\n                    IF TG_OP = \'UPDATE\' AND NOT ledger_redacting() THEN\n                        RETURN NEW;\n                    END IF;\n                    SELECT length, astral INTO size, beyond_bmp FROM sources_version WHERE id = NEW.version_id;\n                    IF NEW.start < 0 OR NEW.start >= NEW."end" OR NEW."end" > size THEN\n                        RAISE EXCEPTION USING ERRCODE = \'check_violation\', CONSTRAINT = \'quotes_quote_span_in_text\', MESSAGE = format(\'the span is outside the text of %s code points\', size);\n                    END IF;\n                    before := least(NEW.start, 32);\n                    around := sources_stretch(NEW.version_id, NEW.start - before, least(NEW."end" + 32, size));\n                    IF substr(around, before + 1, NEW."end" - NEW.start) IS DISTINCT FROM NEW.exact THEN\n                        RAISE EXCEPTION USING ERRCODE = \'check_violation\', CONSTRAINT = \'quotes_quote_exact_in_text\', MESSAGE = \'the text does not have these characters at this span\';\n                    END IF;\n                    NEW.prefix := left(around, before);\n                    NEW.suffix := substr(around, before + NEW."end" - NEW.start + 1);\n                    NEW.start_utf16 := NEW.start;\n                    NEW.end_utf16 := NEW."end";\n                    IF beyond_bmp THEN\n                        NEW.start_utf16 := NEW.start + sources_astral_before(NEW.version_id, NEW.start);\n                        NEW.end_utf16 := NEW.start_utf16 + NEW."end" - NEW.start\n                            + regexp_count(NEW.exact, \'[\\U00010000-\\U0010FFFF]\');\n                    END IF;\n                    RETURN NEW;\n                ', hash='33a82dd679edfd3818ea3e765a0af99f0870ef69', operation='INSERT OR UPDATE', pgid='pgtrigger_exact_43e41', table='quotes_quote', when='BEFORE')),
        ),
        migrations.RunSQL(CHECK, OF_WHOLE),
    ]
