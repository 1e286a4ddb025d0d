"""POST /api/v1/facts/{id}/withdraw: recorded in error, never to be used."""

from uuid import uuid4

import pytest

from factstore.facts.api.read_serializers import FactRead
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import counts
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import refused


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


@pytest.fixture
def send(api):
    def post(fact, body, *, client=api, etag="*"):
        return client.post(f"{URL}/{fact['id']}/withdraw", body, HTTP_IF_MATCH=etag)

    return post


def test_it_is_answered_with_its_last_document(send, fact):
    response = send(fact, {"reason": "another Kharkiv"}, etag='"2.2"')
    assert response.status_code == 200
    assert response.json()["withdrawn"] == {"reason": "another Kharkiv"}
    assert response["ETag"] == '"3.3"'
    assert_fact_shape(response.content, FactRead)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"reason": ""}, "blank"),
        ({"reason": " "}, "blank"),
        ({"reason": None}, "null"),
    ],
)
def test_it_needs_a_reason(body, code, send, fact):
    before = counts()
    assert refused(send(fact, body), 422, "invalid") == {("/reason", code)}
    assert counts() == before


def test_nothing_is_written_to_it_any_more(send, fact, api):
    send(fact, {"reason": "error"})
    url, sent = f"{URL}/{fact['id']}", {"reason": "again"}
    refused(send(fact, sent), 410, "withdrawn")
    refused(api.patch(url, sent, HTTP_IF_MATCH="*"), 410, "withdrawn")


def test_what_it_stood_on_is_free_again(send, fact, api):
    quote = f"/api/v1/quotes/{fact['evidence'][0]['quotes'][0]['id']}/withdraw"
    refused(api.post(quote, {"reason": "?"}, HTTP_IF_MATCH="*"), 409, "in_use")
    send(fact, {"reason": "error"})
    assert api.post(quote, {"reason": "?"}, HTTP_IF_MATCH="*").status_code == 200


def test_conditions_and_rights(send, fact, api, anonymous, reader):
    sent = {"reason": "?"}
    refused(api.post(f"{URL}/{fact['id']}/withdraw", sent), 428, "precondition_required")
    refused(send(fact, sent, etag='"1.1"'), 412, "precondition_failed")
    refused(send({"id": str(uuid4())}, sent), 404, "not_found")
    refused(send(fact, sent, client=anonymous), 401, "not_authenticated")
    refused(send(fact, sent, client=reader), 403, "permission_denied")
