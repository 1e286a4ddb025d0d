"""Idempotency-Key: a request sent twice is carried out once, and answered alike."""

import itertools
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from factstore.facts.models import Fact
from factstore.ledger import idempotency
from factstore.ledger.api.replays import fingerprint_of
from factstore.ledger.models import Change, Idempotency
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL

KEPT = ("ETag", "Location", "Content-Type")


@pytest.fixture
def body(ids):
    return bodies.event(ids)


def send(client, body, key="k-1", **headers):
    return client.post(URL, body, HTTP_IDEMPOTENCY_KEY=key, **headers)


def test_the_same_request_is_carried_out_once_and_answered_alike(api, body):
    first = send(api, body)
    changes = Change.objects.count()
    again = send(api, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert [again[name] for name in KEPT] == [first[name] for name in KEPT]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Fact.objects.count() == 1
    assert Change.objects.count() == changes


def test_another_spelling_of_the_same_json_is_the_same_request(api, body):
    first = send(api, body)
    turned = dict(reversed(body.items()))
    assert send(api, turned).content == first.content


def test_an_answer_is_repeated_though_the_fact_has_changed_since(api, body):
    first = send(api, body)
    withdrawal = f"{URL}/{first.json()['id']}/withdraw"
    api.post(withdrawal, {"reason": "in error"}, HTTP_IF_MATCH="*")
    assert send(api, body).content == first.content


@pytest.mark.parametrize("other", ["body", "address", "If-Match"])
def test_another_request_under_the_same_key_is_refused(api, ids, other, create):
    one, two = create(bodies.permission(ids)), create(bodies.event(ids))
    sent = {"url": f"{URL}/{one['id']}", "body": {"reason": "again"}, "tag": "*"}
    changed = {"url": f"{URL}/{two['id']}", "body": {"reason": "else"}, "tag": '"1.1"'}
    part = {"body": "body", "address": "url", "If-Match": "tag"}[other]

    def send(url, body, tag):
        return api.patch(url, body, HTTP_IF_MATCH=tag, HTTP_IDEMPOTENCY_KEY="k-1")

    assert send(**sent).status_code == 200
    refused = send(**sent | {part: changed[part]})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_mismatch")
    assert send(**sent)["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "other",
    [
        {"method": "POST"},
        {"path": "/b?x=1"},
        {"path": "/a?x=2"},
        {"HTTP_IF_MATCH": '"1.1"'},
        {"data": '{"reason": "else"}'},
    ],
    ids=str,
)
def test_each_part_of_a_request_tells_it_from_another(other):
    """No address takes one body by two methods: the method is told apart here."""

    def asked(**members):
        sent = {"method": "PATCH", "path": "/a?x=1", "data": '{"reason": "x"}', **members}
        made = APIRequestFactory().generic(**sent, content_type="application/json")
        return fingerprint_of(Request(made, parsers=[JSONParser()]))

    assert asked(HTTP_IF_MATCH="*") == asked(HTTP_IF_MATCH="*", data='{ "reason":"x" }')
    assert asked(HTTP_IF_MATCH="*") != asked(**{"HTTP_IF_MATCH": "*", **other})


def test_a_patch_is_answered_alike_though_its_tag_is_old(api, ids, create):
    fact = create(bodies.permission(ids))
    tag = {"HTTP_IF_MATCH": '"1.1"', "HTTP_IDEMPOTENCY_KEY": "p"}
    patch = {"values": {"set": [bodies.text("condition", "by day", clause=1)]}, "reason": "more"}
    first, again = (api.patch(f"{URL}/{fact['id']}", patch, **tag) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200), first.content
    assert again.content == first.content
    assert again["ETag"] == first["ETag"] == '"2.2"'


def test_a_refusal_leaves_the_key_free(api, body):
    broken = bodies.changed(body, lambda b: b.update(type="nonsense"))
    assert send(api, broken).status_code == 422
    assert not Idempotency.objects.exists()
    assert send(api, body).status_code == 201


def test_each_user_has_keys_of_their_own(api, body, ids):
    from factstore.accounts import actions as account_actions

    send(api, body)
    cleo = signed_in(account_actions.create_user(username="cleo", writer=True))
    answer = send(cleo, bodies.event(ids, "asked again"))
    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "a\x7f", "x" * 201])
def test_a_key_is_1_to_200_visible_ascii_characters(api, body, key):
    answer = send(api, body, key)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_header"
    assert not Fact.objects.exists()


def test_the_longest_key_with_every_character(api, body):
    visible = "".join(map(chr, range(0x21, 0x7F)))
    key = "".join(itertools.islice(itertools.cycle(visible), 200))
    assert send(api, body, key).status_code == 201
    assert send(api, body, key)["Idempotent-Replayed"] == "true"


def test_a_key_is_refused_where_no_answer_is_kept(api):
    """The answer to making a token is a secret."""
    answer = api.post("/api/v1/tokens", {"name": "mine"}, HTTP_IDEMPOTENCY_KEY="k")
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_header"


def test_keys_are_forgotten_after_a_day(api, body, ids):
    first = send(api, body)
    _age(timedelta(hours=24, seconds=1))
    again = send(api, bodies.event(ids, "asked anew"))
    assert again.status_code == 201
    assert again.json()["id"] != first.json()["id"]
    assert "Idempotent-Replayed" not in again
    assert Idempotency.objects.count() == 1


def test_keys_are_known_for_a_day(api, body):
    first = send(api, body)
    _age(timedelta(hours=23, minutes=59))
    assert send(api, body).content == first.content


def test_expired_answers_are_swept_with_new_ones_and_by_command(api, body, ids):
    send(api, body, "old")
    _age(timedelta(days=2))
    send(api, bodies.event(ids, "asked anew"), "new")
    assert [row.key for row in Idempotency.objects.all()] == ["new"]
    _age(timedelta(days=2))
    out = StringIO()
    call_command("purge_idempotency_keys", stdout=out)
    assert out.getvalue() == "1 expired answers removed\n"
    assert not Idempotency.objects.exists()


def test_what_fails_afterwards_leaves_neither_fact_nor_key(api, body, monkeypatch):
    def fail(*_args):
        raise RuntimeError("the server dies here")

    monkeypatch.setattr(idempotency, "keep", fail)
    api.raise_request_exception = False
    assert send(api, body).status_code == 500
    assert not Fact.objects.exists()
    assert not Idempotency.objects.exists()


def _age(by):
    for row in Idempotency.objects.all():
        row.at -= by
        row.save()
