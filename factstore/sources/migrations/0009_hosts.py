"""An address without a host is no key: `/news/1` is another page on each site."""

from django.db import migrations

URL_KEY = r"""
CREATE OR REPLACE FUNCTION sources_url_key(url text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    key text := regexp_replace(regexp_replace(url, '#.*$', ''), '^(https?:)?//(www\.)?', '', 'i');
    host text := substring(key FROM '^[^/?]*');
BEGIN
    IF url !~* '^([a-z][a-z0-9+.-]*:)?//' THEN
        RETURN '';
    END IF;
    key := regexp_replace(lower(host), ':(80|443)$', '') || substr(key, length(host) + 1);
    key := regexp_replace(key, '(?<=[?&])(utm_[a-z]+|fbclid|gclid|mc_[a-z]+|cmpid)=[^&]*&?', '', 'gi');
    key := regexp_replace(key, '[/?&]+$', '');
    RETURN CASE WHEN length(key) > 500 THEN left(key, 400) || md5(key) ELSE key END;
END
$$;
REINDEX INDEX sources_article_url_key;
REINDEX INDEX sources_version_claimed_key;
"""


class Migration(migrations.Migration):

    dependencies = [("sources", "0008_standing")]

    # The function before would serve these indexes no better: nothing is taken back.
    operations = [migrations.RunSQL(URL_KEY, migrations.RunSQL.noop)]
