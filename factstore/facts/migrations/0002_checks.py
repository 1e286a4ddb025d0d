"""The functions that check an evidence, and an accepted fact, as a whole when a change closes."""

from django.db import migrations

EVIDENCE = """
CREATE FUNCTION facts_check_evidence(p_evidence uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ev facts_evidence%ROWTYPE;
    broken text;
    culprit uuid;
BEGIN
    SELECT * INTO ev FROM facts_evidence WHERE id = p_evidence;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM facts_evidencequote WHERE evidence_id = ev.id) THEN
        broken := 'facts_evidence_has_quotes';
        culprit := ev.id;
    END IF;
    IF broken IS NULL THEN
        SELECT 'facts_evidence_quotes_of_one_version', q.id INTO broken, culprit
            FROM facts_evidencequote eq JOIN quotes_quote q ON q.id = eq.quote_id
            WHERE eq.evidence_id = ev.id AND (q.version_id <> ev.version_id) LIMIT 1;
    END IF;
    IF broken IS NULL THEN
        SELECT 'facts_evidence_parts_of_one_fact', part.id INTO broken, culprit FROM (
            SELECT id, fact_id FROM facts_evidencequote WHERE evidence_id = ev.id
            UNION ALL SELECT id, fact_id FROM facts_hop WHERE evidence_id = ev.id
            UNION ALL SELECT c.id, c.fact_id FROM facts_coverage c WHERE c.evidence_id = ev.id
            UNION ALL SELECT c.id, v.fact_id FROM facts_coverage c
                JOIN facts_value v ON v.id = c.value_id WHERE c.evidence_id = ev.id
        ) part WHERE part.fact_id <> ev.fact_id LIMIT 1;
    END IF;
    IF broken IS NULL THEN
        SELECT words.rule, words.id INTO broken, culprit FROM (
            SELECT 'facts_coverage_words_in_quotes' AS rule, id, as_printed AS printed
                FROM facts_coverage WHERE evidence_id = ev.id
            UNION ALL SELECT 'facts_hop_words_in_quotes', id, description
                FROM facts_hop WHERE evidence_id = ev.id
            UNION ALL SELECT 'facts_hop_words_in_quotes', id, role_as_printed
                FROM facts_hop WHERE evidence_id = ev.id
            UNION ALL SELECT 'facts_evidence_hedge_in_quotes', ev.id, ev.hedged
        ) words WHERE words.printed IS NOT NULL AND NOT EXISTS (
            SELECT FROM facts_evidencequote eq JOIN quotes_quote q ON q.id = eq.quote_id
                WHERE eq.evidence_id = ev.id AND strpos(q.exact, words.printed) > 0) LIMIT 1;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = broken,
            MESSAGE = format('evidence %s does not hold', ev.id), DETAIL = culprit::text;
    END IF;
END
$$
"""

ACCEPTED = """
CREATE FUNCTION facts_check_accepted(p_fact uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    broken text;
    culprit text;
BEGIN
    IF NOT EXISTS (SELECT FROM facts_fact WHERE id = p_fact AND status = 'accepted'
        AND withdrawn_reason IS NULL) THEN
        RETURN;
    END IF;
    SELECT 'facts_fact_accepted_is_complete', min(f.name) INTO broken, culprit
        FROM facts_field f JOIN facts_fact t ON t.fact_type_id = f.fact_type_id
        WHERE t.id = p_fact AND (f.required OR f.one_of <> '')
        GROUP BY CASE WHEN f.one_of = '' THEN f.name ELSE 'one of ' || f.one_of END
        HAVING NOT bool_or(EXISTS (
            SELECT FROM facts_value v WHERE v.fact_id = p_fact AND v.field_id = f.id))
        LIMIT 1;
    IF broken IS NULL THEN
        SELECT 'facts_fact_accepted_is_covered', v.id::text INTO broken, culprit
            FROM facts_value v WHERE v.fact_id = p_fact AND NOT EXISTS (
                SELECT FROM facts_coverage c JOIN facts_evidence e ON e.id = c.evidence_id
                WHERE c.value_id = v.id AND e.stance = 'supports') LIMIT 1;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = broken,
            MESSAGE = format('fact %s cannot be published so', p_fact), DETAIL = culprit;
    END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]

    operations = [
        migrations.RunSQL(EVIDENCE, "DROP FUNCTION facts_check_evidence(uuid)"),
        migrations.RunSQL(ACCEPTED, "DROP FUNCTION facts_check_accepted(uuid)"),
    ]
