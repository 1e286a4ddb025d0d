"""Random histories: what the lists say of any earlier position is what a naive replay gives."""

import copy
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factstore.entities import actions as entity_actions
from factstore.facts import actions
from factstore.ledger import feed
from tests import stores
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import by, record_fact

FACTS = "/api/v1/facts"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["event", "permission", "accept", "accept", "withdraw", "rename"]),
        st.integers(0, 5),
        st.booleans(),
    ),
    min_size=2,
    max_size=9,
)


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK):
        yield


@dataclass
class Said:
    """What the naive model holds of one fact."""

    type: str
    article: str
    area: str | None
    status: str = "draft"
    withdrawn: bool = False


@dataclass
class Model:
    """The whole store, as plain dicts; copied after every change."""

    facts: dict[str, Said] = field(default_factory=dict)
    name: str = "Ukraine"

    def accepted(self):
        return {
            key: fact
            for key, fact in self.facts.items()
            if fact.status == "accepted" and not fact.withdrawn
        }


class History:
    """Does a step in the store and in the model, and keeps the model of each position."""

    def __init__(self, ids):
        self.ids, self.model, self.past = ids, Model(), {}
        self.past[feed.head()[0]] = copy.deepcopy(self.model)

    def step(self, number, action, which, flag):
        facts = list(self.model.facts)
        chosen = facts[which % len(facts)] if facts else None
        getattr(self, action)(number, chosen, flag)
        self.past[feed.head()[0]] = copy.deepcopy(self.model)

    def event(self, number, _chosen, flag):
        place = {"article": "other", "quote": bodies.DENIED} if flag else {}
        body = bodies.event(self.ids, f"asked {number}", **place)
        self._record(body, Said("event", place.get("article", "main"), None))

    def permission(self, number, _chosen, _flag):
        body = bodies.permission(self.ids, area=f"area {number}")
        for covered in body["evidence"][0]["covers"]:
            if covered["value"] == "area":
                covered.update(bodies.inferred("area"))
                covered.pop("as_printed", None)
        self._record(body, Said("permission", "main", f"area {number}"))

    def _record(self, body, said):
        self.model.facts[record_fact(body, accept=False)] = said

    def accept(self, _number, chosen, _flag):
        fact = self.model.facts.get(chosen)
        if fact and fact.status == "draft" and not fact.withdrawn:
            with by("reviewer"):
                actions.accept_fact(chosen, expected=None)
            fact.status = "accepted"

    def withdraw(self, _number, chosen, flag):
        fact = self.model.facts.get(chosen)
        if fact and flag and not fact.withdrawn:
            with by("reviewer"):
                actions.withdraw_fact(chosen, reason="mistaken", expected=None)
            fact.withdrawn = True

    def rename(self, number, _chosen, _flag):
        self.model.name = f"Ukraine {number}"
        with by():
            entity_actions.update_entity(
                self.ids["ukraine"], {"name": self.model.name}, expected=None
            )


def listed(client, position, query=""):
    response = client.get(f"{FACTS}?known_at={position}&limit=500{query}")
    assert response.status_code == 200, response.content
    return {row["id"]: row for row in response.json()["results"]}


def check(client, history, position, model):
    ids, accepted = history.ids, model.accepted()
    rows = listed(client, position)
    assert set(rows) == set(accepted)
    for row in rows.values():
        names = [v["entity"]["name"] for v in row["values"] if v["field"] == "grantee"]
        assert names in ([], [model.name])
    for query, holds in (
        ("type=permission", lambda fact: fact.type == "permission"),
        (f"article={ids['main']}", lambda fact: fact.article == "main"),
        (f"includes=grantee:{ids['ukraine']}", lambda fact: fact.type == "permission"),
        (f"excludes=weapon:{ids['atacms']}", lambda _fact: False),
    ):
        expected = {key for key, fact in accepted.items() if holds(fact)}
        assert set(listed(client, position, f"&{query}")) == expected, query
    entities = client.get(f"/api/v1/entities?known_at={position}&q=ukraine").json()["results"]
    assert [row["name"] for row in entities] == [model.name]
    for key in history.model.facts:
        answer = client.get(f"{FACTS}/{key}?known_at={position}")
        then = model.facts.get(key)
        is_seen = then is not None and then.status == "accepted"
        assert answer.status_code == (404 if not is_seen else 410 if then.withdrawn else 200)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_any_earlier_position_is_what_a_naive_replay_gives(anonymous, steps):
    with transaction.atomic():
        history = History(desk_ids())
        for number, (action, which, flag) in enumerate(steps):
            history.step(number, action, which, flag)
        for position, model in history.past.items():
            check(anonymous, history, position, model)
        transaction.set_rollback(True)
