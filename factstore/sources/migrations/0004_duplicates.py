"""What duplicates are looked for by: addresses in one form, and sketches of the texts there are."""

from typing import Any

from django.db import migrations

from factstore.sources.sketch import sketch

# One form for what is one page: no scheme, `www.`, fragment, tracking parameters or closing slash.
URL_KEY = r"""
CREATE FUNCTION sources_url_key(url text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    key text := regexp_replace(regexp_replace(url, '#.*$', ''), '^https?://(www\.)?', '', 'i');
    host text := substring(key FROM '^[^/?]*');
BEGIN
    key := regexp_replace(lower(host), ':(80|443)$', '') || substr(key, length(host) + 1);
    key := regexp_replace(key, '(?<=[?&])(utm_[a-z]+|fbclid|gclid|mc_[a-z]+|cmpid)=[^&]*&?', '', 'gi');
    RETURN regexp_replace(key, '[/?&]+$', '');
END
$$;
-- An index is built without the session's search path.
CREATE FUNCTION sources_claimed_key(claims jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN sources_url_key(jsonb_path_query_first(claims, '$[*] ? (@.name == "url").value') #>> '{}');
END
$$;
CREATE INDEX sources_article_url_key ON sources_article (sources_url_key(url));
CREATE INDEX sources_version_claimed_key ON sources_version (sources_claimed_key(claims));
"""
DROP = """
DROP INDEX sources_article_url_key;
DROP INDEX sources_version_claimed_key;
DROP FUNCTION sources_claimed_key(jsonb);
DROP FUNCTION sources_url_key(text);
"""


def sketch_texts(apps: Any, schema_editor: Any) -> None:
    """Sketch what was captured before there were sketches; they are no part of what is recorded."""
    versions = apps.get_model("sources", "Version").objects
    schema_editor.execute("ALTER TABLE sources_version DISABLE TRIGGER USER")
    for pk, text in versions.values_list("pk", "text").iterator(100):
        versions.filter(pk=pk).update(sketch=sketch(text))
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE sources_version ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [("sources", "0003_capture")]

    operations = [
        migrations.RunSQL(URL_KEY, DROP),
        migrations.RunPython(sketch_texts, migrations.RunPython.noop),
    ]
