"""Undoing a change that did more than editing: withdrawal, status, standing, merges, types."""

import pytest

from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.test_revert_change import outcomes, undo

ENTITIES = "/api/v1/entities"


def post(api, url, **body):
    response = api.post(url, {"reason": "a test", **body}, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content
    return response.json()


def read(api, fact):
    response = api.get(f"{URL}/{fact['id']}")
    return response.json() if response.status_code == 200 else response.status_code


def refusal(response):
    """The reason of the only refusal."""
    assert (response.status_code, response.json()["code"]) == (409, "cannot_revert")
    (result,) = response.json()["results"]
    return result["reason"]


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.event(ids))


@pytest.fixture
def draft(create, ids):
    return create(bodies.event(ids))


@pytest.fixture
def usa(api):
    body = {"kind": "country", "name": "USA", "aliases": ["America"]}
    return api.post(ENTITIES, body).json()


def test_an_acceptance_is_taken_back(api, anonymous, draft, accept):
    accepted = accept(draft)
    assert outcomes(undo(api, accepted)) == {("fact", draft["id"]): "reverted"}
    assert read(api, draft)["status"] == "draft"
    assert anonymous.get(f"{URL}/{draft['id']}").status_code == 404


def test_whoever_wrote_a_fact_does_not_accept_it_by_undoing(api, reviews, draft, accept):
    accept(draft)
    taken_back = undo(api, read(api, draft)).json()["change"]
    assert "did not write it" in refusal(undo(api, taken_back))
    assert outcomes(undo(reviews, taken_back)) == {("fact", draft["id"]): "reverted"}
    assert read(api, draft)["status"] == "accepted"


def test_a_successor_stays_accepted(api, event, fact):
    successor = event("asked again")
    accepted = read(api, successor)
    standing = {"state": "superseded", "superseded_by": successor["id"]}
    post(api, f"{URL}/{fact['id']}/standing", **standing)
    assert fact["id"] in refusal(undo(api, accepted))
    assert read(api, successor)["status"] == "accepted"


def test_a_standing_is_taken_back(api, fact):
    disputed = post(api, f"{URL}/{fact['id']}/standing", state="disputed", note="Russia objects")
    refuted = post(api, f"{URL}/{fact['id']}/standing", state="refuted")
    assert outcomes(undo(api, refuted)) == {("fact", fact["id"]): "reverted"}
    assert read(api, fact)["standing"] == disputed["standing"]


def test_a_rejection_is_taken_back_unless_the_claim_is_made_anew(api, create, draft, ids):
    rejected = post(api, f"{URL}/{draft['id']}/reject")
    other = create(bodies.event(ids))
    assert "same values" in refusal(undo(api, rejected))
    withdrawn = post(api, f"{URL}/{other['id']}/withdraw")
    assert outcomes(undo(api, rejected)) == {("fact", draft["id"]): "reverted"}
    assert read(api, draft)["status"] == "draft"
    assert "same values" in refusal(undo(api, withdrawn))


def test_a_withdrawal_is_taken_back(api, fact, anonymous):
    withdrawn = post(api, f"{URL}/{fact['id']}/withdraw")
    assert read(api, fact) == 410
    assert outcomes(undo(api, withdrawn)) == {("fact", fact["id"]): "reverted"}
    now = read(api, fact)
    assert (now["withdrawn"], now["status"], now["sentence"]) == (
        None,
        "accepted",
        fact["sentence"],
    )
    assert [f["id"] for f in anonymous.get(URL).json()["results"]] == [fact["id"]]


def test_what_stands_on_something_withdrawn_stays_withdrawn(api, fact):
    withdrawn = post(api, f"{URL}/{fact['id']}/withdraw")
    quote = fact["evidence"][0]["quotes"][0]["id"]
    gone = post(api, f"/api/v1/quotes/{quote}/withdraw")
    assert "a quote" in refusal(undo(api, withdrawn))
    assert outcomes(undo(api, gone)) == {("quote", quote): "reverted"}
    assert outcomes(undo(api, withdrawn)) == {("fact", fact["id"]): "reverted"}


@pytest.mark.parametrize("collection", ["entities", "publishers"])
def test_other_withdrawals_are_taken_back(api, collection):
    body = {"name": "Atlantis"} | ({"kind": "country"} if collection == "entities" else {})
    made = api.post(f"/api/v1/{collection}", body).json()
    url = f"/api/v1/{collection}/{made['id']}"
    withdrawn = post(api, f"{url}/withdraw")
    assert api.get(url).status_code == 410
    assert set(outcomes(undo(api, withdrawn)).values()) == {"reverted"}
    assert api.get(url).json()["withdrawn"] is None


def test_a_merge_of_entities_is_taken_back_with_the_facts_it_merged(api, publish, ids, usa):
    one = publish(bodies.permission({**ids, "us": usa["id"]}))
    other = publish(bodies.permission(ids))
    us = api.get(f"{ENTITIES}/{ids['us']}").json()
    merged = post(api, f"{ENTITIES}/{usa['id']}/merge", into=ids["us"], merge_facts=True)
    done = outcomes(undo(api, merged))
    assert done == {
        ("entity", usa["id"]): "reverted",
        ("entity", ids["us"]): "reverted",
        ("fact", one["id"]): "reverted",
        ("fact", other["id"]): "reverted",
    }
    assert api.get(f"{ENTITIES}/{usa['id']}").json()["aliases"] == ["America"]
    assert api.get(f"{ENTITIES}/{ids['us']}").json()["aliases"] == us["aliases"]
    for fact in (one, other):
        now = read(api, fact)
        assert now["sentence"] == fact["sentence"]
        assert [e["id"] for e in now["evidence"]] == [e["id"] for e in fact["evidence"]]
    parted = undo(api, merged)
    assert (parted.status_code, parted.json()["code"]) == (409, "cannot_revert")


def test_a_parting_is_taken_back(api, ids, usa):
    post(api, f"{ENTITIES}/{usa['id']}/merge", into=ids["us"])
    parted = post(api, f"{ENTITIES}/{usa['id']}/unmerge")
    assert outcomes(undo(api, parted))["entity", usa["id"]] == "reverted"
    assert api.get(f"{ENTITIES}/{usa['id']}").status_code == 308
    assert "USA" in api.get(f"{ENTITIES}/{ids['us']}").json()["aliases"]


def test_what_followed_a_merge_follows_it_back(api, ids, usa):
    middle = api.post(ENTITIES, {"kind": "country", "name": "U.S. of A."}).json()
    for first, last in ((usa, middle), (middle, usa)):  # in both orders of their ids
        post(api, f"{ENTITIES}/{first['id']}/merge", into=last["id"])
        merged = post(api, f"{ENTITIES}/{last['id']}/merge", into=ids["us"])
        assert set(outcomes(undo(api, merged)).values()) == {"reverted"}
        moved = api.get(f"{ENTITIES}/{first['id']}")
        assert moved["Location"] == f"{ENTITIES}/{last['id']}"
        post(api, f"{ENTITIES}/{first['id']}/unmerge")


def test_a_merge_of_facts_is_taken_back(api, fact, ids, publish):
    body = bodies.event(ids, article="other", quote=bodies.DENIED)
    body["values"].append(bodies.entity("participant", ids["russia"]))
    body["evidence"][0]["covers"].append(bodies.stated("participant", "Russia"))
    wider = publish(body)
    merged = post(api, f"{URL}/{fact['id']}/merge", into=wider["id"])
    assert set(outcomes(undo(api, merged)).values()) == {"reverted"}
    assert [e["id"] for e in read(api, fact)["evidence"]] == [fact["evidence"][0]["id"]]
    assert [e["id"] for e in read(api, wider)["evidence"]] == [wider["evidence"][0]["id"]]


def test_a_type_is_withdrawn_where_no_fact_is_of_it(api, create, ids):
    field = {"name": "what", "label": "What", "kinds": ["text"], "required": True}
    body = {"name": "rumour", "label": "Rumour", "basis": "happening", "template": "{what}"}
    made = api.post("/api/v1/fact-types", {**body, "fields": [field]})
    assert made.status_code == 201, made.content
    rumour = {**bodies.event(ids), "type": "rumour"}
    fact = create(rumour)
    assert fact["id"] in refusal(undo(api, made.json()))
    post(api, f"{URL}/{fact['id']}/withdraw")
    undone = undo(api, made.json())
    assert set(outcomes(undone).values()) == {"withdrawn"}
    assert api.get("/api/v1/fact-types/rumour").status_code == 410
    refused = api.post(URL, rumour)
    assert refused.json()["errors"][0]["code"] == "unknown_type"
    assert set(outcomes(undo(api, undone.json()["change"])).values()) == {"reverted"}
    assert api.post(URL, rumour).status_code == 201


def test_a_captured_text_stays_with_its_article(api, ids):
    url = f"/api/v1/articles/{ids['main']}/versions"
    version = api.post(url, {"text": "Another text.", "reason": "a correction"})
    assert version.status_code == 201, version.content
    response = undo(api, version.json())
    assert response.status_code == 409
    by_kind = {r["kind"]: r for r in response.json()["results"]}
    assert "stays as long as its article" in by_kind["version"]["reason"]


def test_what_was_closed_with_a_fact_opens_with_it(api, fact):
    sent = {"kind": "wrong", "text": "Nobody asked."}
    flag = api.post(f"{URL}/{fact['id']}/flags", sent)
    assert flag.status_code == 201, flag.content
    withdrawn = post(api, f"{URL}/{fact['id']}/withdraw")
    url = f"/api/v1/flags/{flag.json()['id']}"
    assert api.get(url).json()["status"] == "closed"
    done = outcomes(undo(api, withdrawn))
    assert done == {("fact", fact["id"]): "reverted", ("flag", flag.json()["id"]): "reverted"}
    assert api.get(url).json()["status"] == "open"


def test_a_proposal_is_closed_and_a_resolution_is_final(api, reviews, fact):
    value = fact["values"][0]["id"]
    patch = {"values": {"set": [{**bodies.text("what", "begged"), "id": value}]}}
    sent = {"base": fact["content_revision"], "patch": patch, "reason": "so it says"}
    proposed = api.post(f"{URL}/{fact['id']}/proposals", sent)
    assert proposed.status_code == 201, proposed.content
    url = f"/api/v1/proposals/{proposed.json()['id']}"
    rejected = post(api, f"{url}/reject")
    assert "final" in refusal(undo(api, rejected))
    again = api.post(f"{URL}/{fact['id']}/proposals", sent).json()
    assert set(outcomes(undo(api, again)).values()) == {"withdrawn"}
    assert api.get(f"/api/v1/proposals/{again['id']}").json()["status"] == "rejected"
