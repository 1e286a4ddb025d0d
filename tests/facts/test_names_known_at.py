"""Names in filters mean what they meant at `known_at`: merged and parted entities, external ids."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.facts.filtering import Filters
from factstore.facts.naming import resolve
from tests.facts import bodies
from tests.facts.bodies import URL

ENTITIES = "/api/v1/entities"


@pytest.fixture
def usa(api):
    """The United States once more."""
    external = [{"scheme": "iso", "value": "US"}]
    body = {"kind": "country", "name": "USA", "external_ids": external}
    return api.post(ENTITIES, body).json()["id"]


@pytest.fixture
def fact(publish, ids):
    """A fact of the first one."""
    return publish(bodies.permission(ids))


@pytest.fixture
def found(anonymous):
    """List facts with a filter; returns their ids."""

    def ask(**query):
        response = anonymous.get(URL, query)
        assert response.status_code == 200, response.content
        return [f["id"] for f in response.json()["results"]]

    return ask


@pytest.fixture
def do(api):
    """Write to an entity; returns the position."""

    def send(entity, step=None, **body):
        url, write = f"{ENTITIES}/{entity}", api.patch
        if step:
            url, write = f"{url}/{step}", api.post
        response = write(url, {"reason": "a test", **body}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()["recorded"]["position"]

    return send


def test_an_external_id_means_whose_it_was_then(ids, do, usa, fact, found):
    merged = do(ids["us"], "merge", into=usa)
    asked = {"includes": "grantor:wikidata:Q30"}
    assert found(**asked) == [fact["id"]]
    assert found(**asked, known_at=merged) == [fact["id"]]
    assert found(**asked, known_at=merged - 1) == [fact["id"]]


def test_a_merged_entity_means_the_other_while_it_was_merged(ids, do, usa, fact, found):
    merged = do(ids["us"], "merge", into=usa)
    parted = do(ids["us"], "unmerge")
    for position in (merged - 1, merged, parted):
        assert found(entity=ids["us"], known_at=position) == [fact["id"]], position
    assert found(entity=usa, known_at=merged) == [fact["id"]]
    assert found(entity=usa, known_at=parted) == []


def test_an_external_id_that_is_gone_is_known_where_it_was(ids, do, fact, found, anonymous):
    gone = do(ids["us"], external_ids=[])
    asked = {"entity": "wikidata:Q30"}
    assert found(**asked, known_at=gone - 1) == [fact["id"]]
    assert anonymous.get(URL, {**asked, "known_at": gone}).status_code == 400
    given = do(ids["us"], external_ids=[{"scheme": "wikidata", "value": "Q30"}])
    assert found(**asked, known_at=given) == found(**asked, known_at=gone) == [fact["id"]]


MANY = """
    INSERT INTO ledger_revision (id, kind, object_id, number, content_revision, from_position,
        document, content_digest, change_id)
    SELECT gen_random_uuid(), kind, gen_random_uuid(), number, content_revision, from_position,
        replace(document, 'Q30', 'Q' || 1000 + n), content_digest, change_id
    FROM ledger_revision, generate_series(1, 3000) n
    WHERE kind = 'entity' AND object_id = %s AND number = 1
"""


def test_who_had_an_external_id_then_is_looked_up_in_an_index(ids, do, fact):
    gone = do(ids["us"], external_ids=[])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_revision DISABLE TRIGGER USER")
        cursor.execute(MANY, [ids["us"]])
        cursor.execute("ANALYZE ledger_revision")
    asked = Filters(entities=("wikidata:Q30",), known_at=gone - 1)
    with CaptureQueriesContext(connection) as statements:
        assert resolve(asked)["entity wikidata:Q30"] == ids["us"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statements[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "facts_external_ids_then" in plan
