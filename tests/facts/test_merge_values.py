"""Values of one fact that come to say the same by a merge of entities."""

import pytest

from tests.facts import bodies
from tests.facts.bodies import URL

ENTITIES = "/api/v1/entities"


@pytest.fixture
def usa(api):
    return api.post(ENTITIES, {"kind": "country", "name": "USA"}).json()["id"]


def post(api, entity, step, **body):
    url = f"{ENTITIES}/{entity}/{step}"
    response = api.post(url, {"reason": "a test", **body}, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content


def read(api, fact):
    return api.get(f"{URL}/{fact['id']}").json()


def naming(document, field="participant"):
    return [v for v in document["values"] if v["field"] == field]


def own(document):
    """What a fact says and stands on, by names that survive a merge and its parting."""
    values = [{k: v for k, v in x.items() if k != "changed_in"} for x in document["values"]]
    evidence = [
        {k: v for k, v in x.items() if k not in {"confirmed_in", "covers"}}
        | {"covers": sorted(x["covers"], key=lambda c: c["value"])}
        for x in document["evidence"]
    ]
    return sorted(values, key=lambda v: v["id"]), evidence, document["sentence"]


@pytest.fixture
def both(publish, ids, usa):
    """An event of both: one evidence covers the one, a second one the other, a third one both."""

    def record(what="a strike"):
        body = bodies.event(ids, what)
        second = {**bodies.entity("participant", ids["us"]), "key": "second"}
        body["values"] += [bodies.entity("participant", usa), second]
        body["evidence"][0]["covers"].append(bodies.inferred("participant", "the one"))
        for quote, keys in ((bodies.LIFTED, ["second"]), (bodies.DEAL, ["participant", "second"])):
            covers = [bodies.inferred(key, f"{key} in {quote[:3]}") for key in keys]
            body["evidence"].append(bodies.evidence(ids["main"], quote, covers=covers))
        return publish(body)

    return record


def test_two_equal_values_become_one_with_the_coverage_of_both(api, ids, usa, both):
    fact = both()
    assert len(naming(fact)) == 2
    post(api, usa, "merge", into=ids["us"])
    now = read(api, fact)
    (kept,) = naming(now)
    assert kept["id"] == naming(fact)[1]["id"]
    assert kept["entity"]["id"] == ids["us"]
    what = now["values"][0]["id"]
    covers = [sorted((c["value"], c["note"]) for c in e["covers"]) for e in now["evidence"]]
    assert covers == [
        sorted([(what, "read between the lines"), (kept["id"], "the one")]),
        [(kept["id"], "second in It ")],
        [(kept["id"], "second in The")],
    ]
    assert [e["stale"] for e in now["evidence"]] == [False, False, False]


def test_parting_gives_both_back(api, ids, usa, both):
    fact = both()
    post(api, usa, "merge", into=ids["us"])
    post(api, usa, "unmerge")
    assert own(read(api, fact)) == own(fact)


def test_a_value_that_an_editor_removed_since_does_not_come_back(api, ids, usa, both):
    fact = both()
    post(api, usa, "merge", into=ids["us"])
    (kept,) = naming(read(api, fact))
    body = {"values": {"remove": [kept["id"]]}, "reason": "nobody's"}
    assert api.patch(f"{URL}/{fact['id']}", body, HTTP_IF_MATCH="*").status_code == 200
    post(api, usa, "unmerge")
    assert naming(read(api, fact)) == []


def test_equal_clauses_become_one_and_two_again(api, create, ids, usa):
    third = api.post(ENTITIES, {"kind": "weapon", "name": "Army TACMS"}).json()["id"]
    body = bodies.permission(ids)
    body["values"] += [
        {**bodies.entity("weapon", third, clause=2), "key": "weapon 2"},
        {**bodies.text("area", "anywhere inside Russia", clause=2), "key": "area 2"},
    ]
    body["clauses"].append({"number": 2, "polarity": "includes"})
    body["evidence"][0]["covers"].append(bodies.stated("area 2", "anywhere inside Russia"))
    fact = create(body)
    post(api, third, "merge", into=ids["atacms"])
    now = read(api, fact)
    assert [(v["field"], v["clause"]) for v in now["values"] if v["clause"]] == [
        ("weapon", 1),
        ("area", 1),
    ]
    post(api, third, "unmerge")
    assert own(read(api, fact)) == own(fact)


def test_what_is_reduced_may_equal_another_fact(api, publish, ids, usa, both):
    fact = both()
    body = bodies.event(ids, "a strike", quote=bodies.DENIED, article="other")
    body["values"].append(bodies.entity("participant", ids["us"]))
    body["evidence"][0]["covers"].append(bodies.inferred("participant"))
    single = publish(body)
    refused = api.post(
        f"{ENTITIES}/{usa}/merge", {"into": ids["us"], "reason": "same"}, HTTP_IF_MATCH="*"
    )
    assert refused.json()["code"] == "would_duplicate"
    post(api, usa, "merge", into=ids["us"], merge_facts=True)
    listed = api.get(URL).json()["results"]
    assert len(listed) == 1
    assert len(listed[0]["evidence"]) == 4
    post(api, usa, "unmerge")
    assert own(read(api, fact)) == own(fact)
    assert own(read(api, single)) == own(single)
