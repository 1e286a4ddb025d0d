"""`verify_ledger` proves what is derived from facts: one altered row of any kind is found."""

import pytest

from factstore.ledger import verification
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.ledger.test_verify_ledger import as_owner


@pytest.fixture
def fact(api, publish, ids):
    """A fact with an earlier revision of another grantor, and an alias that came later."""
    body = bodies.permission(ids)
    body["values"][2] = bodies.entity("grantor", ids["russia"])
    fact = publish(body)
    grantor = next(v for v in fact["values"] if v["field"] == "grantor")
    sets = [{"id": grantor["id"], **bodies.entity("grantor", ids["us"])}]
    sent = {"values": {"set": sets}, "reason": "x"}
    changed = api.patch(f"{URL}/{fact['id']}", sent, HTTP_IF_MATCH="*")
    assert changed.status_code == 200, changed.content
    sent = {"aliases": ["Yankees"], "reason": "x"}
    named = api.patch(f"/api/v1/entities/{ids['us']}", sent, HTTP_IF_MATCH="*")
    assert named.status_code == 200, named.content
    assert told() == []
    return changed.json()


def told():
    return [str(finding) for finding in verification.findings()]


FACETS = {
    "from_position": "1",
    "to_position": "99",
    "fact_type": "'event'",
    "status": "'rejected'",
    "standing": "'refuted'",
    "withdrawn": "true",
    "stale": "NOT stale",
    "certain": "'[1999-01-01,1999-01-02)'",
    "possible": "'[1999-01-01,1999-01-02)'",
    "first_day": "'1999-01-01'",
    "latest_day": "'1999-01-01'",
    "publishers": "'{}'",
    "articles": "'{}'",
    "speakers": "array[gen_random_uuid()]",
    "stances": "'{refutes}'",
    "attributions": "'{named}'",
    "hedged": "true",
    "independent_origins": "7",
    "search": "to_tsvector('simple', 'nothing')",
}


@pytest.mark.parametrize("column", FACETS)
@pytest.mark.parametrize("number", [1, 3])
def test_an_altered_facet_is_found(fact, column, number):
    with as_owner("facts_facet") as cursor:
        cursor.execute(
            f"UPDATE facts_facet SET {column} = {FACETS[column]}"
            " WHERE fact_id = %s AND number = %s",
            [fact["id"], number],
        )
        assert cursor.rowcount == 1
    said = f"fact {fact['id']} revision 3: the facets of revision {number} differ: {column}"
    assert told() == [said]


def test_an_alias_that_search_does_not_know_is_found(fact):
    with as_owner("facts_facet") as cursor:
        cursor.execute("UPDATE facts_facet SET search = ts_delete(search, 'yanke')")
    assert told() == [
        f"fact {fact['id']} revision 3: the facets of revision 3 differ: search",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE facts_mention SET field = 'grantee' WHERE field = 'weapon' AND number = {number}",
        "UPDATE facts_mention SET polarity = 'excludes' WHERE field = 'weapon' AND number = {number}",
        "UPDATE facts_mention SET entity_id = gen_random_uuid() WHERE field = 'weapon' AND number = {number}",
        "UPDATE facts_mention SET from_position = 1 WHERE field = 'weapon' AND number = {number}",
        "UPDATE facts_mention SET to_position = 99 WHERE field = 'weapon' AND number = {number}",
        "DELETE FROM facts_mention WHERE field = 'weapon' AND number = {number}",
        (
            "INSERT INTO facts_mention (entity_id, fact_id, number, field, polarity, from_position)"
            " SELECT gen_random_uuid(), fact_id, number, 'signatory', 'includes', from_position"
            " FROM facts_mention WHERE field = 'weapon' AND number = {number}"
        ),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_an_altered_mention_is_found(fact, change, number):
    with as_owner("facts_mention") as cursor:
        cursor.execute(change.format(number=number))
        assert cursor.rowcount == 1
    assert told() == [f"fact {fact['id']} revision 3: the mentions of revision {number} differ"]


@pytest.mark.parametrize("number", [1, 3])
def test_facets_that_are_gone_are_found(fact, number):
    with as_owner("facts_facet") as cursor:
        cursor.execute("DELETE FROM facts_facet WHERE number = %s", [number])
    assert told() == [
        f"fact {fact['id']} revision 3: the facets of revision {number} differ: everything"
    ]


def test_facets_and_mentions_of_no_revision_are_found(fact):
    with as_owner("facts_facet") as cursor:
        cursor.execute(
            "INSERT INTO facts_facet SELECT (jsonb_populate_record(f, '{\"number\": 9}')).*"
            " FROM facts_facet f WHERE number = 3"
        )
    with as_owner("facts_mention") as cursor:
        cursor.execute(
            "INSERT INTO facts_mention SELECT (jsonb_populate_record(m, '{\"number\": 9}')).*"
            " FROM facts_mention m WHERE number = 3 AND field = 'weapon'"
        )
    assert told() == [
        f"fact {fact['id']}: there are {what} of a revision 9, which there is not"
        for what in ("facets", "mentions")
    ]


def test_another_claim_is_found(fact):
    with as_owner("facts_fact") as cursor:
        cursor.execute("UPDATE facts_fact SET values_digest = 'sha256:x'")
    assert told() == [f"fact {fact['id']} revision 3: its values_digest is not that of its values"]


def test_a_row_that_nothing_recorded_tells_of_is_found(fact):
    with as_owner("entities_entity") as cursor:
        cursor.execute(
            "INSERT INTO entities_entity (id, kind, name, sentence_name, description)"
            " VALUES ('00000000-0000-0000-0000-000000000001', 'person', 'x', '', '')"
        )
    assert told() == ["entity 00000000-0000-0000-0000-000000000001: nothing is recorded of its row"]
