"""Contributors see what is theirs, everywhere: histories, feed, snapshots, proposals, flags, notes."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.test_create import refused

WHY = {"reason": "a test"}
PEOPLE = ("carl", "dora", "emil", "rita", "anonymous")


@pytest.fixture
def people(anonymous):
    """Carl and Dora contribute, Emil edits, Rita reviews; and somebody without a token."""
    roles = {"carl": 1, "dora": 1, "emil": 2, "rita": 3}
    made = {
        name: signed_in(account_actions.create_user(username=name, role=Role(role)))
        for name, role in roles.items()
    }
    return {**made, "anonymous": anonymous}


@pytest.fixture
def draft(people, ids):
    """A draft of Carl's."""
    response = people["carl"].post(URL, bodies.event(ids, "a strike"))
    assert response.status_code == 201, response.content
    return response.json()


@pytest.fixture
def change(people):
    def send(fact, what, who="carl"):
        item = bodies.text("what", what) | {"id": fact["values"][0]["id"]}
        confirmed = {"confirm": [fact["evidence"][0]["id"]]}
        body = {"values": {"set": [item]}, "evidence": confirmed, **WHY}
        response = people[who].patch(f"{URL}/{fact['id']}", body, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return send


@pytest.fixture
def submit(people):
    """Let somebody propose a change of a fact, and flag it; returns both."""

    def send(fact, who):
        item = bodies.text("what", "two strikes") | {"id": fact["values"][0]["id"]}
        body = {"base": fact["content_revision"], "patch": {"values": {"set": [item]}}, **WHY}
        proposal = people[who].post(f"{URL}/{fact['id']}/proposals", body)
        flag = people[who].post(f"{URL}/{fact['id']}/flags", {"kind": "wrong", "text": "It is."})
        assert (proposal.status_code, flag.status_code) == (201, 201), proposal.content
        return proposal.json(), flag.json()

    return send


def accept(people, fact):
    response = people["rita"].post(f"{URL}/{fact['id']}/accept", WHY, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content
    return response.json()


def told(client, *kinds, form="none"):
    """Return what the feed tells of these kinds: (kind, action) by change that tells any."""
    query = {"kinds": kinds, "format": form}
    changes = client.get("/api/v1/changes", query).json()["results"]
    found = [[(o["kind"], o["action"]) for o in change["objects"]] for change in changes]
    return [objects for objects in found if objects]


def numbers(client, url):
    response = client.get(f"{url}/revisions")
    if response.status_code != 200:
        return response.status_code
    return [row["number"] for row in response.json()["results"]]


def snapshot(client, kind):
    lists = client.get("/api/v1/snapshot").json()["lists"]
    return [row["id"] for row in client.get(lists[kind]).json()["results"]]


def test_the_history_of_one_s_own_draft_is_read(people, draft, change):
    change(draft, "two strikes")
    url = f"{URL}/{draft['id']}"
    for who in ("carl", "emil"):
        client = people[who]
        assert numbers(client, url) == [2, 1]
        assert client.get(f"{url}/revisions/1").json() == draft
        (changed,) = [
            item
            for item in client.get(f"{url}/revisions/1/diff/2").json()["changes"]
            if item["path"] == "/sentence"
        ]
        assert changed["after"] == "Two strikes"
    for who in ("dora", "anonymous"):
        assert numbers(people[who], url) == 404
        assert people[who].get(f"{url}/revisions/1").status_code == 404
        assert people[who].get(f"{url}/revisions/1/diff/2").status_code == 404


def test_an_accepted_fact_keeps_its_drafts_for_whom_it_is(people, draft):
    accept(people, draft)
    url = f"{URL}/{draft['id']}"
    assert {who: numbers(people[who], url) for who in PEOPLE} == {
        "carl": [2, 1],
        "dora": [2],
        "emil": [2, 1],
        "rita": [2, 1],
        "anonymous": [2],
    }
    assert people["carl"].get(f"{url}/revisions/1").json() == draft
    assert people["dora"].get(f"{url}/revisions/1").status_code == 404


def test_who_and_why_stay_among_editors(people, draft):
    (mine,) = people["carl"].get(f"{URL}/{draft['id']}/revisions").json()["results"]
    assert (mine["change"]["actor"], mine["change"]["reason"]) == (None, None)


def test_the_feed_and_the_snapshot_have_one_s_own_drafts(people, draft, change):
    change(draft, "two strikes")
    accept(people, draft)
    whole = [[("fact", "create")], [("fact", "change")], [("fact", "change")]]
    for who in ("carl", "emil"):
        assert told(people[who], "fact") == whole
    for who in ("dora", "anonymous"):
        assert told(people[who], "fact") == [[("fact", "create")]]
    change_2 = people["carl"].get("/api/v1/changes", {"kinds": "fact", "format": "patch"}).json()
    assert change_2["results"][1]["objects"][0]["patch"]


@pytest.mark.parametrize("who", ["carl", "dora", "anonymous", "emil"])
def test_a_snapshot_has_one_s_own_drafts(people, draft, who):
    assert snapshot(people[who], "fact") == ([draft["id"]] if who in {"carl", "emil"} else [])


def test_submissions_about_hidden_facts_are_hidden(people, draft, submit):
    proposal, flag = submit(draft, "emil")
    for kind, mine in (("proposal", proposal), ("flag", flag)):
        url = f"/api/v1/{kind}s/{mine['id']}"
        for who, sees in (("carl", True), ("dora", False), ("emil", True)):
            client = people[who]
            known = {"known_at": mine["recorded"]["position"]}
            for query in ({}, {"fact": draft["id"]}, {"status": "open"}, known):
                listed = client.get(f"/api/v1/{kind}s", query).json()["results"]
                assert listed == ([mine] if sees else []), (kind, who, query)
            assert client.get(url).status_code == (200 if sees else 404)
            assert client.get(url, known).status_code == (200 if sees else 404)
            assert numbers(client, url) == ([1] if sees else 404)
            assert client.get(f"{url}/revisions/1").status_code == (200 if sees else 404)
            assert client.get(f"{url}/revisions/1/diff/1").status_code == (200 if sees else 404)
            assert told(client, kind) == ([[(kind, "create")]] if sees else [])
            assert snapshot(client, kind) == ([mine["id"]] if sees else [])
        anonymous = people["anonymous"]
        assert told(anonymous, kind) == []
        assert snapshot(anonymous, kind) == []
        assert numbers(anonymous, url) == 401
    hidden = people["dora"].post(
        f"/api/v1/proposals/{proposal['id']}/withdraw", WHY, HTTP_IF_MATCH="*"
    )
    refused(hidden, 404, "not_found")


def test_they_come_into_sight_with_their_fact(people, draft, submit):
    proposal, flag = submit(draft, "emil")
    accept(people, draft)
    dora = people["dora"]
    assert told(dora, "fact", "proposal", "flag") == [
        [("fact", "create"), ("flag", "create"), ("proposal", "create")]
    ]
    for kind, made in (("proposal", proposal), ("flag", flag)):
        url = f"/api/v1/{kind}s/{made['id']}"
        now = dora.get(url).json()
        # Not changed itself: who resolves it builds on what it was.
        assert (now["revision"], now["content_revision"]) == (2, 1)
        assert (made["fact_status"], now["fact_status"]) == ("draft", "accepted")
        assert [row["id"] for row in dora.get(f"/api/v1/{kind}s").json()["results"]] == [made["id"]]
        assert numbers(dora, url) == [2]
        assert numbers(people["emil"], url) == numbers(people["carl"], url) == [2, 1]
        assert snapshot(dora, kind) == [made["id"]]
        before = {"known_at": made["recorded"]["position"]}
        assert dora.get(url, before).status_code == 404
        assert dora.get(f"/api/v1/{kind}s", before).json()["results"] == []


def test_one_s_own_are_seen_whatever_they_are_about(people, publish, ids, submit, record):
    fact = publish(bodies.event(ids, "a strike"))
    proposal, flag = submit(fact, "dora")
    from factstore.facts.models import Fact

    with record():
        Fact.objects.filter(pk=fact["id"]).update(status="draft")
    for kind, made in (("proposal", proposal), ("flag", flag)):
        url = f"/api/v1/{kind}s/{made['id']}"
        assert people["dora"].get(url).status_code == 200
        assert numbers(people["dora"], url) == [2, 1]
        assert people["carl"].get(url).status_code == 404
        assert told(people["carl"], kind) == [[(kind, "create")], [(kind, "hide")]]


def test_at_an_earlier_time_lists_go_by_what_was_said_then(people, publish, ids, submit):
    fact = publish(bodies.event(ids, "a strike"))
    proposal, _ = submit(fact, "dora")
    people["rita"].post(f"/api/v1/proposals/{proposal['id']}/reject", WHY, HTTP_IF_MATCH="*")
    then = {"known_at": proposal["recorded"]["position"]}
    for status, now, earlier in (
        ("open", [], [proposal["id"]]),
        ("rejected", [proposal["id"]], []),
    ):
        for query, expected in (({}, now), (then, earlier)):
            listed = people["dora"].get("/api/v1/proposals", {"status": status, **query})
            assert [row["id"] for row in listed.json()["results"]] == expected


def test_notes_are_read_where_their_object_is(people, draft):
    note = {"kind": "fact", "object": draft["id"], "text": "Ask the ministry."}
    refused(people["dora"].post("/api/v1/notes", note), 422, "invalid")
    for who in ("carl", "emil"):
        assert people[who].post("/api/v1/notes", note).status_code == 201
    found = {who: len(people[who].get("/api/v1/notes").json()["results"]) for who in PEOPLE[:4]}
    assert found == {"carl": 2, "dora": 0, "emil": 2, "rita": 2}
    of_it = {"kind": "fact", "object": draft["id"]}
    assert people["dora"].get("/api/v1/notes", of_it).json()["results"] == []
    assert people["dora"].get("/api/v1/notes", {"kind": "fact"}).json()["results"] == []
    accept(people, draft)
    assert len(people["dora"].get("/api/v1/notes").json()["results"]) == 2


@pytest.mark.parametrize("who", ["dora", "emil"])
@pytest.mark.parametrize("kind", ["proposals", "flags"])
def test_a_page_costs_the_same_for_one_as_for_many(
    people, publish, ids, submit, who, kind, django_assert_num_queries
):
    fact = publish(bodies.event(ids, "a strike"))
    for _ in range(3):
        submit(fact, "dora")
    people[who].get(f"/api/v1/{kind}")  # notes the use of the token
    with django_assert_num_queries(2):  # the token's, and the page
        assert len(people[who].get(f"/api/v1/{kind}").json()["results"]) == 3
    with django_assert_num_queries(3):
        people[who].get("/api/v1/changes")
