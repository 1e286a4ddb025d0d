"""Everybody's own tokens over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from factstore.accounts import actions as account_actions
from factstore.accounts.models import Token
from factstore.accounts.programs import Program
from factstore.core.roles import Role
from tests.conftest import signed_in

URL = "/api/v1/tokens"
BODY = {
    "name": "nightly",
    "days": 30,
    "role": "contributor",
    "origin": {"model": "extractor", "version": "1.2 (model X)"},
}


@pytest.fixture
def api(client, ada):
    return signed_in(ada)


def with_key(key):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def test_a_new_token_is_shown_once_and_works(api, ada):
    response = api.post(URL, BODY)
    assert response.status_code == 201, response.content
    assert response["Cache-Control"] == "no-store"
    made = response.json()
    assert {name: made[name] for name in ("name", "role", "origin")} == {
        name: BODY[name] for name in ("name", "role", "origin")
    }
    token = Token.objects.get(number=made["id"])
    assert token.user == ada
    assert abs(token.expiry - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)
    assert with_key(made["key"]).get(URL).status_code == 200
    listed = api.get(URL)
    assert made["key"] not in listed.content.decode()
    assert token.digest not in listed.content.decode()


def test_a_token_needs_a_name_alone(api, settings):
    made = api.post(URL, {"name": "laptop"}).json()
    assert (made["role"], made["origin"], made["last_used"], made["revoked"]) == (None,) * 4
    expiry = Token.objects.get(number=made["id"]).expiry
    ttl = settings.REST_KNOX["TOKEN_TTL"]
    assert abs(expiry - timezone.now() - ttl) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"name": None}, "/name", "null"),
        ({"name": " "}, "/name", "not_a_line"),
        ({"days": 0}, "/days", "min_value"),
        ({"days": 91}, "/days", "max_value"),
        ({"role": "administrator"}, "/role", "invalid_choice"),
        ({"origin": ""}, "/origin", "invalid"),
        ({"origin": {"model": "extractor"}}, "/origin/version", "required"),
        ({"origin": {"model": "", "version": "1"}}, "/origin/model", "blank"),
        ({"origin": {"model": "x" * 121, "version": "1"}}, "/origin/model", "max_length"),
        ({"origin": {"model": "x", "version": "1" * 80}}, "/origin/version", "max_length"),
        ({"user": "root"}, "/user", "unknown_member"),
    ],
)
def test_what_a_token_may_be(api, change, pointer, code):
    response = api.post(URL, {**BODY, **change})
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_pages_go_newest_first_and_back(api, ada):
    for name in ("first", "second", "third"):
        account_actions.create_token(user=ada, name=name)
    page = api.get(f"{URL}?limit=2").json()
    assert [t["name"] for t in page["results"]] == ["third", "second"]
    page = api.get(URL, {"limit": 2, "cursor": page["next_cursor"]}).json()
    assert [t["name"] for t in page["results"]] == ["first", "test"]
    page = api.get(URL, {"limit": 2, "cursor": page["previous_cursor"]}).json()
    assert [t["name"] for t in page["results"]] == ["third", "second"]


def test_the_tokens_of_others_are_theirs(api, ben):
    theirs, _ = account_actions.create_token(user=ben, name="of Ben")
    assert [t["name"] for t in api.get(URL).json()["results"]] == ["test"]
    assert api.post(f"{URL}/{theirs.number}/revoke").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked is None


def test_a_revoked_token_is_refused_from_then_on(api, ada):
    token, key = account_actions.create_token(user=ada, name="lost")
    revoked = api.post(f"{URL}/{token.number}/revoke")
    assert revoked.json()["revoked"]
    assert api.post(f"{URL}/{token.number}/revoke").json() == revoked.json()
    assert with_key(key).get(URL).status_code == 401


def test_a_reader_has_tokens_too(client, ben):
    made = signed_in(ben).post(URL, {"name": "mine"})
    assert made.status_code == 201


@pytest.mark.parametrize("narrow", [{"role": Role.READER}, {"origin": Program("extractor", "1.2")}])
def test_a_narrow_token_knows_and_revokes_itself_alone(client, ada, narrow):
    other, _ = account_actions.create_token(user=ada, name="other")
    own, key = account_actions.create_token(user=ada, name="narrow", **narrow)
    api = with_key(key)
    assert api.post(URL, {"name": "more"}).json()["code"] == "permission_denied"
    assert [t["name"] for t in api.get(URL).json()["results"]] == ["narrow"]
    assert api.post(f"{URL}/{other.number}/revoke").status_code == 404
    assert api.post(f"{URL}/{own.number}/revoke").status_code == 200
    assert api.get(URL).status_code == 401
