"""Who sees which facts: readers the accepted ones, contributors also their own, editors all."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL

NOT_ACCEPTED = f"{URL}?status=draft&status=proposed&status=rejected"


@pytest.fixture
def clients(anonymous):
    """A client for each role, and `other` for another contributor; `nobody` has no token."""
    made = {
        role.label: signed_in(account_actions.create_user(username=f"the-{role.label}", role=role))
        for role in Role
    }
    other = account_actions.create_user(username="the-other", role=Role.CONTRIBUTOR)
    return {**made, "other": signed_in(other), "nobody": anonymous}


@pytest.fixture
def draft(clients, ids):
    response = clients["contributor"].post(URL, bodies.event(ids, "a strike"))
    assert response.status_code == 201, response.content
    return response.json()["id"]


SEES_DRAFT = {
    "nobody": False,
    "reader": False,
    "other": False,
    "contributor": True,
    "editor": True,
    "reviewer": True,
    "administrator": True,
}


@pytest.mark.parametrize(("who", "sees"), SEES_DRAFT.items())
def test_a_draft_is_seen_by_whom_it_concerns(clients, draft, who, sees):
    assert clients[who].get(f"{URL}/{draft}").status_code == (200 if sees else 404)
    for query in (NOT_ACCEPTED, f"{NOT_ACCEPTED}&status=accepted&id={draft}"):
        found = clients[who].get(query).json()["results"]
        assert [fact["id"] for fact in found] == ([draft] if sees else []), query
    assert clients[who].get(URL).json()["results"] == []


@pytest.mark.parametrize("who", SEES_DRAFT)
def test_an_accepted_fact_is_seen_by_all(clients, draft, who):
    accepted = clients["reviewer"].post(f"{URL}/{draft}/accept", {}, HTTP_IF_MATCH="*")
    assert accepted.status_code == 200, accepted.content
    assert clients[who].get(f"{URL}/{draft}").status_code == 200
    assert [f["id"] for f in clients[who].get(URL).json()["results"]] == [draft]


def test_a_token_that_lends_less_sees_less(clients, draft):
    editor = account_actions.create_user(username="ed", role=Role.EDITOR)
    client = signed_in(editor, role=Role.READER)
    assert client.get(f"{URL}/{draft}").status_code == 404


@pytest.mark.parametrize("who", ["contributor", "editor"])
def test_a_list_with_drafts_costs_two_statements_and_the_token_s(
    clients, draft, who, django_assert_num_queries
):
    clients[who].get(URL)  # notes the use of the token
    with django_assert_num_queries(2):
        assert len(clients[who].get(NOT_ACCEPTED).json()["results"]) == 1
