"""A redacted text keeps the promise to its quotes: they are what stands at their spans."""

from django.db import migrations

CHECK = """
CREATE FUNCTION quotes_check_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER quotes_follow AFTER UPDATE OF text ON sources_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION quotes_check_redacted();
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0002_redaction"), ("sources", "0002_redaction")]

    operations = [
        migrations.RunSQL(
            CHECK,
            "DROP TRIGGER quotes_follow ON sources_version; DROP FUNCTION quotes_check_redacted()",
        ),
    ]
