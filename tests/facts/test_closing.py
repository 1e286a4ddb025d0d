"""Open proposals and flags go with their fact, rejected, withdrawn or merged, and come back with it."""

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.accounts import actions as account_actions
from factstore.core.constraints import violated
from factstore.core.roles import Role
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.test_create import refused

WHY = {"reason": "a second look"}
KINDS = ("proposals", "flags")


@pytest.fixture
def emil(anonymous):
    """Emil's client: he edits, and sees drafts."""
    return signed_in(account_actions.create_user(username="emil", role=Role.EDITOR))


@pytest.fixture
def submit(emil):
    """Let Emil propose a change of a fact, and flag it; returns both as (kind, document)."""

    def send(fact):
        item = bodies.text("what", "two strikes") | {"id": fact["values"][0]["id"]}
        body = {"base": fact["content_revision"], "patch": {"values": {"set": [item]}}, **WHY}
        proposal = emil.post(f"{URL}/{fact['id']}/proposals", body)
        flag = emil.post(f"{URL}/{fact['id']}/flags", {"kind": "wrong", "text": "It is."})
        assert (proposal.status_code, flag.status_code) == (201, 201), proposal.content
        return [("proposals", proposal.json()), ("flags", flag.json())]

    return send


@pytest.fixture
def step(reviews):
    def send(fact, name, **body):
        response = reviews.post(f"{URL}/{fact['id']}/{name}", {**WHY, **body}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return send


@pytest.fixture
def now(emil):
    return lambda kind, made: emil.get(f"/api/v1/{kind}/{made['id']}").json()


@pytest.fixture
def draft(create, ids):
    return create(bodies.event(ids, "a strike"))


@pytest.fixture
def other(publish, ids):
    """A published fact of the same claim and one value more."""
    body = bodies.event(ids, "a strike", article="other", quote=bodies.DENIED)
    body["values"].append(bodies.entity("participant", ids["russia"]))
    body["evidence"][0]["covers"].append(bodies.stated("participant", "Russia"))
    return publish(body)


def test_what_is_rejected_takes_them_along_and_brings_them_back(draft, submit, step, now, cleo):
    made = submit(draft)
    rejected = step(draft, "reject")
    for kind, one in made:
        closed = now(kind, one)
        assert closed["status"] == "closed"
        assert closed["resolution"]["reason"] == "The fact was rejected: a second look"
        assert closed["resolution"]["by"] == str(cleo.pk)
        assert closed["recorded"]["change"] == rejected["recorded"]["change"]
    step(draft, "reopen")
    for kind, one in made:
        again = now(kind, one)
        assert (again["status"], again["resolution"], again["revision"]) == ("open", None, 3)


def test_what_is_withdrawn_takes_them_along(event, submit, step, now):
    fact = event("a strike")
    made = submit(fact)
    withdrawn = step(fact, "withdraw")
    for kind, one in made:
        closed = now(kind, one)
        assert closed["status"] == "closed"
        assert closed["resolution"]["reason"] == "The fact was withdrawn: a second look"
        assert closed["recorded"]["change"] == withdrawn["recorded"]["change"]


def test_what_is_merged_takes_them_along_and_brings_them_back(event, other, submit, step, now):
    fact = event("a strike")
    made = [*submit(fact), *submit(other)]
    merged = step(fact, "merge", into=other["id"])
    for kind, one in made[:2]:
        closed = now(kind, one)
        assert closed["status"] == "closed"
        told = f"The fact was merged into {other['id']}: a second look"
        assert closed["resolution"]["reason"] == told
        assert closed["recorded"]["change"] == merged["recorded"]["change"]
    step(fact, "unmerge")
    # Those about the other fact were never touched.
    assert [now(*one)["status"] for one in made] == ["open"] * 4
    assert [now(*one)["revision"] for one in made] == [3, 3, 1, 1]


def test_entities_that_merge_take_them_along_and_bring_them_back(
    api, create, ids, submit, reviews, now
):
    names = ("Kyiv", "Kiev")
    made = [api.post("/api/v1/entities", {"kind": "place", "name": n}).json()["id"] for n in names]
    facts = []
    for entity in made:
        body = bodies.event(ids, "a strike")
        body["values"].append(bodies.entity("place", entity))
        facts.append(create(body))
    submitted = submit(facts[1])
    for name, members in (("merge", {"into": made[0], "merge_facts": True}), ("unmerge", {})):
        url = f"/api/v1/entities/{made[1]}/{name}"
        response = reviews.post(url, {**WHY, **members}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        expected = "closed" if name == "merge" else "open"
        assert [now(*one)["status"] for one in submitted] == [expected] * 2


def test_a_rejected_fact_that_comes_back_from_a_merge_keeps_them_closed(
    draft, other, submit, step, now
):
    made = submit(draft)
    step(draft, "reject")
    step(draft, "merge", into=other["id"])
    step(draft, "unmerge")
    assert [now(*one)["status"] for one in made] == ["closed"] * 2
    step(draft, "reopen")
    assert [now(*one)["status"] for one in made] == ["open"] * 2


def test_what_was_resolved_before_stays_so(draft, submit, step, reviews, now):
    (_, proposal), (_, flag) = made = submit(draft)
    reviews.post(f"/api/v1/proposals/{proposal['id']}/reject", WHY, HTTP_IF_MATCH="*")
    body = {"outcome": "dismissed", **WHY}
    reviews.post(f"/api/v1/flags/{flag['id']}/resolve", body, HTTP_IF_MATCH="*")
    step(draft, "reject")
    step(draft, "reopen")
    assert [now(*one)["status"] for one in made] == ["rejected", "dismissed"]


def test_a_closed_one_takes_no_steps(draft, submit, step, reviews):
    (_, proposal), (_, flag) = submit(draft)
    step(draft, "reject")
    for address, body in (
        (f"proposals/{proposal['id']}/accept", WHY),
        (f"proposals/{proposal['id']}/reject", WHY),
        (f"flags/{flag['id']}/resolve", {"outcome": "upheld", **WHY}),
    ):
        response = reviews.post(f"/api/v1/{address}", body, HTTP_IF_MATCH="*")
        refused(response, 409, "illegal_transition")


@pytest.mark.parametrize(
    ("going", "status", "code"),
    [
        ("reject", 409, "illegal_transition"),
        ("withdraw", 410, "withdrawn"),
        ("merge", 409, "merged"),
    ],
)
def test_nothing_is_submitted_about_what_is_gone(
    going, status, code, draft, other, step, emil, submit
):
    made = submit(draft)
    step(draft, going, **({"into": other["id"]} if going == "merge" else {}))
    confirm = {"evidence": {"confirm": [str(draft["evidence"][0]["id"])]}}
    for kind, body in (
        ("proposals", {"base": 1, "patch": confirm, **WHY}),
        ("flags", {"kind": "wrong", "text": "It is."}),
    ):
        url = f"{URL}/{draft['id']}/{kind}"
        refused(emil.post(url, body), status, code)
        listed = emil.get(url)
        if going == "withdraw":
            refused(listed, 410, "withdrawn")
        else:
            assert [row["id"] for row in listed.json()["results"]] == [dict(made)[kind]["id"]]


@pytest.mark.parametrize("table", ["facts_proposal", "facts_flag"])
def test_only_what_was_closed_is_opened_again(table, draft, submit, step, record, reviews):
    made = dict(submit(draft))
    step(draft, "reject")
    status = {"facts_proposal": "rejected", "facts_flag": "upheld"}[table]
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), record():
        connection.cursor().execute(f"UPDATE {table} SET status = '{status}'")
    assert violated(caught.value) == f"{table}_is_resolved_once"
    step(draft, "reopen")
    proposal, flag = made["proposals"], made["flags"]
    reviews.post(f"/api/v1/proposals/{proposal['id']}/reject", WHY, HTTP_IF_MATCH="*")
    body = {"outcome": "upheld", **WHY}
    reviews.post(f"/api/v1/flags/{flag['id']}/resolve", body, HTTP_IF_MATCH="*")
    reopened = (
        f"UPDATE {table} SET status = 'open', resolution_reason = NULL, resolved_by_id = NULL,"
        " resolved_at = NULL"
    )
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), record():
        connection.cursor().execute(reopened)
    assert violated(caught.value) == f"{table}_is_resolved_once"
