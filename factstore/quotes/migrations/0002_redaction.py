"""A redaction alters a text, and all that repeats it, in the open."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='quote',
            name='exact',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='exact', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE source text; size integer; beyond_bmp boolean;', func='\n                    IF TG_OP = \'UPDATE\' AND NOT ledger_redacting() THEN\n                        RETURN NEW;\n                    END IF;\n                    SELECT text, length, astral INTO source, size, beyond_bmp FROM sources_version WHERE id = NEW.version_id;\n                    IF NEW.start < 0 OR NEW.start >= NEW."end" OR NEW."end" > size THEN\n                        RAISE EXCEPTION USING ERRCODE = \'check_violation\', CONSTRAINT = \'quotes_quote_span_in_text\', MESSAGE = format(\'the span is outside the text of %s code points\', size);\n                    END IF;\n                    IF substr(source, NEW.start + 1, NEW."end" - NEW.start) <> NEW.exact THEN\n                        RAISE EXCEPTION USING ERRCODE = \'check_violation\', CONSTRAINT = \'quotes_quote_exact_in_text\', MESSAGE = \'the text does not have these characters at this span\';\n                    END IF;\n                    NEW.prefix := substr(source, greatest(NEW.start - 32, 0) + 1, least(NEW.start, 32));\n                    NEW.suffix := substr(source, NEW."end" + 1, 32);\n                    NEW.start_utf16 := NEW.start;\n                    NEW.end_utf16 := NEW."end";\n                    IF beyond_bmp THEN\n                        NEW.start_utf16 := NEW.start\n                            + regexp_count(substr(source, 1, NEW.start), \'[\\U00010000-\\U0010FFFF]\');\n                        NEW.end_utf16 := NEW.start_utf16 + NEW."end" - NEW.start\n                            + regexp_count(NEW.exact, \'[\\U00010000-\\U0010FFFF]\');\n                    END IF;\n                    RETURN NEW;\n                ', hash='b8a8d3463c16355b84362636658a485d3dab2deb', operation='INSERT OR UPDATE', pgid='pgtrigger_exact_43e41', table='quotes_quote', when='BEFORE')),
        ),
    ]
