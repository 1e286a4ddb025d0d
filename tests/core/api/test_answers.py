import re

import pytest

from factstore.core.api.renderers import JSONRenderer


def test_a_stored_document_is_sent_as_its_bytes(edge):
    response = edge.get("/api/v1/things/1")
    assert response.content == b'{"id": "1"}'
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == '"3.4"'
    assert response["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response["Vary"]


def test_the_renderer_passes_bytes_through():
    assert JSONRenderer().render(b'{ "a":1}') == b'{ "a":1}'
    assert JSONRenderer().render({"a": "ä"}) == '{"a":"ä"}'.encode()
    assert JSONRenderer().render(None) == b""


def test_creating_says_where(writer):
    response = writer.post("/api/v1/things", {"text": "good", "reason": "r"})
    assert response.status_code == 201
    assert response["Location"] == "/api/v1/things/1"
    assert response["ETag"] == '"1.1"'


@pytest.mark.parametrize("sent", ["abc", "A.b_c-9", "x" * 64])
def test_a_sane_request_id_is_kept(edge, sent):
    assert edge.get("/healthz", HTTP_X_REQUEST_ID=sent)["X-Request-Id"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "é", "a\nb"])
def test_another_is_replaced(edge, sent):
    response = edge.get("/healthz", HTTP_X_REQUEST_ID=sent)
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-Id"])


def test_the_process_answers_without_a_database(edge):
    assert edge.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_it_is_ready_when_all_migrations_are_applied(edge):
    response = edge.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready"}


def test_a_head_request_is_a_get_without_a_body(edge):
    response = edge.head("/api/v1/things/1")
    assert (response.status_code, response["ETag"]) == (200, '"3.4"')
