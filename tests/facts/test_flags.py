"""Flags: POST and GET /facts/{id}/flags, GET /flags, POST /flags/{id}/resolve."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.facts.api.flag_serializers import FlagRead
from tests.facts.bodies import LIFTED, URL
from tests.facts.test_create import refused
from tests.shapes import assert_shape

FLAGS = "/api/v1/flags"


@pytest.fixture
def fact(event):
    return event("asked")


@pytest.fixture
def other(event):
    return event("lifted", quote=LIFTED)


@pytest.fixture
def flag(api, fact):
    def raise_it(kind="wrong", *, about=fact, **members):
        body = {"kind": kind, "text": "The article says the opposite.", **members}
        return api.post(f"{URL}/{about['id']}/flags", body)

    return raise_it


@pytest.fixture
def resolve(reviews):
    def send(flag, outcome="upheld", *, client=reviews):
        body = {"outcome": outcome, "reason": "read it again"}
        return client.post(f"{FLAGS}/{flag['id']}/resolve", body, HTTP_IF_MATCH="*")

    return send


def test_it_is_raised_listed_and_resolved(flag, resolve, fact, other, api, ada, cleo):
    response = flag()
    assert response.status_code == 201
    assert_shape(response.content, FlagRead)
    raised = response.json()
    assert (raised["status"], raised["resolution"]) == ("open", None)
    assert (raised["author"], raised["fact"]) == (str(ada.pk), fact["id"])
    later = flag("outdated", about=other).json()
    of_fact = api.get(f"{URL}/{fact['id']}/flags").json()["results"]
    assert of_fact == [raised]
    listed = api.get(FLAGS, {"status": "open"}).json()["results"]
    assert [f["id"] for f in listed] == [later["id"], raised["id"]]
    assert api.get(FLAGS, {"kind": "outdated"}).json()["results"] == [later]

    done = resolve(raised)
    assert done.status_code == 200
    assert_shape(done.content, FlagRead)
    assert done.json()["status"] == "upheld"
    assert done.json()["resolution"]["by"] == str(cleo.pk)
    assert api.get(f"{FLAGS}/{raised['id']}").json() == done.json()
    assert api.get(FLAGS, {"status": "open"}).json()["results"] == [later]
    refused(resolve(raised, "dismissed"), 409, "illegal_transition")


def test_a_duplicate_names_another_fact(flag, fact, other):
    assert flag("duplicate", duplicate_of=other["id"]).json()["duplicate_of"] == other["id"]
    for kind, members, code in (
        ("duplicate", {}, "required"),
        ("duplicate", {"duplicate_of": str(uuid4())}, "unknown"),
        ("duplicate", {"duplicate_of": fact["id"]}, "circular"),
        ("wrong", {"duplicate_of": other["id"]}, "duplicate_only"),
    ):
        response = flag(kind, **members)
        assert refused(response, 422, "invalid") == {("/duplicate_of", code)}


def test_what_is_not_there_is_not_flagged(flag, fact, reviews, api):
    refused(flag(about={"id": str(uuid4())}), 404, "not_found")
    refused(api.get(f"{FLAGS}/{uuid4()}"), 404, "not_found")
    reviews.post(f"{URL}/{fact['id']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    refused(flag(), 410, "withdrawn")


def test_readers_neither_see_nor_raise_any(flag, resolve, fact, anonymous, reader):
    raised = flag().json()
    for client, status, code in (
        (anonymous, 401, "not_authenticated"),
        (reader, 403, "permission_denied"),
    ):
        refused(client.get(FLAGS), status, code)
        refused(client.get(f"{FLAGS}/{raised['id']}"), status, code)
        refused(client.get(f"{URL}/{fact['id']}/flags"), status, code)
        refused(client.post(f"{URL}/{fact['id']}/flags", {}), status, code)
        refused(resolve(raised, client=client), status, code)


def test_what_was_said_stays(flag, resolve, record):
    resolve(flag().json())
    for sql, rule in (
        ("UPDATE facts_flag SET text = 'x'", "facts_flag_stays_as_submitted"),
        ("UPDATE facts_flag SET status = 'dismissed'", "facts_flag_is_resolved_once"),
        ("DELETE FROM facts_flag", "facts_flag_never_deleted"),
    ):
        with (
            pytest.raises(IntegrityError) as caught,
            transaction.atomic(),
            record(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        assert violated(caught.value) == rule
