"""Texts that share runs of words are found without reading all that share a common one."""

from django.db import migrations

# Each look-up reads all that waits to be entered: nothing waits.
INDEX = "ALTER INDEX sources_version_sketch SET (fastupdate = off)"
WAITING = "SELECT gin_clean_pending_list('sources_version_sketch')"

SHARING = """
-- The versions, of articles in use other than `apart_from`, that share most of the hashes `asked`.
-- Of the versions that have one hash, `most` are looked at, `answered` in all. The planner cannot
-- know how rare a hash is, and would read all texts for it.
CREATE FUNCTION sources_sharing(asked bigint[], apart_from uuid, most integer, answered integer)
RETURNS TABLE (id uuid) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
    SELECT other.id FROM unnest(asked) AS hash CROSS JOIN LATERAL (
        SELECT v.id FROM sources_version v JOIN sources_article a ON a.id = v.article_id
        WHERE v.sketch @> ARRAY[hash] AND a.withdrawn_reason IS NULL
            AND v.article_id IS DISTINCT FROM apart_from
        LIMIT most
    ) AS other
    GROUP BY other.id ORDER BY count(*) DESC, other.id LIMIT answered
$$;
"""


class Migration(migrations.Migration):

    dependencies = [("sources", "0005_long_addresses")]

    operations = [
        migrations.RunSQL(INDEX, "ALTER INDEX sources_version_sketch RESET (fastupdate)"),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        migrations.RunSQL(
            SHARING, "DROP FUNCTION sources_sharing(bigint[], uuid, integer, integer)"
        ),
    ]
