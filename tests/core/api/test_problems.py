import json
import logging

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from factstore.core import errors
from factstore.core.api import exceptions
from factstore.core.api.codes import PROBLEMS

THING = {"text": "good", "reason": "because"}


def send(client, body, method="post", url="/api/v1/things", **kwargs):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kwargs.setdefault("content_type", "application/json")
    return client.generic(method.upper(), url, data, **kwargs)


def _bug(client):
    client.raise_request_exception = False
    return client.get("/api/v1/failures/bug")


def _not_ready(client):
    MigrationRecorder(connection).record_unapplied("accounts", "0003_roles")
    return client.get("/readyz")


def _too_large(client):
    return send(client, b" " * (live_settings.MAX_BODY_BYTES + 1))


def _anonymous(client):
    client.credentials()
    return send(client, THING)


def _reader(client):
    from factstore.accounts import actions as account_actions

    user = account_actions.create_user(username="edge-reader", writer=False)
    _, key = account_actions.create_token(user=user, name="test")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return send(client, THING)


def _patch(client, **kwargs):
    return send(client, THING, "patch", "/api/v1/things/1", **kwargs)


TRIGGERS = {
    "unreadable_json": lambda client: send(client, b"{"),
    "unknown_parameter": lambda client: client.get("/api/v1/things?colour=red"),
    "bad_parameter": lambda client: client.get("/api/v1/things?limit=501"),
    "bad_cursor": lambda client: client.get("/api/v1/things?cursor=abc"),
    "bad_header": lambda client: _patch(client, HTTP_IF_MATCH="3.4"),
    "bad_request": lambda client: client.get("/api/v1/things", HTTP_HOST="elsewhere.example"),
    "not_authenticated": _anonymous,
    "permission_denied": _reader,
    "not_found": lambda client: client.get("/api/v1/nothing"),
    "method_not_allowed": lambda client: client.delete("/api/v1/things"),
    "not_acceptable": lambda client: client.get("/api/v1/things", HTTP_ACCEPT="text/html"),
    "duplicate": lambda client: client.get("/api/v1/failures/duplicate"),
    "illegal_transition": lambda client: client.get("/api/v1/failures/illegal_transition"),
    "in_use": lambda client: client.get("/api/v1/failures/in_use"),
    "withdrawn": lambda client: client.get("/api/v1/failures/withdrawn"),
    "length_required": lambda client: client.post(
        "/api/v1/things", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH=""
    ),
    "precondition_failed": lambda client: _patch(client, HTTP_IF_MATCH='"2.9"'),
    "body_too_large": _too_large,
    "unsupported_media_type": lambda client: send(client, THING, content_type="text/plain"),
    "invalid": lambda client: send(client, {"text": "good"}),
    "precondition_required": _patch,
    "too_many_requests": lambda client: client.get("/api/v1/failures/throttled"),
    "internal": _bug,
    "time_limit": lambda client: client.get("/api/v1/failures/time_limit"),
    "unavailable": lambda client: client.get("/api/v1/failures/unavailable"),
    "not_ready": _not_ready,
}


@pytest.mark.parametrize("code", TRIGGERS)
def test_each_code_is_answered_as_a_problem_document(writer, settings, code):
    settings.MAX_BODY_BYTES = 2000
    response = TRIGGERS[code](writer)
    body = response.json()
    assert (response.status_code, body["code"]) == (PROBLEMS[code].status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert body["type"] == f"urn:factstore:error:{code}"
    assert body["title"] == PROBLEMS[code].title
    assert body["status"] == response.status_code
    assert body["request_id"] == response["X-Request-Id"]
    assert body["detail"]
    assert isinstance(body["errors"], list)


def test_codes_of_errors_agree_with_the_table():
    def family(kind):
        return [kind, *(inner for sub in kind.__subclasses__() for inner in family(sub))]

    here = {errors.__name__, exceptions.__name__}
    for kind in family(errors.DomainError):
        if kind.__module__ in here and "code" in vars(kind) and kind is not errors.DomainError:
            known = PROBLEMS[kind.code]
            assert (known.status, known.title) == (kind.status, kind.title)


def test_members_of_domain_errors_stand_in_the_problem(edge):
    assert edge.get("/api/v1/failures/duplicate").json()["existing"] == {
        "id": "1",
        "url": "/api/v1/facts/1",
    }
    gone = edge.get("/api/v1/failures/withdrawn").json()
    assert gone["reason"] == "typed into the wrong field"
    assert gone["withdrawn_at"] == "2024-06-21T12:00:00Z"


@pytest.mark.django_db
def test_an_internal_error_says_nothing_but_its_id_which_is_logged(edge, caplog):
    edge.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        response = edge.get("/api/v1/failures/bug", HTTP_X_REQUEST_ID="mine-1")
    assert "secret" not in response.content.decode()
    assert response.json()["request_id"] == "mine-1"
    assert "mine-1" in caplog.text


def test_hidden_things_and_unknown_addresses_look_alike_and_tell_nothing(edge):
    assert edge.get("/api/v1/failures/hidden").json()["code"] == "not_found"
    response = edge.get("/api/v1/failures/http404")
    assert response.json()["code"] == "not_found"
    assert "secret" not in response.content.decode()


def test_addresses_outside_the_api_get_a_plain_page(edge):
    response = edge.get("/elsewhere")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_a_trailing_slash_is_another_address(edge):
    assert edge.get("/api/v1/things/").status_code == 404


def test_allow_lists_the_methods(edge):
    response = edge.delete("/api/v1/things")
    assert response["Allow"] == "GET, HEAD, POST"
    assert edge.options("/api/v1/things").status_code == 405


def test_throttling_says_how_long_to_wait(edge):
    assert edge.get("/api/v1/failures/throttled")["Retry-After"] == "3"


def test_conflict_names_the_present_tag_and_what_changed(writer):
    response = _patch(writer, HTTP_IF_MATCH='"2.9"')
    assert response["ETag"] == '"3.4"'
    assert response.json()["etag"] == '"3.4"'
    assert response.json()["changed"] == ["values"]


def test_unauthenticated_answers_name_the_scheme(edge):
    assert send(edge, THING)["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"reason": None}, "/reason", "null"),
        ({"reason": "  "}, "/reason", "blank"),
        ({"text": ""}, "/text", "blank"),
        ({"text": 5}, "/text", "invalid"),
        ({"text": "a"}, "/text", "min_length"),
        ({"text": "a" * 21}, "/text", "max_length"),
        ({"extra": 1}, "/extra", "unknown_member"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_member"),
        ({"id": "x"}, "/id", "read_only_member"),
        ({"values": {}}, "/values", "not_a_list"),
        ({"values": [{}]}, "/values/0/entity", "required"),
        ({"values": [5]}, "/values/0", "invalid"),
        ({"values": [{"entity": "x"}]}, "/values/0/entity", "invalid"),
        ({"values": [{"entity": 7}]}, "/values/0/entity", "invalid"),
        ({"names": []}, "/names", "empty"),
        ({"names": ["ok", ""]}, "/names/1", "blank"),
        ({"sure": "yes"}, "/sure", "invalid"),
        ({"sure": 1}, "/sure", "invalid"),
        ({"date": {}}, "/date", "invalid_date"),
        ({"date": {"edtf": "2024", "not_before": None}}, "/date", "invalid_date"),
        ({"date": {"edtf": "2024-13"}}, "/date", "invalid_date"),
        ({"date": {"not_before": None, "not_after": None}}, "/date", "invalid_date"),
        ({"date": {"not_before": "20240521"}}, "/date/not_before", "invalid_date"),
        ({"date": {"not_before": 2024}}, "/date/not_before", "invalid_date"),
        (
            {"date": {"not_before": "2024-05-02", "not_after": "2024-05-01"}},
            "/date",
            "invalid_date",
        ),
        ({"date": {"since": "2024"}}, "/date/since", "unknown_member"),
        ({"text": "a\x00b"}, "/text", "unstorable_text"),
        ({"names": ["ok", "\ud800"]}, "/names/1", "unstorable_text"),
        ({"\ud800": 1}, "", "unstorable_text"),
    ],
)
def test_each_refused_member_is_pointed_at(writer, change, pointer, code):
    response = send(writer, {**THING, **change})
    assert response.status_code == 422
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in response.json()["errors"]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": "5"}, "invalid"),
        ({"count": True}, "invalid"),
        ({"count": 1.0}, "invalid"),
        ({"count": -1}, "min_value"),
        ({"count": 10}, "max_value"),
        ({"kind": "c"}, "invalid_choice"),
    ],
)
def test_numbers_and_choices_are_taken_at_their_word(writer, change, code):
    value = {"entity": "019aaaaa-0000-7000-8000-000000000000", **change}
    response = send(writer, {**THING, "values": [value]})
    (error,) = response.json()["errors"]
    assert error["pointer"] == f"/values/0/{next(iter(change))}"
    assert error["code"] == code


def test_all_refused_members_are_named_at_once(writer):
    response = send(writer, {"text": "", "extra": 1, "values": [{"entity": "x", "more": 2}]})
    assert {error["pointer"] for error in response.json()["errors"]} == {
        "/text",
        "/extra",
        "/reason",
        "/values/0/entity",
        "/values/0/more",
    }


def test_a_body_that_is_no_object_is_refused_at_the_root(writer):
    (error,) = send(writer, []).json()["errors"]
    assert error["pointer"] == ""


def test_every_character_of_a_text_is_kept(writer):
    response = send(writer, {**THING, "text": "  «a» \u200b\n"})
    assert response.status_code == 201
    assert response.json()["text"] == "  «a» \u200b\n"


def test_the_plain_django_client_sees_the_same(edge):
    assert Client().get("/api/v1/nothing").json()["code"] == "not_found"
