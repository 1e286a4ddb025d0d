"""POST /api/v1/facts/{id}/accept: complete facts become public."""

from uuid import uuid4

import pytest

from factstore.facts.api.read_serializers import FactRead
from factstore.facts.models import Fact
from factstore.ledger.models import Change
from tests.facts import bodies
from tests.facts.bodies import ASKED, URL
from tests.facts.conftest import counts
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import refused


@pytest.fixture
def send(reviews):
    def post(fact, body=None, *, client=reviews, etag="*"):
        return client.post(f"{URL}/{fact['id']}/accept", body or {}, HTTP_IF_MATCH=etag)

    return post


@pytest.fixture
def draft(create, ids):
    return create(bodies.permission(ids))


def test_readers_see_it_from_then_on(send, draft, anonymous):
    response = send(draft, {"reason": "checked"}, etag='"1.1"')
    assert response.status_code == 200
    fact = response.json()
    assert fact["status"] == "accepted"
    assert response["ETag"] == '"2.2"'
    assert_fact_shape(fact, FactRead)
    assert anonymous.get(f"{URL}/{fact['id']}").json() == fact


def test_who_gives_no_reason_accepts(send, draft):
    assert send(draft).status_code == 200
    assert Change.objects.order_by("-position").first().reason == "accepted"


def test_all_that_is_missing_is_listed(send, create, api, ids):
    body = bodies.permission(ids)
    body["values"] = [v for v in body["values"] if v["field"] not in ("ruling", "grantee")]
    body["evidence"][0]["covers"] = body["evidence"][0]["covers"][4:]
    draft = create(body)
    area = next(v for v in draft["values"] if v["field"] == "area")
    changed = api.patch(
        f"{URL}/{draft['id']}",
        {
            "reason": "wider",
            "values": {"set": [{**bodies.text("area", "anywhere", clause=1), "id": area["id"]}]},
        },
        HTTP_IF_MATCH="*",
    )
    assert changed.status_code == 200, changed.content
    before = counts()
    response = send(draft)
    assert refused(response, 422, "incomplete") == {
        ("/values", "required_field"),
        ("/values/0", "not_covered"),
        ("/values/1", "not_covered"),
        ("/evidence/0", "stale_evidence"),
    }
    assert len(response.json()["errors"]) == 5
    assert counts() == before


def test_one_of_several_fields_is_enough(create, send, ids):
    body = {
        "type": "attack",
        "values": [bodies.text("target", "a depot")],
        "evidence": [bodies.evidence(ids["main"], ASKED, covers=[bodies.inferred("target")])],
    }
    assert send(create(body)).status_code == 200
    body["values"] = [bodies.text("place", "Belgorod")]
    body["evidence"][0]["covers"] = [bodies.inferred("place")]
    assert refused(send(create(body)), 422, "incomplete") == {("/values", "required_field")}


@pytest.mark.parametrize("stance", ["refutes", "context"])
def test_what_does_not_support_covers_nothing(stance, create, send, ids):
    draft = create(bodies.event(ids, stance=stance))
    assert refused(send(draft), 422, "incomplete") == {("/values/0", "not_covered")}


def test_a_fact_that_ends_before_it_begins_is_not_published(create, send, ids):
    body = bodies.event(ids)
    for name, day in (("from", "2024-06-02"), ("to", "2024-06-01")):
        body["values"].append(bodies.date(name, not_before=day, not_after=day))
        body["evidence"][0]["covers"].append(bodies.inferred(name))
    assert refused(send(create(body)), 422, "incomplete") == {("/time", "no_possible_day")}


def test_an_accepted_fact_is_not_accepted_again(send, draft):
    send(draft)
    before = counts()
    refused(send(draft), 409, "illegal_transition")
    assert counts() == before


@pytest.mark.parametrize(("status", "answer"), [("proposed", 200), ("rejected", 409)])
def test_proposed_facts_are_accepted_and_rejected_ones_are_not(status, answer, send, draft, record):
    with record():
        Fact.objects.filter(pk=draft["id"]).update(status=status)
    assert send(draft).status_code == answer


def test_it_names_what_it_builds_on(send, draft, api):
    refused(api.post(f"{URL}/{draft['id']}/accept", {}), 428, "precondition_required")
    refused(send(draft, etag='"7.7"'), 412, "precondition_failed")


def test_a_withdrawn_fact_an_unknown_one_and_an_unknown_member(send, draft, api):
    refused(send(draft, {"status": "accepted"}), 422, "invalid")
    refused(send({"id": str(uuid4())}), 404, "not_found")
    api.post(f"{URL}/{draft['id']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    refused(send(draft), 410, "withdrawn")


def test_readers_accept_nothing(send, draft, anonymous, reader):
    refused(send(draft, client=anonymous), 401, "not_authenticated")
    refused(send(draft, client=reader), 403, "permission_denied")
