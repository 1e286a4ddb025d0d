"""Merges, partings, edits, new facts and withdrawals of the same things at once, over HTTP.

Whatever meets, no answer is a failure of the server, each success is in the record, and the store
holds together afterwards. `FACTSTORE_MERGES` sets how many rounds each caller makes.
"""

import os
import random
import threading
from collections import Counter

import pytest
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User
from factstore.core.roles import Role
from factstore.entities.models import Entity
from factstore.facts.actions.matching import digests
from factstore.facts.models import Fact, Hop, Value
from factstore.ledger.models import Change, Revision
from factstore.ledger.verification import findings
from tests import stores
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids

ROUNDS = int(os.environ.get("FACTSTORE_MERGES", "6"))
COUNTRIES = 4


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    """A store of its own, where writes are committed."""
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


class Caller(threading.Thread):
    """Calls the API over and over as a user of its own; keeps what was answered."""

    def __init__(self, number, call):
        super().__init__()
        self.user = account_actions.create_user(username=f"c{number}", role=Role.REVIEWER)
        self.client = signed_in(self.user)
        self.random = random.Random(number)  # noqa: S311  reproducible, no secret
        self.call, self.answers, self.failure = call, [], None

    def run(self):
        try:
            for i in range(ROUNDS):
                self.call(self, i)
        except Exception as error:  # noqa: BLE001  told by the test
            self.failure = error
        finally:
            connection.close()

    def post(self, url, body=None, *, match="*"):
        return self._kept(self.client.post(url, body or {"reason": "met"}, HTTP_IF_MATCH=match))

    def patch(self, url, body):
        answer = self.client.patch(url, {"reason": "met", **body}, HTTP_IF_MATCH="*")
        return self._kept(answer)

    def _kept(self, answer):
        self.answers.append(answer)
        return answer


def together(*calls):
    """Let the callers loose; return their answers after checking what is true of all."""
    callers = [Caller(i, call) for i, call in enumerate(calls)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(300)
    assert not any(caller.is_alive() for caller in callers)
    assert [caller.failure for caller in callers if caller.failure] == []
    answers = [answer for caller in callers for answer in caller.answers]
    failures = [a.content for a in answers if a.status_code >= 500]
    assert failures == []
    succeeded = Counter(str(c.user.pk) for c in callers for a in c.answers if a.status_code < 300)
    recorded = Counter(str(actor) for actor in Change.objects.values_list("actor", flat=True))
    assert {user: recorded[user] for user in succeeded} == dict(succeeded)
    holds_together()
    return answers


def holds_together():
    """Nothing names what was merged, no two facts claim the same, and the record is whole."""
    merged = Entity.objects.filter(merged_into__isnull=False)
    assert not merged.filter(merged_into__merged_into__isnull=False).exists()
    assert not Value.objects.filter(entity__in=merged).exists()
    assert not Hop.objects.filter(entity__in=merged).exists()
    live = Fact.objects.filter(withdrawn_reason=None, merged_into=None).exclude(status="rejected")
    stored = dict(live.values_list("pk", "values_digest"))
    assert stored == digests(stored)
    assert len(set(stored.values())) == len(stored)
    assert list(findings()) == []
    positions = list(Change.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


@pytest.fixture
def countries(db):
    """Ids of countries that may turn out to be one another."""
    api = signed_in(User.objects.get(username="curator"))
    return [
        api.post("/api/v1/entities", {"kind": "country", "name": f"Country {i}"}).json()["id"]
        for i in range(COUNTRIES)
    ]


def test_whatever_meets_merges_nothing_fails_or_is_lost(countries):
    ids = desk_ids()
    made = []

    def merge(caller, _i):
        one, other = caller.random.sample(countries, 2)
        body = {"into": other, "reason": "the same", "merge_facts": True}
        caller.post(f"/api/v1/entities/{one}/merge", body)

    def part(caller, _i):
        caller.post(f"/api/v1/entities/{caller.random.choice(countries)}/unmerge")

    def record(caller, i):
        one, other = caller.random.sample(countries, 2)
        body = bodies.event(ids, f"round {i % 3}")
        second = {**bodies.entity("participant", other), "key": "second"}
        body["values"] += [bodies.entity("participant", one), second]
        body["evidence"][0]["covers"] += [bodies.inferred("participant"), bodies.inferred("second")]
        body["evidence"][0]["hops"] = [{"verb": "said", "agent": {"entity": other}}]
        answer = caller.post(bodies.URL, body)
        if answer.status_code == 201:
            made.append(answer.json()["id"])

    def edit(caller, i):
        if made:
            fact = caller.random.choice(made)
            item = bodies.entity("participant", caller.random.choice(countries))
            item["key"] = f"more {i}"
            caller.patch(f"{bodies.URL}/{fact}", {"values": {"set": [item]}})

    def step(name):
        def call(caller, i):
            if made and i % 2 == 0:
                caller.post(f"{bodies.URL}/{caller.random.choice(made)}/{name}")

        return call

    answers = together(
        merge, merge, part, record, record, edit, edit, step("withdraw"), step("accept")
    )
    codes = Counter(a.status_code for a in answers)
    assert codes[200] > 0
    assert codes[201] > 0


def test_merges_that_cross_end(countries):
    one, other, third, _ = countries

    def crossing(a, b):
        def call(caller, _i):
            body = {"into": b, "reason": "the same"}
            caller.post(f"/api/v1/entities/{a}/merge", body)
            caller.post(f"/api/v1/entities/{a}/unmerge")

        return call

    answers = together(crossing(one, other), crossing(other, one), crossing(other, third))
    codes = Counter(a.status_code for a in answers)
    assert codes.keys() <= {200, 409, 422}
    assert codes[200] > 0


def test_batches_that_name_the_same_in_another_order_end(countries):
    ids = desk_ids()

    def batch(order):
        def call(caller, i):
            items = []
            for country in countries:
                body = bodies.event(ids, f"batch {i}")
                body["values"].append(bodies.entity("participant", country))
                items.append(body)
            body = {"mode": "all_or_nothing", "items": items[::order]}
            caller.post(f"{bodies.URL}/batch", body)

        return call

    answers = together(batch(1), batch(-1))
    assert Counter(a.status_code for a in answers) == {200: ROUNDS, 422: ROUNDS}
    assert Fact.objects.count() == ROUNDS * COUNTRIES


def test_a_type_is_changed_while_facts_of_it_are_recorded(db):
    ids = desk_ids()

    def label(caller, i):
        caller.patch("/api/v1/fact-types/event", {"label": f"Event {i}"})

    def record(name):
        return lambda caller, i: caller.post(bodies.URL, bodies.event(ids, f"{name} {i}"))

    answers = together(label, record("one"), record("other"))
    assert Counter(a.status_code for a in answers) == {200: ROUNDS, 201: 2 * ROUNDS}
    assert Revision.objects.filter(kind="fact").count() >= 2 * ROUNDS
