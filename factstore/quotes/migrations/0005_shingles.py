"""Quotes are found by the runs of words that they share."""

from django.db import migrations

SHINGLES = r"""
-- The runs of three words of a quote, hashed: the 256 smallest hashes, each once; of fewer words
-- the whole is one run. Neither case nor marks nor the breaking of lines count. Where a script has
-- no spaces, each character is a word. Only the first 20,000 characters are read.
-- It costs so much that the planner looks hashes up instead of making them anew.
CREATE FUNCTION quotes_shingles(said text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT coalesce(array_agg(hash), '{}') FROM (
        SELECT DISTINCT hashtextextended(run, 0) AS hash FROM (
            SELECT concat_ws(' ', word, lead(word) OVER words, lead(word, 2) OVER words) AS run,
                row_number() OVER words AS number, count(*) OVER () AS size
            FROM unnest(string_to_array(btrim(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(lower(normalize(left(said, 20000), NFKC)),
                            '[\u00ad\u200b-\u200f\u2060\ufeff''’‘]|(?<=[[:alpha:]])[-‐‑][ \t]*\r?\n\s*(?=[[:alpha:]])',
                            '', 'g'),
                        '[^[:alnum:]]+', ' ', 'g'),
                    '\s*([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])\s*',
                    ' \1 ', 'g')), ' ')) WITH ORDINALITY AS of_quote(word, n)
            WHERE word <> ''
            WINDOW words AS (ORDER BY n)
        ) AS runs WHERE number <= greatest(size - 2, 1)
        ORDER BY hash LIMIT 256
    ) AS smallest
$$;
"""

# A posting list that is written at once needs no sifting when it is read.
INDEX = """
CREATE INDEX quotes_quote_shingles ON quotes_quote USING gin (quotes_shingles(exact))
    WITH (fastupdate = off) WHERE withdrawn_reason IS NULL;
"""

SHARING = """
-- The quotes that share runs of words with `asked`, and how many; those that share most first. Of
-- a run that more than `most` quotes have, `most` of them are read.
CREATE FUNCTION quotes_sharing(asked uuid, same_article boolean, most integer, answered integer)
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
            AND q.id <> asked AND q.version_id <> ALL (one.own)
        LIMIT most
    ) AS other
    GROUP BY other.id ORDER BY count(*) DESC, other.id LIMIT answered
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0004_repaired")]

    operations = [
        migrations.RunSQL(SHINGLES, "DROP FUNCTION quotes_shingles(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX quotes_quote_shingles"),
        migrations.RunSQL(SHARING, "DROP FUNCTION quotes_sharing(uuid, boolean, integer, integer)"),
    ]
