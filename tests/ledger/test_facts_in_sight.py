"""Revisions and the feed show readers facts while they are accepted, and editors all of them."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.entities import actions as entity_actions
from factstore.facts import actions
from factstore.facts.models import Fact
from factstore.ledger import feed
from tests import stores
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import by, record_fact

FACTS = "/api/v1/facts"


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK):
        yield


@pytest.fixture
def head(db):
    return feed.head()[0]


def accept(fact_id):
    with by("reviewer"):
        actions.accept_fact(fact_id, expected=None)


def told(client, head, query=""):
    page = client.get(f"/api/v1/changes?after={head}&kinds=fact{query}").json()
    return [[o["action"] for o in change["objects"]] for change in page["results"]]


def numbers(client, fact_id):
    response = client.get(f"{FACTS}/{fact_id}/revisions")
    if response.status_code != 200:
        return response.status_code
    return [row["number"] for row in response.json()["results"]]


def test_a_draft_is_hidden(api, anonymous, reader, head):
    contributor = signed_in(account_actions.create_user(username="carl", role=Role.CONTRIBUTOR))
    fact_id = record_fact(bodies.event(desk_ids()), accept=False)
    for client in (anonymous, reader, contributor):
        assert numbers(client, fact_id) == 404
        assert client.get(f"{FACTS}/{fact_id}/revisions/1").status_code == 404
        assert told(client, head) == [[]]
    assert numbers(api, fact_id) == [1]
    assert told(api, head) == [["create"]]


def test_an_accepted_fact_shows_what_was_accepted_of_it(api, anonymous, head):
    fact_id = record_fact(bodies.event(desk_ids()))
    assert numbers(anonymous, fact_id) == [2]
    assert numbers(api, fact_id) == [2, 1]
    assert anonymous.get(f"{FACTS}/{fact_id}/revisions/1").status_code == 404
    assert anonymous.get(f"{FACTS}/{fact_id}/revisions/1/diff/2").status_code == 404
    changes = api.get(f"{FACTS}/{fact_id}/revisions/1/diff/2").json()["changes"]
    assert {"path": "/status", "label": "status", "action": "change",
            "before": "draft", "after": "accepted"} in changes  # fmt: skip
    assert told(anonymous, head) == [[], ["create"]]
    assert told(api, head) == [["create"], ["change"]]


def test_a_fact_that_comes_into_sight_is_sent_whole(anonymous, head):
    fact_id = record_fact(bodies.event(desk_ids()))
    page = anonymous.get(f"/api/v1/changes?after={head}&kinds=fact&format=patch").json()
    (entered,) = page["results"][1]["objects"]
    assert (entered["id"], entered["patch"]) == (fact_id, None)
    assert entered["document"]["status"] == "accepted"


def test_a_fact_that_leaves_sight_is_hidden_and_comes_back(api, anonymous, head):
    fact_id = record_fact(bodies.event(desk_ids()))
    with by():
        Fact.objects.filter(pk=fact_id).update(status="draft")
    assert told(anonymous, head) == [[], ["create"], ["hide"]]
    assert told(api, head) == [["create"], ["change"], ["change"]]
    assert numbers(anonymous, fact_id) == 404
    last = anonymous.get(f"/api/v1/changes?after={head + 2}").json()["results"][0]["objects"][0]
    assert last == {
        "kind": "fact", "id": fact_id, "revision": None, "content_revision": None,
        "action": "hide", "document": None, "patch": None, "reverse": None,
    }  # fmt: skip
    accept(fact_id)
    assert told(anonymous, head) == [[], ["create"], ["hide"], ["create"]]
    assert numbers(anonymous, fact_id) == [4, 2]


def test_what_only_mentions_is_a_change(anonymous, head):
    ids = desk_ids()
    fact_id = record_fact(bodies.permission(ids))
    with by():
        entity_actions.update_entity(ids["ukraine"], {"name": "UKRAINE"}, expected=None)
    page = anonymous.get(f"/api/v1/changes?after={head + 2}").json()
    kinds = [(o["kind"], o["id"], o["action"]) for o in page["results"][0]["objects"]]
    assert kinds == [("entity", ids["ukraine"], "change"), ("fact", fact_id, "change")]


def test_a_withdrawn_fact_keeps_its_permalink(anonymous, head):
    fact_id = record_fact(bodies.event(desk_ids()))
    with by("reviewer"):
        actions.withdraw_fact(fact_id, reason="mistaken", expected=None)
    assert anonymous.get(f"{FACTS}/{fact_id}").status_code == 410
    assert numbers(anonymous, fact_id) == [3, 2]
    assert anonymous.get(f"{FACTS}/{fact_id}/revisions/2").json()["withdrawn"] is None
    assert told(anonymous, head) == [[], ["create"], ["withdraw"]]


def test_a_snapshot_has_what_readers_may_see(api, anonymous, head):
    ids = desk_ids()
    draft = record_fact(bodies.event(ids, "asked politely"), accept=False)
    accepted = record_fact(bodies.event(ids))
    for client, expected in ((anonymous, [accepted]), (api, sorted([draft, accepted]))):
        listed = client.get(client.get("/api/v1/snapshot").json()["lists"]["fact"]).json()
        assert [row["id"] for row in listed["results"]] == expected


def test_a_fact_type_s_revisions_go_by_name(anonymous, db):
    url = "/api/v1/fact-types/event/revisions"
    assert [row["number"] for row in anonymous.get(url).json()["results"]] == [1]
    assert anonymous.get(f"{url}/1").json()["name"] == "event"
