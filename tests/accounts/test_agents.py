"""What a program writes is recorded with the program's name, for good."""

import pytest
from django.db import DatabaseError, connection, transaction

from factstore.accounts import actions as account_actions
from factstore.accounts.programs import Program
from factstore.core.roles import Role
from factstore.ledger.models import Change
from tests.conftest import signed_in

ARTICLE = {"text": "One.", "language": "en"}


@pytest.fixture
def written(client, ada):
    """A change that a program's token of Ada's made, and Ada's own client."""
    machine = signed_in(ada, role=Role.CONTRIBUTOR, origin=Program("extractor", "1.2 (model X)"))
    response = machine.post("/api/v1/articles", ARTICLE)
    assert response.status_code == 201, response.content
    return Change.objects.get(), signed_in(ada), response.json()["id"]


def test_a_change_names_its_program(written):
    change, _, _ = written
    assert (change.actor.username, change.agent) == ("ada", "extractor 1.2 (model X)")


def test_editors_read_it_in_history_and_feed(written):
    _, api, article = written
    revision = api.get(f"/api/v1/articles/{article}/revisions").json()["results"][0]
    assert revision["change"]["agent"] == "extractor 1.2 (model X)"
    feed = api.get("/api/v1/changes").json()["results"]
    assert [change["agent"] for change in feed] == ["extractor 1.2 (model X)"]


def test_readers_do_not(written, client):
    _, _, article = written
    revision = client.get(f"/api/v1/articles/{article}/revisions").json()["results"][0]
    assert revision["change"]["agent"] is None
    assert client.get("/api/v1/changes").json()["results"][0]["agent"] is None


def test_a_person_s_change_has_none(client, ada):
    signed_in(ada).post("/api/v1/articles", ARTICLE)
    assert Change.objects.get().agent is None


def test_it_never_changes(written):
    change, _, _ = written
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ledger_change SET agent = 'me' WHERE id = %s", [change.pk])


def test_somebody_who_left_is_a_pseudonym_in_history_and_feed(written, ben):
    _, _, article = written
    change = Change.objects.get()
    account_actions.pseudonymise_user(change.actor)
    editor = signed_in(account_actions.create_user(username="ed", role=Role.EDITOR))
    name = f"deleted-{change.actor.pk.hex[-12:]}"
    revision = editor.get(f"/api/v1/articles/{article}/revisions").json()["results"][0]
    assert revision["change"]["actor"] == name
    assert editor.get("/api/v1/changes").json()["results"][0]["actor"] == name
