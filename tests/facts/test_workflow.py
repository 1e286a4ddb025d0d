"""POST /api/v1/facts/{id}/propose, accept, reject, reopen: who moves a fact from where to where."""

from uuid import uuid4

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts.models import Fact
from factstore.ledger.models import Note, Revision
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import counts
from tests.facts.test_create import refused

WHY = {"reason": "a step"}


@pytest.fixture
def draft(create, ids):
    return create(bodies.permission(ids))


@pytest.fixture
def step(reviews):
    """Take a step, as Cleo unless told otherwise; returns the response."""

    def take(fact, name, body=None, *, client=reviews):
        return client.post(f"{URL}/{fact['id']}/{name}", body or WHY, HTTP_IF_MATCH="*")

    return take


@pytest.fixture
def dora(db):
    """Dora contributes."""
    return signed_in(account_actions.create_user(username="dora", role=Role.CONTRIBUTOR))


@pytest.fixture
def emil(db):
    """Emil edits, and does not review."""
    return signed_in(account_actions.create_user(username="emil", role=Role.EDITOR))


def moved(response, status):
    assert response.status_code == 200, response.content
    assert response.json()["status"] == status


def test_the_way_of_a_fact(step, draft, api, anonymous):
    moved(step(draft, "propose", client=api), "proposed")
    moved(step(draft, "reject"), "rejected")
    moved(step(draft, "reopen", client=api), "draft")
    moved(step(draft, "propose", client=api), "proposed")
    assert anonymous.get(f"{URL}/{draft['id']}").status_code == 404
    moved(step(draft, "accept"), "accepted")
    assert anonymous.get(f"{URL}/{draft['id']}").status_code == 200
    reasons = Revision.objects.filter(object_id=draft["id"]).order_by("number")
    assert [r.change.reason for r in reasons][1:] == ["a step"] * 5


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("draft", {"reopen"}),
        ("proposed", {"propose", "reopen"}),
        ("accepted", {"propose", "accept", "reject", "reopen"}),
        ("rejected", {"propose", "accept", "reject"}),
    ],
)
def test_there_is_no_other_way(status, steps, step, draft, record):
    with record():
        Fact.objects.filter(pk=draft["id"]).update(status=status)
    for name in steps:
        before = counts()
        refused(step(draft, name), 409, "illegal_transition")
        assert counts() == before


def test_whoever_recorded_it_does_not_accept_it(step, draft, api, settings):
    refused(step(draft, "accept", client=api), 409, "own_fact")
    settings.AUTHOR_MAY_ACCEPT = True
    moved(step(draft, "accept", client=api), "accepted")


def test_nor_does_whoever_last_changed_what_it_says(step, draft, reviews, api):
    area = next(v for v in draft["values"] if v["field"] == "area")
    patch = {
        "values": {"set": [{**bodies.text("area", "everywhere", clause=1), "id": area["id"]}]},
        "evidence": {"confirm": [draft["evidence"][0]["id"]]},
        **WHY,
    }
    reviews.patch(f"{URL}/{draft['id']}", patch, HTTP_IF_MATCH="*")
    # A later step is no change of what it says.
    step(draft, "propose", client=api)
    refused(step(draft, "accept"), 409, "own_fact")


def test_whoever_confirmed_the_evidence_may(step, draft, reviews):
    confirmed = {"evidence": {"confirm": [draft["evidence"][0]["id"]]}, **WHY}
    assert reviews.patch(f"{URL}/{draft['id']}", confirmed, HTTP_IF_MATCH="*").status_code == 200
    moved(step(draft, "accept"), "accepted")


def test_a_conflict_of_interest_is_noted_and_not_told(step, draft, reviews, reader, cleo):
    told = {**WHY, "conflict_of_interest": "My brother works there."}
    accepted = step(draft, "accept", told)
    moved(accepted, "accepted")
    assert "brother" not in accepted.content.decode()
    (note,) = Note.objects.all()
    assert (str(note.object_id), note.author) == (draft["id"], cleo)
    assert note.text.endswith("My brother works there.")
    notes = reviews.get("/api/v1/notes", {"kind": "fact", "object": draft["id"]}).json()
    assert [n["text"] for n in notes["results"]] == [note.text]
    refused(reader.get("/api/v1/notes"), 403, "permission_denied")


def test_a_rejected_claim_recorded_anew_keeps_the_old_one_closed(step, draft, create, ids):
    step(draft, "reject")
    again = create(bodies.permission(ids))
    response = step(draft, "reopen")
    refused(response, 409, "duplicate")
    assert response.json()["existing"]["id"] == again["id"]


def test_who_may_take_which_step(step, draft, create, ids, dora, emil, anonymous, reader):
    refused(step(draft, "propose", client=dora), 404, "not_found")
    refused(step(draft, "withdraw", client=dora), 404, "not_found")
    own = dora.post(URL, bodies.event(ids)).json()
    for name in ("accept", "reject", "reopen", "standing"):
        refused(step(own, name, client=dora), 403, "permission_denied")
    moved(step(own, "propose", client=dora), "proposed")
    for name in ("accept", "reject", "standing"):
        refused(step(own, name, client=emil), 403, "permission_denied")
    for name in ("propose", "accept", "reject", "reopen", "standing", "withdraw"):
        refused(step(own, name, client=anonymous), 401, "not_authenticated")
        refused(step(own, name, client=reader), 403, "permission_denied")
    moved(step(own, "accept"), "accepted")
    for client in (dora, emil):
        refused(step(own, "withdraw", client=client), 403, "permission_denied")
        patch = {"evidence": {"confirm": [own["evidence"][0]["id"]]}, **WHY}
        response = client.patch(f"{URL}/{own['id']}", patch, HTTP_IF_MATCH="*")
        refused(response, 409, "needs_proposal")


def test_a_contributor_changes_own_facts_alone(draft, dora, ids):
    own = dora.post(URL, bodies.event(ids)).json()
    for fact, status in ((own, 200), (draft, 404)):
        patch = {"evidence": {"confirm": [fact["evidence"][0]["id"]]}, **WHY}
        response = dora.patch(f"{URL}/{fact['id']}", patch, HTTP_IF_MATCH="*")
        assert response.status_code == status


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_what_a_contributor_may_not_see_is_not_there_to_write_to(
    is_withdrawn, step, draft, dora, api
):
    if is_withdrawn:
        assert step(draft, "withdraw", client=api).status_code == 200
    unknown = dora.patch(f"{URL}/{uuid4()}", {**WHY, "values": {}}, HTTP_IF_MATCH='"7.7"')
    refused(unknown, 404, "not_found")
    url = f"{URL}/{draft['id']}"
    patch = {**WHY, "values": {}}
    answers = [
        dora.patch(url, patch, HTTP_IF_MATCH='"7.7"'),
        *(
            dora.post(f"{url}/{name}", WHY, HTTP_IF_MATCH='"7.7"')
            for name in ("propose", "withdraw")
        ),
    ]
    for answer in answers:
        refused(answer, 404, "not_found")
        assert answer.json().keys() == unknown.json().keys()


def test_a_contributor_proposes_no_fact_of_others_in_sight(step, draft, dora):
    moved(step(draft, "accept"), "accepted")
    refused(step(draft, "propose", client=dora), 403, "not_yours")


@pytest.mark.parametrize("name", ["propose", "accept", "reject", "reopen"])
def test_each_step_names_what_it_builds_on(name, draft, reviews):
    url = f"{URL}/{draft['id']}/{name}"
    refused(reviews.post(url, WHY), 428, "precondition_required")
    refused(reviews.post(url, WHY, HTTP_IF_MATCH='"7.7"'), 412, "precondition_failed")
