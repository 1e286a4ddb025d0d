"""Long texts are read at any place in the same time: by their bytes, and marks within them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

COLUMNS = """
ALTER TABLE sources_version ADD octets bytea, ADD octet_marks integer[], ADD astral_marks integer[];
-- Not compressed: of what is compressed, all before a place is read with it.
ALTER TABLE sources_version ALTER octets SET STORAGE EXTERNAL;
"""

MARKS = r"""
-- What a text is read by. `astral`: whether it has characters beyond U+FFFF. Of more than 16,384
-- characters: its UTF-8, how many bytes stand before every 1,024th character and in the whole, and
-- of astral ones the same count.
CREATE FUNCTION sources_marks(
    said text, OUT astral boolean, OUT octets bytea, OUT octet_marks integer[], OUT astral_marks integer[]
) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    done integer := 0;
    past integer;
    size integer;
    block text;
    beyond integer := 0;
BEGIN
    astral := said ~ '[\U00010000-\U0010FFFF]';
    IF char_length(said) <= 16384 THEN
        RETURN;
    END IF;
    octets := convert_to(said, 'UTF8');
    size := octet_length(octets);
    octet_marks := '{0}';
    IF astral THEN
        astral_marks := '{0}';
    END IF;
    -- 1,024 characters have 4,096 bytes at the most; a character that these would cut is left out.
    WHILE done < size LOOP
        past := least(done + 4096, size);
        WHILE past < size AND get_byte(octets, past) & 192 = 128 LOOP
            past := past - 1;
        END LOOP;
        block := left(convert_from(substr(octets, done + 1, past - done), 'UTF8'), 1024);
        done := done + octet_length(block);
        octet_marks := octet_marks || done;
        IF astral THEN
            beyond := beyond + regexp_count(block, '[\U00010000-\U0010FFFF]');
            astral_marks := astral_marks || beyond;
        END IF;
    END LOOP;
END
$$;
"""

READING = r"""
-- The characters of a version's text from `first` (counted from 0) up to before `past`; both are
-- within the text. Of a long text, no more than the blocks of 1,024 characters that it touches.
CREATE FUNCTION sources_stretch(version uuid, first integer, past integer) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    here integer := first / 1024 + 1;
    after integer := (past - 1) / 1024 + 2;
BEGIN
    RETURN (SELECT CASE
        WHEN v.octets IS NULL THEN substr(v.text, first + 1, past - first)
        ELSE substr(
            convert_from(
                substr(v.octets, v.octet_marks[here] + 1, v.octet_marks[after] - v.octet_marks[here]),
                'UTF8'),
            first % 1024 + 1, past - first)
        END FROM sources_version v WHERE v.id = version);
END
$$;
-- How many characters beyond U+FFFF stand before the place `here`, counted from 0, of a text.
CREATE FUNCTION sources_astral_before(version uuid, here integer) RETURNS integer
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    any_there boolean;
    counted integer;
    known integer := here / 1024 * 1024;
BEGIN
    SELECT v.astral, v.astral_marks[here / 1024 + 1] INTO any_there, counted
        FROM sources_version v WHERE v.id = version;
    IF NOT any_there THEN
        RETURN 0;
    END IF;
    IF counted IS NULL THEN
        known := 0;
    END IF;
    RETURN coalesce(counted, 0)
        + regexp_count(sources_stretch(version, known, here), '[\U00010000-\U0010FFFF]');
END
$$;
"""

FILL = """
ALTER TABLE sources_version DISABLE TRIGGER USER;
UPDATE sources_version v SET (octets, octet_marks, astral_marks)
    = (SELECT m.octets, m.octet_marks, m.astral_marks FROM sources_marks(v.text) m)
    WHERE v.length > 16384;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE sources_version ENABLE TRIGGER USER;
"""

DROP_COLUMNS = """
ALTER TABLE sources_version DROP octets, DROP octet_marks, DROP astral_marks;
"""
DROP_READING = """
DROP FUNCTION sources_astral_before(uuid, integer);
DROP FUNCTION sources_stretch(uuid, integer, integer);
"""


class Migration(migrations.Migration):

    dependencies = [("sources", "0006_sharing")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="version", name="digest"),
        migrations.RunSQL(COLUMNS, DROP_COLUMNS),
        migrations.RunSQL(MARKS, "DROP FUNCTION sources_marks(text)"),
        migrations.RunSQL(READING, DROP_READING),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='digest', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    NEW.redacted := TG_OP = 'UPDATE' AND (OLD.redacted OR NEW.text <> OLD.text);\n                    IF TG_OP = 'UPDATE' AND NOT ledger_redacting() THEN\n                        NEW.redacted := OLD.redacted; NEW.astral := OLD.astral; NEW.octets := OLD.octets;\n                        NEW.octet_marks := OLD.octet_marks; NEW.astral_marks := OLD.astral_marks;\n                        RETURN NEW;\n                    END IF;\n                    IF NEW.text = '' THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_text_is_not_empty', MESSAGE = 'a version has a text';\n                    END IF;\n                    IF NEW.sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_digest_matches', MESSAGE = 'sha256 is not the digest of the text';\n                    END IF;\n                    IF NEW.length <> char_length(NEW.text) THEN\n                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'sources_version_length_matches', MESSAGE = 'length is not that of the text';\n                    END IF;\n                    SELECT * INTO NEW.astral, NEW.octets, NEW.octet_marks, NEW.astral_marks FROM sources_marks(NEW.text);\n                    RETURN NEW;\n                ", hash='1d641c83aa5b607379224f3265a302be34d80593', operation='INSERT OR UPDATE', pgid='pgtrigger_digest_18fcf', table='sources_version', when='BEFORE')),
        ),
    ]
