"""A contributor who knows, or guesses, the id of somebody else's draft learns nothing from it."""

from uuid import uuid4

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from tests.conftest import signed_in
from tests.editing import fields, save, sign_in, told
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.test_create import refused

FACTS = "/admin/facts/fact/"


@pytest.fixture
def carl(db):
    return account_actions.create_user(username="carl", role=Role.CONTRIBUTOR)


@pytest.fixture
def contributor(anonymous, carl):
    return signed_in(carl)


@pytest.fixture
def at_desk(anonymous, carl):
    return sign_in(carl)


@pytest.fixture
def hidden(create, ids):
    """A draft of Ada's."""
    return create(bodies.event(ids, "a secret strike"))


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.event(ids, "a strike"))


@pytest.fixture
def own(contributor, ids):
    """A draft of Carl's."""
    response = contributor.post(URL, bodies.event(ids, "a march"))
    assert response.status_code == 201, response.content
    return response.json()


def test_a_flag_names_no_fact_out_of_sight(api, contributor, fact, hidden):
    url = f"{URL}/{fact['id']}/flags"
    for unseen in (hidden["id"], str(uuid4())):
        flag = {"kind": "duplicate", "text": "The same.", "duplicate_of": unseen}
        response = contributor.post(url, flag)
        assert refused(response, 422, "invalid") == {("/duplicate_of", "unknown")}
        (error,) = response.json()["errors"]
        assert error["detail"] == f"There is no fact {unseen}."
    flag = {"kind": "duplicate", "text": "The same.", "duplicate_of": hidden["id"]}
    assert api.post(url, flag).status_code == 201  # Ada sees it


def test_a_flag_names_an_own_draft(contributor, fact, own):
    flag = {"kind": "duplicate", "text": "The same.", "duplicate_of": own["id"]}
    assert contributor.post(f"{URL}/{fact['id']}/flags", flag).status_code == 201


def test_a_duplicate_claim_links_to_what_is_in_sight_alone(api, contributor, ids, hidden, own):
    said = bodies.event(ids, "a secret strike")
    response = contributor.post(URL, said)
    refused(response, 409, "duplicate")
    assert response.json()["existing"] is None
    assert hidden["id"] not in response.content.decode()
    batch = {"items": [said, bodies.event(ids, "a parade")], "mode": "each"}
    results = contributor.post(f"{URL}/batch", batch).json()["results"]
    assert results[0]["problem"]["existing"] is None
    again = contributor.post(URL, bodies.event(ids, "a march"))
    assert again.json()["existing"] == {"id": own["id"], "url": f"{URL}/{own['id']}"}
    assert api.post(URL, said).json()["existing"]["id"] == hidden["id"]


def test_the_form_of_a_flag_chooses_among_facts_in_sight(at_desk, editor, fact, hidden):
    url = f"{FACTS}{fact['id']}/flag/"
    offered = at_desk.get(url, {"duplicate_of": hidden["id"]})
    assert "secret" not in offered.content.decode()
    for unseen in (hidden["id"], str(uuid4())):
        page = save(at_desk, url, kind="duplicate", duplicate_of=unseen, reason="same")
        assert "Select a valid choice" in told(page)
        assert "secret" not in page.content.decode()
    page = save(editor, url, kind="duplicate", duplicate_of=hidden["id"])
    assert "secret" in page.content.decode()


def test_typed_ids_are_told_by_their_names_in_sight_alone(at_desk, hidden, own, fact):
    """What a step would do, and why it is refused, is told with names for ids."""
    url = f"{FACTS}{own['id']}/withdraw/"
    reason = f"as {hidden['id']} and {fact['id']} say"
    page = at_desk.post(url, {**fields(at_desk.get(url)), "reason": reason, "_show": "1"})
    assert "“A strike”" in told(page)
    assert hidden["id"] in told(page)
    assert "secret" not in told(page)


def test_an_id_in_a_proposal_is_told_by_its_name_in_sight_alone(
    at_desk, contributor, ids, hidden, fact
):
    item = {**bodies.text("what", hidden["id"]), "id": fact["values"][0]["id"]}
    body = {"base": fact["content_revision"], "patch": {"values": {"set": [item]}}, "reason": "r"}
    proposal = contributor.post(f"{URL}/{fact['id']}/proposals", body).json()
    page = told(at_desk.get(f"/admin/facts/proposal/{proposal['id']}/change/"))
    assert hidden["id"] in page
    assert "secret" not in page


def test_what_an_own_draft_is_merged_into_has_its_name_in_sight_alone(
    at_desk, editor, reviews, create, contributor, ids
):
    mine = contributor.post(URL, {**bodies.event(ids, "a march"), "evidence": []}).json()
    other = create(bodies.event(ids, "a secret march"))
    body = {"into": other["id"], "reason": "the same"}
    merged = reviews.post(f"{URL}/{mine['id']}/merge", body, HTTP_IF_MATCH="*")
    assert merged.status_code == 200, merged.content
    page = at_desk.get(f"{FACTS}{mine['id']}/change/").content.decode()
    assert f">{other['id']}</a>" in page
    assert "secret" not in page
    assert ">A secret march</a>" in editor.get(f"{FACTS}{mine['id']}/change/").content.decode()
