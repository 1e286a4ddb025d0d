"""Bringing things back to one of their revisions, as new revisions."""

import pytest

from tests.facts import bodies
from tests.facts.bodies import URL

CONTENT = ("sentence", "time", "corroboration", "status", "standing")


def revert(api, fact, number, collection="facts", match="*"):
    body = {"revision": number, "reason": "a test"}
    url = f"/api/v1/{collection}/{fact['id']}/revert"
    return api.post(url, body, HTTP_IF_MATCH=match)


def patch(api, fact, **body):
    response = api.patch(f"{URL}/{fact['id']}", {"reason": "a test", **body}, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content
    return response.json()


def value(fact, field):
    return next(v for v in fact["values"] if v["field"] == field)


def said(fact):
    """What a fact says and stands on, without the counts of its revisions."""
    values = [{k: v for k, v in x.items() if k != "changed_in"} for x in fact["values"]]
    evidence = [{k: v for k, v in x.items() if k != "confirmed_in"} for x in fact["evidence"]]
    return [values, evidence, *(fact[name] for name in CONTENT)]


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def test_a_changed_value_comes_back(api, fact):
    area = value(fact, "area")
    sets = [{"id": area["id"], "field": "area", "kind": "text", "text": "inside", "clause": 1}]
    changed = patch(api, fact, values={"set": sets})
    assert changed["evidence"][0]["stale"]
    response = revert(api, fact, fact["revision"])
    assert response.status_code == 200, response.content
    again = response.json()
    assert said(again) == said(fact)
    assert (again["revision"], again["content_revision"]) == (4, 4)
    assert value(again, "area")["changed_in"] == 4
    kept = api.get(f"{URL}/{fact['id']}/revisions/3").json()
    assert value(kept, "area")["text"] == "inside"


def test_what_was_removed_comes_back_under_its_id(api, create, ids):
    fact = create(bodies.permission(ids))
    weapon, area = value(fact, "weapon"), value(fact, "area")
    evidence = fact["evidence"][0]["id"]
    patch(
        api,
        fact,
        values={"remove": [weapon["id"], area["id"]]},
        clauses={"remove": [1]},
        evidence={"remove": [evidence], "set": [bodies.evidence(ids["main"], bodies.ASKED)]},
    )
    again = revert(api, fact, 1).json()
    assert said(again) == said(fact)
    assert again["evidence"][0]["id"] == evidence


def test_what_was_stale_is_stale_again(api, create, ids):
    fact = create(bodies.permission(ids))
    area = value(fact, "area")
    sets = [{"id": area["id"], "field": "area", "kind": "text", "text": "inside", "clause": 1}]
    stale = patch(api, fact, values={"set": sets})
    patch(api, fact, evidence={"confirm": [fact["evidence"][0]["id"]]})
    again = revert(api, fact, stale["revision"]).json()
    assert again["evidence"][0]["stale"]


def test_an_accepted_fact_keeps_what_it_needs(api, create, accept, ids):
    fact = create({**bodies.event(ids), "evidence": []})
    sets = [bodies.evidence(ids["main"], bodies.ASKED)]
    sets[0]["covers"] = [bodies.inferred(fact["values"][0]["id"])]
    patch(api, fact, evidence={"set": sets})
    accept(fact)
    refused = revert(api, fact, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_revert")
    assert refused.json()["errors"][0]["code"] == "not_covered"


def test_what_was_withdrawn_is_named(api, create, ids):
    third = api.post("/api/v1/entities", {"kind": "country", "name": "Atlantis"}).json()
    fact = create(bodies.permission({**ids, "us": third["id"]}))
    quote = fact["evidence"][0]["quotes"][0]["id"]
    grantor = value(fact, "grantor")
    sets = [{"id": grantor["id"], **bodies.entity("grantor", ids["us"])}]
    other = [bodies.evidence(ids["main"], bodies.ASKED)]
    patch(
        api,
        fact,
        values={"set": sets},
        evidence={"remove": [fact["evidence"][0]["id"]], "set": other},
    )
    for gone in (f"entities/{third['id']}", f"quotes/{quote}"):
        response = api.post(f"/api/v1/{gone}/withdraw", {"reason": "wrong"}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
    refused = revert(api, fact, 1)
    assert refused.status_code == 409
    errors = {e["pointer"]: e["code"] for e in refused.json()["errors"]}
    at = [v["field"] for v in fact["values"]].index("grantor")
    assert errors == {f"/values/{at}/entity": "unknown", "/evidence/0/quotes/0/id": "unknown"}


def test_a_merged_entity_is_followed(api, create, ids):
    third = api.post("/api/v1/entities", {"kind": "country", "name": "USA"}).json()
    fact = create(bodies.permission({**ids, "us": third["id"]}))
    sets = [{"id": value(fact, "grantor")["id"], **bodies.entity("grantor", ids["russia"])}]
    patch(api, fact, values={"set": sets})
    body = {"into": ids["us"], "reason": "the same"}
    api.post(f"/api/v1/entities/{third['id']}/merge", body, HTTP_IF_MATCH="*")
    again = revert(api, fact, 1).json()
    assert value(again, "grantor")["entity"]["id"] == ids["us"]


def test_evidence_that_moved_to_another_fact_stays_there(api, publish, ids):
    one = publish(bodies.permission(ids))
    wide = bodies.permission(ids)
    wide["values"].append(bodies.text("area", "and more", clause=1) | {"key": "more"})
    wide["evidence"][0]["covers"].append(bodies.inferred("more"))
    other = publish(wide)
    merge = {"into": other["id"], "reason": "the same"}
    done = api.post(f"{URL}/{one['id']}/merge", merge, HTTP_IF_MATCH="*")
    assert done.status_code == 200, done.content
    assert revert(api, one, 1).json()["code"] == "merged"
    api.post(f"{URL}/{one['id']}/unmerge", {"reason": "not so"}, HTTP_IF_MATCH="*")
    merged = api.get(f"{URL}/{other['id']}/revisions/3").json()
    assert len(merged["evidence"]) == 2
    refused = revert(api, other, 3)
    assert refused.json()["errors"][0]["code"] == "in_use"


def test_only_revisions_come_back(api, fact, reader):
    refused = revert(api, fact, 99)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/revision"
    assert revert(api, {"id": "01903b5e-8a00-7c3a-9d2e-000000000005"}, 1).status_code == 404
    assert revert(api, fact, 1, match='"1.1"').status_code == 412
    assert revert(reader, fact, 1).status_code == 403


def test_a_claim_that_another_fact_makes_by_now_is_refused(api, create, ids):
    fact = create(bodies.event(ids))
    sets = [{"id": fact["values"][0]["id"], "field": "what", "kind": "text", "text": "begged"}]
    patch(api, fact, values={"set": sets})
    other = create(bodies.event(ids))
    refused = revert(api, fact, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert refused.json()["existing"]["id"] == other["id"]


def test_sources_entities_and_types_revert(api, ids):
    cases = {
        "publishers": (ids["herald"], {"name": "The Herald and Post"}),
        "articles": (ids["main"], {"title": None, "published": None, "publisher": None}),
        "entities": (ids["us"], {"aliases": [], "external_ids": [], "name": "States"}),
    }
    for collection, (thing, changes) in cases.items():
        url = f"/api/v1/{collection}/{thing}"
        before = api.get(url).json()
        patched = api.patch(url, {**changes, "reason": "a test"}, HTTP_IF_MATCH="*")
        assert patched.status_code == 200, patched.content
        response = revert(api, before, before["revision"], collection)
        assert response.status_code == 200, response.content
        again = response.json()
        own = ("revision", "content_revision", "recorded")
        assert {k: v for k, v in again.items() if k not in own} == {
            k: v for k, v in before.items() if k not in own
        }


def test_a_fact_type_gets_its_texts_back(api):
    url = "/api/v1/fact-types/event"
    before = api.get(url).json()
    body = {"label": "Occurrence", "fields": [{"name": "what", "label": "It"}], "reason": "a test"}
    assert api.patch(url, body, HTTP_IF_MATCH="*").status_code == 200
    again = revert(api, {"id": "event"}, before["revision"], "fact-types").json()
    assert (again["label"], again["fields"]) == (before["label"], before["fields"])


def test_a_quote_never_changes(api, fact):
    quote = fact["evidence"][0]["quotes"][0]
    assert revert(api, quote, 1, "quotes").status_code == 404
