"""Similar quotes: of words that were followed as they are, only the newest quote is read."""

from django.db import migrations

SHARING = """
-- The quotes that share runs of words with `asked`, and how many; those that share most first. Of
-- a run that more than `most` quotes have, `most` of them are read.
CREATE OR REPLACE FUNCTION
    quotes_sharing(asked uuid, same_article boolean, most integer, answered integer)
RETURNS TABLE (id uuid, shared bigint) LANGUAGE sql STABLE AS $$
    WITH one AS MATERIALIZED (
        SELECT quotes_shingles(q.exact) AS runs, CASE WHEN same_article THEN '{}' ELSE ARRAY(
            SELECT sibling.id FROM sources_version v
            JOIN sources_version sibling ON sibling.article_id = v.article_id
            WHERE v.id = q.version_id) END::uuid[] AS own
        FROM quotes_quote q WHERE q.id = asked
    )
    SELECT other.id, count(*) FROM one CROSS JOIN unnest(one.runs) AS run
    CROSS JOIN LATERAL (
        SELECT q.id FROM quotes_quote q
        WHERE quotes_shingles(q.exact) @> ARRAY[run] AND q.withdrawn_reason IS NULL
            AND q.id <> asked AND q.version_id <> ALL (one.own)/*NEWEST*/
        LIMIT most
    ) AS other
    GROUP BY other.id ORDER BY count(*) DESC, other.id LIMIT answered
$$;
"""

# An article of very many versions would else leave no room for others. Asked as a value, it is
# looked up for each row that is read, never joined with all there are.
NEWEST = """
            AND (SELECT true FROM quotes_quote later WHERE later.follows_id = q.id
                AND later.exact = q.exact AND later.withdrawn_reason IS NULL LIMIT 1) IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0008_drifted_quotes")]

    operations = [migrations.RunSQL(SHARING.replace("/*NEWEST*/", NEWEST), SHARING)]
