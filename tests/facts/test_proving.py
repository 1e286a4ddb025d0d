"""`verify_ledger` proves what is derived from facts: one altered row of any kind is found."""

from importlib import import_module

import pytest
from django.db import connection

from factstore.facts.models import Facet
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
    "warnings": "'{article_removed}'",
    "search": "to_tsvector('simple', 'nothing')",
}


BEFORE, NOW = "number = 3 AND to_position IS NOT NULL", "to_position IS NULL"
"""The two rows of the current revision: before there was the alias, and since."""


def alter(change, where):
    with as_owner("facts_facet") as cursor:
        cursor.execute(f"UPDATE facts_facet SET {change} WHERE {where}")
        assert cursor.rowcount == 1


def differing(fact, number, *columns):
    said = f"the facets of revision {number} differ: {', '.join(columns)}"
    return [f"fact {fact['id']} revision 3: {said}"]


def test_every_column_of_the_facets_is_altered_here():
    columns = {field.column for field in Facet._meta.concrete_fields}
    assert columns - {"fact_id", "number", None} == FACETS.keys()


@pytest.mark.parametrize("column", FACETS)
def test_an_altered_facet_of_an_earlier_revision_is_found(fact, column):
    alter(f"{column} = {FACETS[column]}", "number = 1")
    assert told() == differing(fact, 1, column)


@pytest.mark.parametrize("column", sorted(FACETS.keys() - {"from_position", "to_position"}))
@pytest.mark.parametrize("row", [BEFORE, NOW])
def test_an_altered_facet_of_the_current_revision_is_found(fact, column, row):
    alter(f"{column} = {FACETS[column]}", row)
    assert told() == differing(fact, 3, column)


@pytest.mark.parametrize(
    ("change", "row", "columns"),
    [
        ("from_position = from_position - 1", BEFORE, ["from_position"]),
        ("to_position = to_position - 1", BEFORE, ["to_position", "from_position"]),
        ("to_position = to_position + 1", BEFORE, ["to_position", "from_position", "search"]),
        ("from_position = from_position + 1", NOW, ["to_position", "search", "from_position"]),
        ("to_position = from_position + 1", NOW, ["to_position"]),
    ],
)
def test_rows_of_a_revision_that_do_not_follow_each_other_are_found(fact, change, row, columns):
    alter(change, row)
    found = told()
    assert len(found) == 1
    assert set(found[0].partition("differ: ")[2].split(", ")) >= set(columns) - {"search"}


@pytest.mark.parametrize("row", [BEFORE, NOW])
def test_a_row_of_the_current_revision_that_is_gone_is_found(fact, row):
    with as_owner("facts_facet") as cursor:
        cursor.execute(f"DELETE FROM facts_facet WHERE {row}")
        assert cursor.rowcount == 1
    assert len(told()) == 1


def test_an_alias_that_search_does_not_know_is_found(fact):
    alter("search = ts_delete(search, 'yanke')", NOW)
    assert told() == differing(fact, 3, "search")


def test_an_alias_that_search_knew_too_early_is_found(fact):
    alter("search = search || to_tsvector('english', 'Yankees')", BEFORE)
    assert told() == differing(fact, 3, "search")


def test_an_alias_that_came_and_went_unseen_is_found(api, fact, ids):
    """One row for the time of the alias, before and after it: it was not found meanwhile."""
    sent = {"aliases": [], "reason": "x"}
    response = api.patch(f"/api/v1/entities/{ids['us']}", sent, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content
    assert told() == []
    with as_owner("facts_facet") as cursor:
        cursor.execute(
            "DELETE FROM facts_facet WHERE number = 3 AND from_position >"
            " (SELECT min(from_position) FROM facts_facet WHERE number = 3)"
        )
        assert cursor.rowcount == 2
    alter("to_position = NULL", "number = 3")
    assert told() == differing(fact, 3, "search")


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(f)::text FROM facts_facet f ORDER BY number, from_position")
        return cursor.fetchall()


def test_rows_recorded_before_are_divided_where_aliases_changed(api, fact, ids):
    migration = import_module("factstore.facts.migrations.0010_facets_by_words")
    for aliases in (["Yanks"], []):
        sent = {"aliases": aliases, "reason": "x"}
        response = api.patch(f"/api/v1/entities/{ids['us']}", sent, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
    now = rows()
    assert len(now) == 6
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.UNITE)
    assert Facet.objects.count() == 3
    assert told() == differing(fact, 3, "search")
    with as_owner("facts_facet"), connection.schema_editor() as editor:
        migration.divide(None, editor)
    assert rows() == now
    assert told() == []


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
            " FROM facts_facet f WHERE to_position IS NULL"
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
