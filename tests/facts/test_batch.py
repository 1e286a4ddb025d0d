"""Many facts in one request: all or none of them, or each that can be recorded."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.facts.models import Fact, Value
from factstore.ledger.models import Change, Revision
from factstore.quotes.models import Quote
from tests.facts import bodies
from tests.facts.bodies import DENIED, URL
from tests.facts.conftest import counts
from tests.facts.test_create import refused

BATCH = f"{URL}/batch"


def last():
    return Change.objects.order_by("-position").first()


@pytest.fixture
def three(ids):
    return [bodies.event(ids, f"asked {i}") for i in range(3)]


@pytest.fixture
def mixed(ids, three):
    """Good, without type, the first again, a quote that is not there, good."""
    absent = bodies.event(ids, "absent", quote="Nobody wrote this.")
    untyped = bodies.changed(three[1], lambda body: body.pop("type"))
    return [three[0], untyped, three[0], absent, three[2]]


def test_all_are_recorded_in_one_change_and_in_their_order(api, three):
    before = last().position
    answer = api.post(BATCH, {"items": three, "reason": "a night's work"})
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [result["index"] for result in results] == [0, 1, 2]
    assert all(
        (result["status"], result["etag"], result["problem"]) == (201, '"1.1"', None)
        for result in results
    )
    assert last().position == before + 1
    assert last().reason == "a night's work"
    facts = [api.get(f"{URL}/{result['id']}").json() for result in results]
    assert [fact["values"][0]["text"] for fact in facts] == ["asked 0", "asked 1", "asked 2"]
    assert {fact["recorded"]["change"] for fact in facts} == {str(last().pk)}
    assert [result["id"] for result in results] == sorted(result["id"] for result in results)


def test_one_refused_item_refuses_all_and_every_refusal_is_told(api, mixed):
    rows = counts()
    answer = api.post(BATCH, {"items": mixed})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "batch_refused"
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/items/1/type", "required"),
        ("/items/2", "duplicate"),
        ("/items/3/evidence/0/quotes/0/exact", "quote_absent"),
    ]
    assert counts() == rows


def test_each_records_what_it_can_and_tells_why_not_the_rest(api, mixed):
    before, quotes = last().position, Quote.objects.count()
    answer = api.post(BATCH, {"items": mixed, "mode": "each"})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 409, 422, 201]
    assert [result["problem"] and result["problem"]["code"] for result in results] == [
        None,
        "invalid",
        "duplicate",
        "quote_absent",
        None,
    ]
    assert results[1]["problem"]["errors"][0]["pointer"] == "/type"
    assert results[2]["problem"]["existing"]["id"] == results[0]["id"]
    assert [result["id"] is None for result in results] == [False, True, True, True, False]
    assert Fact.objects.count() == 2
    assert Quote.objects.count() == quotes + 1
    assert last().position == before + 1


def test_each_with_nothing_to_record_makes_no_change(api, mixed):
    rows = counts()
    answer = api.post(BATCH, {"items": mixed[1:2] * 2, "mode": "each"})
    assert answer.status_code == 200
    assert [result["status"] for result in answer.json()["results"]] == [422, 422]
    assert counts() == rows


def test_a_batch_under_a_key_is_recorded_once(api, mixed):
    body = {"items": mixed, "mode": "each"}
    first, again = (api.post(BATCH, body, HTTP_IDEMPOTENCY_KEY="b") for _ in range(2))
    assert first.status_code == 200
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert Fact.objects.count() == 2


def test_a_trial_run_of_a_batch_tells_of_each_item(api, mixed):
    rows = counts()
    answer = api.post(f"{BATCH}?dry_run=true", {"items": mixed, "mode": "each"})
    assert [result["status"] for result in answer.json()["results"]] == [201, 422, 409, 422, 201]
    assert counts() == rows


def test_an_item_has_no_reason_of_its_own(api, three):
    answer = api.post(BATCH, {"items": [three[0] | {"reason": "mine"}]})
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/items/0/reason", "unknown_member")


@pytest.mark.parametrize("items", [[], ["x"], None, {}])
def test_a_batch_is_a_list_of_facts(api, items):
    answer = api.post(BATCH, {"items": items})
    assert answer.status_code == 422


def test_a_batch_has_1000_facts_at_the_most(api, three):
    answer = api.post(BATCH, {"items": [three[0]] * 1001, "mode": "each"})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/items", "max_length")


def test_readers_record_no_batch(reader, three):
    assert reader.post(BATCH, {"items": three}).status_code == 403


def test_a_batch_costs_the_same_statements_whatever_its_size(api, ids):
    taken = []
    assert api.post(BATCH, {"items": [bodies.event(ids)]}).status_code == 200  # the quote is new
    for size in (2, 12, 52):
        items = [bodies.event(ids, f"{size} {i}") for i in range(size)]
        with CaptureQueriesContext(connection) as queries:
            assert api.post(BATCH, {"items": items}).status_code == 200
        taken.append(len(queries))
        # Sent together, row by row; each counts as one above.
        many = [q["sql"] for q in queries if " times: " in q["sql"]]
        tables = [re.search(r"INSERT INTO (\w+)", sql)[1] for sql in many]
        assert tables == ["ledger_revision", "facts_facet"]
        assert all(sql.startswith(f"{size} times: ") for sql in many)
    assert taken[0] == taken[1] == taken[2] < 40


@pytest.fixture
def late_rule(db):
    """A rule that nothing asks for before the change closes."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'a_late_rule';
            END $$""")
        cursor.execute("""
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON facts_value
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.text = 'late')
            EXECUTE FUNCTION refuse_late()""")


@pytest.fixture
def two_late(late_rule, ids, three):
    """Good, late, good, late in another field, good."""
    late = [bodies.event(ids, "late"), bodies.event(ids, "late", article="other", quote=DENIED)]
    late[1]["values"].append(bodies.text("place", "late"))
    late[1]["evidence"][0]["covers"].append(bodies.inferred("place"))
    return [three[0], late[0], three[1], late[1], three[2]]


def test_what_only_a_deferred_constraint_finds_fails_its_item_alone(api, two_late):
    before = last().position
    answer = api.post(BATCH, {"items": two_late, "mode": "each"})
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 201, 422, 201]
    [error] = results[1]["problem"]["errors"]
    assert (error["pointer"], error["code"]) == ("", "rule")
    assert "a_late_rule" in error["detail"]
    assert Fact.objects.count() == 3
    assert not Value.objects.filter(text="late").exists()
    assert last().position == before + 1
    recorded = Revision.objects.filter(change=last(), kind="fact")
    assert {str(row.object_id) for row in recorded} == {r["id"] for r in results if r["id"]}


def test_alone_it_is_refused_by_the_same_rule_and_nothing_is_written(api, two_late):
    rows = counts()
    for headers in ({}, {"HTTP_IDEMPOTENCY_KEY": "k"}):
        answer = api.post(URL, two_late[1], **headers)
        assert refused(answer, 422, "invalid") == {("", "rule")}
        assert "a_late_rule" in answer.json()["errors"][0]["detail"]
    assert counts() == rows


def test_all_or_nothing_tells_which_items_a_deferred_constraint_refuses(api, two_late):
    rows = counts()
    answer = api.post(BATCH, {"items": two_late})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "batch_refused"
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/items/1", "rule"),
        ("/items/3", "rule"),
    ]
    assert counts() == rows


def test_a_claim_recorded_before_refuses_its_item_alone(api, three):
    recorded = api.post(URL, three[1]).json()["id"]
    results = api.post(BATCH, {"items": three, "mode": "each"}).json()["results"]
    assert [result["status"] for result in results] == [201, 409, 201]
    assert results[1]["problem"]["existing"]["id"] == recorded
