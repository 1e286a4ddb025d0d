"""Requests that change nothing: answered as ever, and no change in the feed."""

import pytest

from factstore.ledger import feed, verification
from factstore.ledger.models import Change, Idempotency
from tests.facts import bodies
from tests.facts.bodies import URL


@pytest.fixture
def fact(create, ids):
    return create(bodies.permission(ids))


def unchanged(send):
    """Send a request twice, after which the feed ends where it did; return the answers."""
    head = feed.head()[0]
    answers = [send(), send()]
    assert feed.head()[0] == head
    assert Change.objects.count() == head
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].content
    assert list(verification.findings()) == []
    return answers


def test_a_quote_that_is_stored_is_answered_again(api, fact, ids):
    body = {"article": ids["main"], "exact": bodies.AGREED}
    stored = fact["evidence"][0]["quotes"][0]["id"]
    answers = unchanged(lambda: api.post("/api/v1/quotes", body))
    assert {answer.json()["id"] for answer in answers} == {stored}
    assert {answer["ETag"] for answer in answers} == {'"1.1"'}


def test_a_quote_under_an_idempotency_key_is_answered_again(api, fact, ids):
    body = {"article": ids["main"], "exact": bodies.AGREED}
    one, other = unchanged(lambda: api.post("/api/v1/quotes", body, HTTP_IDEMPOTENCY_KEY="k"))
    assert one.content == other.content
    assert "Idempotent-Replayed" not in one
    assert other["Idempotent-Replayed"] == "true"
    assert Idempotency.objects.count() == 1


@pytest.mark.parametrize(
    "same",
    [
        lambda _fact, _ids: {},
        lambda fact, _ids: {"values": {"set": [said(fact, "area", text="anywhere inside Russia")]}},
        lambda fact, ids: {"values": {"set": [said(fact, "grantor", entity=ids["us"])]}},
    ],
)
def test_a_patch_that_says_what_is_said(api, fact, ids, same):
    url = f"{URL}/{fact['id']}"
    body = {"reason": "again", **same(fact, ids)}
    for answer in unchanged(lambda: api.patch(url, body, HTTP_IF_MATCH='"1.1"')):
        assert answer["ETag"] == '"1.1"'
        assert answer.json() == fact


def said(fact, field, **content):
    value = next(v for v in fact["values"] if v["field"] == field)
    return {name: value[name] for name in ("id", "field", "kind", "clause")} | content


@pytest.mark.parametrize(
    ("collection", "name", "body"),
    [
        ("entities", "us", {"name": "United States"}),
        ("publishers", "herald", {"name": "The Herald"}),
        ("articles", "main", {"title": "Main"}),
    ],
)
def test_a_patch_of_other_things_that_says_what_is_said(api, ids, collection, name, body):
    url = f"/api/v1/{collection}/{ids[name]}"
    before = api.get(url)
    sent = {"reason": "again", **body}
    for answer in unchanged(lambda: api.patch(url, sent, HTTP_IF_MATCH=before["ETag"])):
        assert answer["ETag"] == before["ETag"]
        assert answer.content == before.content


def test_a_revert_to_what_it_says(api, reviews, fact):
    url = f"{URL}/{fact['id']}/revert"
    body = {"reason": "again", "revision": 1}
    for answer in unchanged(lambda: reviews.post(url, body, HTTP_IF_MATCH="*")):
        assert answer.json() == fact
