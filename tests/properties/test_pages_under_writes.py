"""Pages under concurrent writes: every fact that nobody touches is seen once, in each order.

`FACTSTORE_FACTS` sets how many facts the store has before the writers begin; `pytest -s` shows what
was read and written meanwhile.
"""

import os
import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from rest_framework.test import APIClient

from factstore.accounts.models import User
from factstore.facts import actions
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.write_serializers import FactCreate
from factstore.facts.models import Fact, Value
from factstore.ledger.models import Change
from tests import stores
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import by, change_fact, record_fact

FACTS = int(os.environ.get("FACTSTORE_FACTS", "36"))  # every third is touched
WRITERS = 3
IN_ONE_CHANGE = 1_000
PAGE = min(max(FACTS // 12, 3), 500)


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


def body(ids, name, day):
    made = bodies.event(ids, name)
    made["values"].append(bodies.date("date", not_before=day, not_after=day))
    made["evidence"][0]["covers"].append(bodies.inferred("date"))
    return made


class Writer(threading.Thread):
    """Records, dates anew and withdraws facts until it is stopped."""

    def __init__(self, seed, ids, mine):
        super().__init__()
        self.random = random.Random(seed)  # noqa: S311  no secret
        self.ids, self.mine = ids, mine
        self.stopped, self.failure, self.written = threading.Event(), None, 0

    def run(self):
        try:
            while not self.stopped.is_set():
                self.write()
                self.written += 1
        except Exception as error:  # noqa: BLE001  told by the test
            self.failure = error
        finally:
            connection.close()

    def write(self):
        kind = self.random.choice(["record", "date", "date", "withdraw"])
        day = f"2024-0{self.random.randint(1, 9)}-15"
        if kind == "record" or not self.mine:
            name = f"new {self.ident} {self.written}"
            self.mine.append(record_fact(body(self.ids, name, day)))
        elif kind == "date":
            fact = self.random.choice(self.mine)
            value = Value.objects.get(fact=fact, field__name="date")
            change_fact(
                fact,
                {
                    "values": {
                        "set": [
                            {
                                **bodies.date("date", not_before=day, not_after=day),
                                "id": str(value.id),
                            }
                        ]
                    }
                },
            )
        else:
            fact = self.mine.pop(self.random.randrange(len(self.mine)))
            with by("reviewer"):
                actions.withdraw_fact(fact, reason="a test", expected=None)


def read_all(order, written):
    """Page through all facts, each page after another write was committed; return ids."""
    client, seen, cursor = APIClient(), [], {}
    while True:
        before = written()
        page = client.get(URL, {"order": order, "limit": PAGE, "view": "summary", **cursor}).json()
        seen += [fact["id"] for fact in page["results"]]
        if page["next_cursor"] is None:
            return seen
        cursor = {"cursor": page["next_cursor"]}
        for _ in range(200):
            if written() > before:
                break
            threading.Event().wait(0.005)


def fill(ids):
    """Record and accept the facts, many in one change; return their ids in order."""
    shape, curator = FactCreate(), User.objects.get(username="curator")
    made = []
    for start in range(0, FACTS, IN_ONE_CHANGE):
        drafts = [
            fact_draft(shape.run_validation(body(ids, f"old {i}", f"2024-0{i % 9 + 1}-15")))
            for i in range(start, min(start + IN_ONE_CHANGE, FACTS))
        ]
        with by():
            recorded = actions.create_facts(drafts, actor=curator, all_or_nothing=True)
        with by("reviewer"):  # in one statement: the database asks what acceptance asks
            Fact.objects.filter(pk__in=recorded).update(status=Fact.Status.ACCEPTED)
        made += [str(fact) for fact in recorded]
    return made


def test_each_untouched_fact_is_seen_exactly_once(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    ids = desk_ids()
    began = time.perf_counter()
    facts = fill(ids)
    touched = facts[::3]
    untouched = [fact for i, fact in enumerate(facts) if i % 3]
    filled = time.perf_counter()
    writers = [Writer(seed, ids, touched[seed::WRITERS]) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        seen = {
            order: Counter(read_all(order, lambda: sum(w.written for w in writers)))
            for order in ("recorded", "-recorded", "from", "-from")
        }
    finally:
        for writer in writers:
            writer.stopped.set()
        for writer in writers:
            writer.join(timeout=30)
    written = sum(writer.written for writer in writers)
    print(  # noqa: T201  asked for with -s
        f"\n{FACTS} facts made in {filled - began:.0f} s; read four times in pages of {PAGE} in"
        f" {time.perf_counter() - filled:.0f} s under {written} writes"
    )
    assert [writer.failure for writer in writers] == [None] * WRITERS
    assert written > 20
    for order, times in seen.items():
        assert {fact: times[fact] for fact in untouched} == dict.fromkeys(untouched, 1), order
    for order in ("recorded", "-recorded"):
        assert max(seen[order].values()) == 1
    positions = list(Change.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
