"""Merging facts that make one claim, and parting them again."""

import pytest
from django.db import IntegrityError, connection

from factstore.core.constraints import violated
from tests.facts import bodies
from tests.facts.bodies import URL


def post(api, fact, step, **body):
    return api.post(f"{URL}/{fact['id']}/{step}", {"reason": "a test", **body}, HTTP_IF_MATCH="*")


def merge(api, one, other):
    return post(api, one, "merge", into=other["id"])


def read(api, fact):
    return api.get(f"{URL}/{fact['id']}").json()


@pytest.fixture
def one(event):
    return event("a strike", quote=bodies.ASKED)


@pytest.fixture
def other(publish, ids):
    """The same, of the other article, with one value more."""
    body = bodies.event(ids, "a strike", article="other", quote=bodies.DENIED)
    body["values"].append(bodies.entity("participant", ids["russia"]))
    body["evidence"][0]["covers"].append(bodies.stated("participant", "Russia"))
    return publish(body)


def test_its_evidence_moves(api, reader, one, other):
    response = merge(api, one, other)
    assert response.status_code == 200, response.content
    assert response.json()["merged_into"] == other["id"]
    assert response.json()["evidence"] == []
    now = read(api, other)
    assert now["corroboration"] == {"independent_origins": 2, "articles": 2}
    moved = now["evidence"][1]
    assert (moved["id"], moved["stale"]) == (one["evidence"][0]["id"], False)
    assert moved["quotes"] == one["evidence"][0]["quotes"]
    what = next(v for v in other["values"] if v["field"] == "what")
    assert [c["value"] for c in moved["covers"]] == [what["id"]]
    found = reader.get(f"{URL}/{one['id']}")
    assert (found.status_code, found["Location"]) == (308, f"{URL}/{other['id']}")
    assert [f["id"] for f in reader.get(URL).json()["results"]] == [other["id"]]
    known = {"known_at": one["recorded"]["position"]}
    assert reader.get(f"{URL}/{one['id']}", known).json()["sentence"] == one["sentence"]


def test_the_feed_tells_it(api, one, other):
    after = merge(api, one, other).json()["recorded"]["position"] - 1
    (change,) = api.get("/api/v1/changes", {"after": after}).json()["results"]
    told = {item["id"]: item["action"] for item in change["objects"]}
    assert told == {one["id"]: "merge", other["id"]: "change"}


def test_it_takes_no_writes(api, one, other):
    merge(api, one, other)
    for step, body in (("withdraw", {}), ("merge", {"into": other["id"]})):
        refused = post(api, one, step, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "merged")


def test_what_the_evidence_covers_is_there(api, one, other):
    refused = merge(api, other, one)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/into", "no_equal_value")


def test_it_is_merged_into_another_of_its_type(api, publish, ids, one, other):
    permission = publish(bodies.permission(ids))
    for wrong in (permission, one):
        refused = merge(api, one, wrong)
        assert refused.json()["errors"][0]["pointer"] == "/into"
    merge(api, one, other)
    assert merge(api, permission, one).json()["errors"][0]["code"] == "unknown"


def test_what_was_merged_names_the_one_that_stays(api, event, one, other):
    third = event("a third", quote=bodies.ASKED)
    merge(api, one, other)
    for step, pointer, body in (
        ("merge", "/into", {"into": one["id"]}),
        ("standing", "/superseded_by", {"state": "superseded", "superseded_by": one["id"]}),
    ):
        refused = post(api, third, step, **body)
        assert refused.status_code == 422
        (error,) = refused.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "merged")
        assert other["id"] in error["detail"]


def superseding(api, fact, by):
    return post(api, fact, "standing", state="superseded", superseded_by=by["id"])


def successor(api, fact):
    return read(api, fact)["standing"]["superseded_by"]


def test_who_named_it_as_successor_names_the_one_that_stays(api, reader, event, one, other):
    third, fourth = event("a third", quote=bodies.ASKED), event("a fourth", quote=bodies.ASKED)
    for fact in (third, fourth):
        assert superseding(api, fact, one).status_code == 200
    merged = merge(api, one, other).json()
    assert (successor(reader, third), successor(reader, fourth)) == (other["id"], other["id"])
    post(api, fourth, "standing", state="stands")
    assert post(api, one, "unmerge").status_code == 200
    assert (successor(reader, third), successor(reader, fourth)) == (one["id"], None)
    assert merged["merged_into"] == other["id"]


def test_undoing_the_change_of_a_merge_names_it_again(api, event, one, other):
    third = event("a third", quote=bodies.ASKED)
    superseding(api, third, one)
    change = merge(api, one, other).json()["recorded"]["change"]
    undone = api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})
    assert undone.status_code == 200, undone.content
    assert {r["outcome"] for r in undone.json()["results"]} == {"reverted"}
    assert (successor(api, third), read(api, one)["merged_into"]) == (one["id"], None)


def test_a_merge_closes_no_circle_of_successors(api, one, other):
    superseding(api, other, one)
    refused = merge(api, one, other)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/into", "circular")
    assert successor(api, other) == one["id"]
    assert read(api, one)["evidence"] == one["evidence"]


def test_raw_sql_names_nothing_merged_as_successor(api, event, record, one, other):
    third = event("a third", quote=bodies.ASKED)
    merge(api, one, other)
    with pytest.raises(IntegrityError) as caught, record(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE facts_fact SET standing = 'superseded', standing_reason = 'r',"
            " superseded_by_id = %s WHERE id = %s",
            [one["id"], third["id"]],
        )
    assert violated(caught.value) == "facts_fact_successor_is_accepted"


def test_what_is_published_is_not_merged_into_what_is_hidden(api, create, ids, one):
    draft = create(bodies.event(ids, "a strike on it", article="other", quote=bodies.DENIED))
    (error,) = merge(api, one, draft).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/into", "not_accepted")
    assert api.get(f"{URL}/{one['id']}").status_code == 200


def test_unmerging_gives_its_evidence_back(api, one, other):
    merge(api, one, other)
    later = bodies.evidence(read(api, other)["evidence"][0]["article"]["id"], bodies.DENIED)
    body = {"evidence": {"set": [later]}, "reason": "later"}
    assert api.patch(f"{URL}/{other['id']}", body, HTTP_IF_MATCH="*").status_code == 200
    response = post(api, one, "unmerge")
    assert response.status_code == 200, response.content
    again = response.json()
    assert again["merged_into"] is None

    def strip(items):
        return [{k: v for k, v in item.items() if k != "confirmed_in"} for item in items]

    assert strip(again["evidence"]) == strip(one["evidence"])
    assert len(read(api, other)["evidence"]) == 2
    assert post(api, one, "unmerge").json()["code"] == "illegal_transition"


def test_there_are_no_chains(api, event, record, one, other):
    third = event("a third", quote=bodies.ASKED)
    with pytest.raises(IntegrityError) as caught, record(), connection.cursor() as cursor:
        cursor.execute("UPDATE facts_fact SET merged_into_id = id WHERE id = %s", [one["id"]])
    assert violated(caught.value) == "facts_fact_merged_into_another"
    merge(api, one, other)
    with pytest.raises(IntegrityError) as caught, record(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE facts_fact SET merged_into_id = %s WHERE id = %s", [one["id"], third["id"]]
        )
    assert violated(caught.value) == "facts_fact_merged_once"
