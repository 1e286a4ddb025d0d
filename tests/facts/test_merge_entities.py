"""Merging entities that turned out to be one, and parting them again."""

import pytest
from django.db import IntegrityError, connection

from factstore.core.constraints import violated
from tests.facts import bodies

URL = "/api/v1/entities"


@pytest.fixture
def usa(api, ids):
    """The United States once more, under another id."""
    body = {
        "kind": "country",
        "name": "USA",
        "aliases": ["America", "Washington"],
        "external_ids": [{"scheme": "iso", "value": "US"}],
    }
    return api.post(URL, body).json()


@pytest.fixture
def fact(publish, ids, usa):
    """A fact that names the second one as grantor and as the agent of a hop."""
    body = bodies.permission({**ids, "us": usa["id"]})
    body["evidence"][0]["hops"] = [{"verb": "said", "agent": {"entity": usa["id"]}}]
    return publish(body)


@pytest.fixture
def twin(publish, ids, fact):
    """The same fact of the first one."""
    return publish(bodies.permission(ids))


def post(api, entity, step, **body):
    return api.post(f"{URL}/{entity}/{step}", {"reason": "a test", **body}, HTTP_IF_MATCH="*")


def merge(api, one, into, **body):
    return post(api, one, "merge", into=into, **body)


def read(api, fact):
    return api.get(f"/api/v1/facts/{fact['id']}").json()


def named(document):
    grantor = next(v for v in document["values"] if v["field"] == "grantor")
    return grantor["entity"]["id"], document["evidence"][0]["hops"][0]["agent"]["id"]


def test_whatever_named_it_names_the_other(api, anonymous, ids, usa, fact):
    response = merge(api, usa["id"], ids["us"])
    assert response.status_code == 200, response.content
    assert response.json()["merged_into"] == ids["us"]
    now = read(api, fact)
    assert named(now) == (ids["us"], ids["us"])
    assert not now["evidence"][0]["stale"]
    assert now["sentence"].startswith("The United States permits")
    other = api.get(f"{URL}/{ids['us']}").json()
    assert other["aliases"] == ["America", "USA", "Washington"]
    assert {"scheme": "iso", "value": "US"} in other["external_ids"]
    found = anonymous.get("/api/v1/facts", {"q": "America"}).json()["results"]
    assert [f["id"] for f in found] == [fact["id"]]


def test_it_is_answered_with_the_other_and_left_out_of_lists(api, anonymous, ids, usa, fact):
    position = read(api, fact)["recorded"]["position"]
    merge(api, usa["id"], ids["us"])
    moved = anonymous.get(f"{URL}/{usa['id']}")
    assert (moved.status_code, moved.json()["code"]) == (308, "moved")
    assert moved["Location"] == f"{URL}/{ids['us']}"
    assert usa["id"] not in [e["id"] for e in anonymous.get(URL).json()["results"]]
    known = {"known_at": position}
    assert anonymous.get(f"{URL}/{usa['id']}", known).json()["name"] == "USA"
    assert usa["id"] in [e["id"] for e in anonymous.get(URL, known).json()["results"]]
    later = {"known_at": position + 1}
    assert anonymous.get(f"{URL}/{usa['id']}", later)["Location"].endswith(
        f"?known_at={position + 1}"
    )
    assert usa["id"] not in [e["id"] for e in anonymous.get(URL, later).json()["results"]]


def test_filters_follow_it(api, anonymous, ids, usa, fact):
    position = read(api, fact)["recorded"]["position"]
    merge(api, usa["id"], ids["us"])

    def found(entity, **query):
        query |= {"includes": f"grantor:{entity}"}
        return [f["id"] for f in anonymous.get("/api/v1/facts", query).json()["results"]]

    assert found(usa["id"]) == found(ids["us"]) == [fact["id"]]
    assert found(usa["id"], known_at=position) == [fact["id"]]
    assert found(ids["us"], known_at=position) == []
    assert found(usa["id"], known_at=position + 1) == [fact["id"]]


def test_it_takes_no_writes(api, create, ids, usa):
    merge(api, usa["id"], ids["us"])
    body = {"name": "The States", "reason": "a test"}
    refused = api.patch(f"{URL}/{usa['id']}", body, HTTP_IF_MATCH="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "merged")
    assert refused.json()["into"]["id"] == ids["us"]
    fact = api.post("/api/v1/facts", bodies.permission({**ids, "us": usa["id"]}))
    (error,) = fact.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/values/2/entity", "merged")
    assert ids["us"] in error["detail"]
    body = bodies.event(ids)
    body["evidence"][0]["hops"] = [{"verb": "said", "agent": {"entity": usa["id"]}}]
    (error,) = api.post("/api/v1/facts", body).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/evidence/0/hops/0/agent/entity", "merged")
    assert ids["us"] in error["detail"]


@pytest.mark.parametrize(
    ("into", "code"), [("usa", "itself"), ("nobody", "unknown"), ("biden", "wrong_kind")]
)
def test_it_is_merged_into_another_of_its_kind(api, ids, usa, into, code):
    known = {**ids, "usa": usa["id"], "nobody": "01903b5e-8a00-7c3a-9d2e-000000000005"}
    refused = merge(api, usa["id"], known[into])
    assert refused.status_code == 422
    assert (refused.json()["errors"][0]["pointer"], refused.json()["errors"][0]["code"]) == (
        "/into",
        code,
    )


def test_there_are_no_chains(api, record, ids, usa):
    third = api.post(URL, {"kind": "country", "name": "U.S. of A."}).json()
    merge(api, usa["id"], third["id"])
    refused = merge(api, ids["russia"], usa["id"])
    assert refused.json()["errors"][0]["code"] == "merged"
    assert third["id"] in refused.json()["errors"][0]["detail"]
    merge(api, third["id"], ids["us"])
    assert api.get(f"{URL}/{usa['id']}")["Location"] == f"{URL}/{ids['us']}"
    early = post(api, usa["id"], "unmerge")
    assert (early.status_code, early.json()["code"]) == (409, "illegal_transition")
    for sql in (
        "UPDATE entities_entity SET merged_into_id = %s WHERE id = %s",
        "UPDATE entities_entity SET merged_into_id = id WHERE id <> %s AND id = %s",
    ):
        with pytest.raises(IntegrityError) as caught, record(), connection.cursor() as cursor:
            cursor.execute(sql, [usa["id"], ids["russia"]])
        assert violated(caught.value).startswith("entities_entity_merged_")
    assert post(api, third["id"], "unmerge").status_code == 200
    assert api.get(f"{URL}/{usa['id']}")["Location"] == f"{URL}/{third['id']}"
    assert post(api, usa["id"], "unmerge").status_code == 200


def test_unmerging_gives_back_what_was_moved_only(api, create, ids, usa, fact):
    before = api.get(f"{URL}/{usa['id']}").json()
    other = api.get(f"{URL}/{ids['us']}").json()
    merge(api, usa["id"], ids["us"])
    etag = api.get(f"{URL}/{ids['us']}")["ETag"]
    aliases = ["America", "USA", "Washington", "Uncle Sam"]
    body = {"aliases": aliases, "reason": "later"}
    assert api.patch(f"{URL}/{ids['us']}", body, HTTP_IF_MATCH=etag).status_code == 200
    later = create(bodies.permission(ids, area="deep inside Russia"))
    response = post(api, usa["id"], "unmerge")
    assert response.status_code == 200, response.content
    again = response.json()
    same = ("name", "aliases", "external_ids", "merged_into")
    assert [again[k] for k in same] == [before[k] for k in same]
    now = api.get(f"{URL}/{ids['us']}").json()
    assert now["aliases"] == [*sorted([*other["aliases"], "Uncle Sam"])]
    assert now["external_ids"] == other["external_ids"]
    assert named(read(api, fact)) == (usa["id"], usa["id"])
    grantor = next(v for v in read(api, later)["values"] if v["field"] == "grantor")
    assert grantor["entity"]["id"] == ids["us"]
    assert post(api, usa["id"], "unmerge").json()["code"] == "illegal_transition"


def test_facts_that_become_equal_refuse_it_or_are_merged(api, ids, usa, fact, twin):
    refused = merge(api, usa["id"], ids["us"])
    assert (refused.status_code, refused.json()["code"]) == (409, "would_duplicate")
    assert refused.json()["pairs"] == [{"fact": twin["id"], "other": fact["id"]}]
    done = merge(api, usa["id"], ids["us"], merge_facts=True)
    assert done.status_code == 200, done.content
    moved = api.get(f"/api/v1/facts/{twin['id']}")
    assert (moved.status_code, moved["Location"]) == (308, f"/api/v1/facts/{fact['id']}")
    assert len(read(api, fact)["evidence"]) == 2
    listed = api.get("/api/v1/facts").json()["results"]
    assert [f["id"] for f in listed] == [fact["id"]]
    back = post(api, usa["id"], "unmerge")
    assert back.status_code == 200, back.content
    assert named(read(api, fact)) == (usa["id"], usa["id"])
    assert len(read(api, fact)["evidence"]) == 1
    again = read(api, twin)
    assert [e["id"] for e in again["evidence"]] == [e["id"] for e in twin["evidence"]]
    assert [e["covers"] for e in again["evidence"]] == [e["covers"] for e in twin["evidence"]]
