"""The queue of quotes that drifted, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.quotes.api.drift_serializers import DriftRead
from factstore.quotes.api.serializers import QuoteRead
from tests.conftest import signed_in
from tests.shapes import assert_shape

URL = "/api/v1/quotes/drift"
BEFORE = "𝕬 Four US officials confirmed that. The Kremlin said no. Nobody spoke on Friday evening."
AFTER = "𝕬 Five US officials confirmed that. Nobody spoke on Friday morning. The Kremlin said no."
WORDS = ["Four US officials confirmed", "on Friday evening", "The Kremlin said no"]


@pytest.fixture
def revised(api):
    """Record an article with quotes and a second version; returns its id."""

    def make(*, quotes=WORDS, after=AFTER, before=BEFORE):
        article = api.post("/api/v1/articles", {"text": before, "language": "en"}).json()["id"]
        for exact in quotes:
            answer = api.post("/api/v1/quotes", {"article": article, "exact": exact})
            assert answer.status_code == 201
        answer = api.post(f"/api/v1/articles/{article}/versions", {"text": after, "reason": "r"})
        assert answer.status_code == 201
        return article

    return make


def queue(api, **query):
    answer = api.get(URL, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def step(client, drift, name, body, **headers):
    return client.post(f"{URL}/{drift['id']}/{name}", body, **{"HTTP_IF_MATCH": "*"} | headers)


@pytest.fixture
def drift(api, revised):
    """A drift of four officials who have become five."""
    revised(quotes=WORDS[:1])
    (found,) = queue(api)
    return found


def test_a_drift_shows_the_quote_and_the_likeliest_places(api, drift):
    assert_shape(drift, DriftRead)
    assert (drift["outcome"], drift["state"]) == ("changed", "open")
    assert drift["quote"]["exact"] == "Four US officials confirmed"
    assert (drift["quote"]["version"]["number"], drift["version"]["number"]) == (1, 2)
    (candidate,) = drift["candidates"]
    assert candidate["exact"] == "Five US officials confirmed"
    assert (candidate["start"], candidate["start_utf16"]) == (2, 3)
    assert [(d["kind"], d["quoted"], d["there"]) for d in candidate["differences"]] == [
        ("number", "Four", "Five")
    ]
    assert 0 < float(candidate["score"]) < 1
    assert (drift["new_quote"], drift["resolution"]) == (None, None)
    assert api.get(f"{URL}/{drift['id']}").json() == drift


def test_a_confirmed_candidate_is_a_quote_that_follows(api, ada, drift):
    done = step(api, drift, "confirm", {"candidate": 0})
    assert done.status_code == 200, done.content
    document = done.json()
    assert_shape(document, DriftRead)
    assert (document["state"], document["resolution"]["by"]) == ("confirmed", str(ada.pk))
    assert document["resolution"]["reason"] == "candidate confirmed"
    quote = api.get(f"/api/v1/quotes/{document['new_quote']['id']}").json()
    assert_shape(quote, QuoteRead)
    assert (quote["exact"], quote["version"]) == (
        "Five US officials confirmed",
        document["version"],
    )
    assert quote["follows"] == {
        "quote": {"id": drift["quote"]["id"]},
        "version": drift["quote"]["version"],
        "as": "confirmed",
    }
    assert queue(api, state="open") == []


def test_a_quote_is_placed_anew(api, drift):
    body = {"selector": {"exact": "US officials confirmed that"}, "reason": "they mean these"}
    document = step(api, drift, "place", body).json()
    assert (document["state"], document["resolution"]["reason"]) == ("placed", "they mean these")
    quote = api.get(f"/api/v1/quotes/{document['new_quote']['id']}").json()
    assert (quote["start"], quote["end"], quote["follows"]["as"]) == (7, 34, "placed")


def test_a_place_is_named_by_a_span_too(api, drift):
    selector = {"start": 3, "end": 7, "unit": "utf16"}
    document = step(api, drift, "place", {"selector": selector}).json()
    quote = api.get(f"/api/v1/quotes/{document['new_quote']['id']}").json()
    assert quote["exact"] == "Five"


@pytest.mark.parametrize(
    ("selector", "status", "code"),
    [
        ({"exact": "seven officials shouted"}, 422, "quote_absent"),
        ({"exact": "F"}, 409, "quote_ambiguous"),
        ({"exact": "Five US … confirmed"}, 422, "quote_in_parts"),
        ({"start": 3, "end": 900}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
def test_what_has_no_one_place_is_refused_and_offered(api, drift, selector, status, code):
    answer = step(api, drift, "place", {"selector": selector})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert all(e["pointer"].startswith("/selector/") for e in answer.json()["errors"])
    assert queue(api, state="open") == [drift]


def test_the_version_is_the_drifts_own(api, drift):
    body = {"selector": {"exact": "Four", "version": drift["quote"]["version"]["id"]}}
    answer = step(api, drift, "place", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/selector/version"]


def test_a_quote_is_dropped_for_a_reason(api, drift):
    assert step(api, drift, "drop", {}).status_code == 422
    document = step(api, drift, "drop", {"reason": "they took it back"}).json()
    assert (document["state"], document["new_quote"]) == ("dropped", None)
    assert document["resolution"]["reason"] == "they took it back"


def test_an_unknown_candidate_is_refused(api, drift):
    answer = step(api, drift, "confirm", {"candidate": 1})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/candidate")
    assert step(api, drift, "confirm", {"candidate": -1}).status_code == 422


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("confirm", {"candidate": 0}),
        ("place", {"selector": {"exact": "Five"}}),
        ("drop", {"reason": "gone"}),
    ],
)
def test_what_is_resolved_is_resolved_once(api, reader, drift, name, body):
    assert step(api, drift, name, body, HTTP_IF_MATCH='"7.7"').status_code == 412
    assert step(reader, drift, name, body).status_code == 403
    trial = api.post(f"{URL}/{drift['id']}/{name}?dry_run=true", body, HTTP_IF_MATCH="*")
    assert trial.status_code == 200
    assert queue(api, state="open") == [drift]
    assert step(api, drift, name, body).status_code == 200
    again = step(api, drift, name, body)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


def test_the_same_request_twice_is_one(api, drift):
    headers = {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = step(api, drift, "confirm", {"candidate": 0}, **headers)
    second = step(api, drift, "confirm", {"candidate": 0}, **headers)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()


def test_the_queue_is_filtered(api, revised):
    one, other = revised(), revised(before=BEFORE + " Two.", after=AFTER + " Two.")
    changed = queue(api, outcome="changed", article=one)
    assert [d["quote"]["exact"] for d in changed] == [WORDS[1], WORDS[0]]
    assert {d["article"]["id"] for d in queue(api)} == {one, other}
    version = changed[0]["version"]["id"]
    assert queue(api, version=version) == changed
    assert queue(api, outcome="lost") == []
    before = changed[0]["recorded"]["position"]
    step(api, changed[0], "drop", {"reason": "gone"})
    assert queue(api, state="open", article=one) == changed[1:]
    assert len(queue(api, state=["open", "dropped"], article=one)) == 2
    assert queue(api, state="open", article=one, known_at=before) == changed
    assert queue(api, state="dropped", version=version, known_at=before) == []
    assert api.get(URL, {"state": "lost"}).status_code == 400


def test_many_drifts_take_as_many_queries_as_one(api, revised):
    revised(quotes=WORDS[:1])
    with CaptureQueriesContext(connection) as one:
        queue(api, state="open")
    words = [f"{first} US officials" for first in ("Four", "𝕬 Four")]
    revised(quotes=[*words, *WORDS[:2]], before=BEFORE + " Two.", after=AFTER + " Two.")
    with CaptureQueriesContext(connection) as many:
        assert len(queue(api, state="open")) == 5
    assert len(many) == len(one)


def test_readers_do_not_see_the_queue(api, reader, anonymous, drift):
    contributor = signed_in(account_actions.create_user(username="dora", role=Role.CONTRIBUTOR))
    assert contributor.get(URL).json()["results"] == [drift]
    assert "Five US officials" in contributor.get("/api/v1/changes").content.decode()
    for client, status in ((anonymous, 401), (reader, 403)):
        assert client.get(URL).status_code == status
        assert client.get(f"{URL}/{drift['id']}").status_code == status
        assert "Five US officials" not in client.get("/api/v1/changes").content.decode()


def test_its_history_and_the_feed_tell_each_step(api, drift):
    step(api, drift, "drop", {"reason": "gone"})
    revisions = api.get(f"{URL}/{drift['id']}/revisions").json()["results"]
    assert [revision["number"] for revision in revisions] == [2, 1]
    assert api.get(f"{URL}/{drift['id']}/revisions/1").json() == drift
    changes = api.get(f"{URL}/{drift['id']}/revisions/1/diff/2").json()["changes"]
    assert {change["path"] for change in changes} >= {"/state", "/resolution"}
    feed = api.get("/api/v1/changes", {"kinds": "drift"}).json()["results"]
    assert [
        o["revision"] for change in feed for o in change["objects"] if o["kind"] == "drift"
    ] == [1, 2]
