"""POST /api/v1/facts/{id}/standing: how accepted facts stand, and which takes whose place."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.facts.api.read_serializers import FactRead
from tests.facts import bodies
from tests.facts.bodies import LIFTED, URL
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import refused


@pytest.fixture
def fact(event):
    return event("asked")


@pytest.fixture
def other(event):
    return event("lifted", quote=LIFTED)


@pytest.fixture
def stand(reviews):
    def say(fact, state, **members):
        body = {"state": state, "reason": "as Reuters has it", **members}
        return reviews.post(f"{URL}/{fact['id']}/standing", body, HTTP_IF_MATCH="*")

    return say


@pytest.mark.parametrize("state", ["disputed", "refuted", "retracted"])
def test_readers_are_told_with_reason_and_note(state, stand, fact, anonymous):
    response = stand(fact, state, note="See our correction.")
    assert response.status_code == 200
    assert_fact_shape(response.content, FactRead)
    read = anonymous.get(f"{URL}/{fact['id']}")
    assert (read.status_code, read.json()) == (200, response.json())
    assert read.json()["standing"] == {
        "state": state,
        "reason": "as Reuters has it",
        "note": "See our correction.",
        "superseded_by": None,
    }
    listed = anonymous.get(URL).json()
    assert len(listed["results"]) == (state == "disputed")
    assert listed["omitted"].get(state, 0) == (state != "disputed")


def test_a_superseded_fact_names_the_one_in_its_place(stand, fact, other, anonymous):
    said = stand(fact, "superseded", superseded_by=other["id"]).json()["standing"]
    assert (said["state"], said["superseded_by"]) == ("superseded", other["id"])
    assert [f["id"] for f in anonymous.get(URL).json()["results"]] == [other["id"]]
    # It stands again: nothing is left of the other.
    assert stand(fact, "stands").json()["standing"]["superseded_by"] is None


def test_a_successor_exists_is_accepted_and_another(stand, fact, create, ids):
    draft = create(bodies.permission(ids))
    for successor, code in (
        (None, "required"),
        (str(uuid4()), "not_accepted"),
        (draft["id"], "not_accepted"),
        (fact["id"], "circular"),
    ):
        response = stand(fact, "superseded", superseded_by=successor)
        assert refused(response, 422, "invalid") == {("/superseded_by", code)}
    response = stand(fact, "refuted", superseded_by=str(uuid4()))
    assert refused(response, 422, "invalid") == {("/superseded_by", "superseded_only")}


def test_successors_lead_nowhere_back(stand, fact, other, event):
    third = event("denied", article="other", quote=bodies.DENIED)
    stand(fact, "superseded", superseded_by=other["id"])
    stand(other, "superseded", superseded_by=third["id"])
    response = stand(third, "superseded", superseded_by=fact["id"])
    assert refused(response, 422, "invalid") == {("/superseded_by", "circular")}


def test_a_successor_is_not_withdrawn(stand, fact, other, reviews):
    stand(fact, "superseded", superseded_by=other["id"])
    url = f"{URL}/{other['id']}/withdraw"
    refused(reviews.post(url, {"reason": "?"}, HTTP_IF_MATCH="*"), 409, "in_use")
    reviews.post(f"{URL}/{fact['id']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    assert reviews.post(url, {"reason": "?"}, HTTP_IF_MATCH="*").status_code == 200


def test_only_accepted_facts_have_a_standing(stand, create, ids):
    draft = create(bodies.event(ids))
    refused(stand(draft, "disputed"), 409, "illegal_transition")


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ("standing = 'superseded', standing_reason = 'r'", "facts_fact_superseded_names_successor"),
        ("standing = 'refuted'", "facts_fact_standing_has_reason"),
        (
            "standing = 'superseded', standing_reason = 'r', superseded_by_id = id",
            "facts_fact_successors_do_not_circle",
        ),
    ],
)
def test_the_database_holds_it_too(columns, rule, fact, record):
    with (
        pytest.raises(IntegrityError) as caught,
        transaction.atomic(),
        record(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE facts_fact SET {columns} WHERE id = %s", [fact["id"]])
    assert violated(caught.value) == rule
