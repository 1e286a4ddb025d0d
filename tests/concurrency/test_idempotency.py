"""The same key sent by many at once: one of them does the work, all get its answer."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from factstore.facts.models import Fact
from factstore.ledger import idempotency
from factstore.ledger.models import Change, Idempotency
from tests import stores
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import DESK, desk_ids
from tests.ledger.test_order import race

THREADS = 8


@pytest.fixture
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A store of our own, where writes are committed."""
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Whoever comes second waits for the first on a busy machine as well."""
    monkeypatch.setattr(idempotency, "WAIT_MILLISECONDS", 60_000)


def senders(user, body, answers, count=THREADS, key="one"):
    clients = [signed_in(user) for _ in range(count)]

    def send(client):
        return lambda: answers.append(client.post(URL, body, HTTP_IDEMPOTENCY_KEY=key))

    return [send(client) for client in clients]


def test_eight_who_send_the_same_key_make_one_fact_and_get_one_answer(ada):
    before, answers = Change.objects.count(), []
    race(*senders(ada, bodies.event(desk_ids()), answers))
    assert [answer.status_code for answer in answers] == [201] * THREADS
    assert len({answer.content for answer in answers}) == 1
    assert len({(answer["ETag"], answer["Location"]) for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Fact.objects.count() == 1
    assert Change.objects.count() == before + 1
    assert Idempotency.objects.count() == 1


def test_eight_requests_under_one_key_leave_one_fact(ada):
    answers, ids = [], desk_ids()
    each = [senders(ada, bodies.event(ids, f"asked {i}"), answers, 1)[0] for i in range(THREADS)]
    race(*each)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [422] * (THREADS - 1)
    assert Fact.objects.count() == 1


def test_whoever_waits_too_long_is_told(ada, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT_MILLISECONDS", 50)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            idempotency.hold(ada.pk, "one")
            held.set()
            done.wait(60)

    answers = []
    [send] = senders(ada, bodies.event(desk_ids()), answers, 1)

    def ask():
        held.wait(60)
        try:
            send()
        finally:
            done.set()

    race(hold, ask)
    assert answers[0].status_code == 409
    assert answers[0].json()["code"] == "in_progress"
    send()
    assert answers[1].status_code == 201
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_the_second_does_the_work_where_the_first_fails(ada, monkeypatch):
    keep, failed = idempotency.keep, []

    def fail_once(*args):
        if not failed:
            failed.append(True)
            raise RuntimeError("the first one dies before it commits")
        keep(*args)

    monkeypatch.setattr(idempotency, "keep", fail_once)
    answers, clients = [], [signed_in(ada) for _ in range(2)]
    body = bodies.event(desk_ids())
    for client in clients:
        client.raise_request_exception = False

    def send(client):
        return lambda: answers.append(client.post(URL, body, HTTP_IDEMPOTENCY_KEY="one"))

    race(*(send(client) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [201, 500]
    assert Fact.objects.count() == 1
