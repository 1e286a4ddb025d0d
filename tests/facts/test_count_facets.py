"""GET /api/v1/facts/facets: how many facts the list's filters find, and which values they have."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts.api.facet_serializers import FacetsRead
from factstore.facts.api.filters import FactFilters
from factstore.facts.counting import FACETS, MAX_VALUES
from tests import stores
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import DESK
from tests.facts.reading import facets_said, locked
from tests.facts.recording import record_fact
from tests.facts.test_create import refused
from tests.facts.test_list import FILTERS, eight_facts
from tests.properties import naive

FACETS_URL = f"{URL}/facets"
OPEN = naive.EVERY


@pytest.fixture
def facts(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK, fill=eight_facts) as made:
        yield made


@pytest.fixture
def db(facts):
    """These tests work on the eight facts of the lists."""


@pytest.fixture
def ask(anonymous):
    def get(query=None, client=anonymous, **more):
        response = client.get(FACETS_URL, {**(query or {}), **more})
        assert response.status_code == 200, response.content
        return response.json()

    return get


def read(text):
    """Return the parameters of a query string as lists."""
    query = {}
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        query.setdefault(name, []).append(value.replace("%22", '"').replace("+", " "))
    return query


ALTERNATIVES = {"type", "status", "standing", "publisher", "article", "speaker", "warning"}


@pytest.mark.parametrize(("query", "names"), FILTERS, ids=[query for query, _ in FILTERS])
def test_they_count_what_the_list_shows(query, names, ask, anonymous, facts, ids):
    query = read(query.format(**{**facts, **ids, "us_upper": ids["us"].upper()}))
    counted = ask(query)
    assert counted["count"] == len(names)
    assert counted["omitted"] == anonymous.get(URL, query).json()["omitted"]
    for name in FACETS:
        asked = query
        if name in ALTERNATIVES and name in {**query, "standing": []}:
            asked = {**query, name: OPEN.get(name, [])}
        found = anonymous.get(URL, {**asked, "limit": 500}).json()["results"]
        tally = [value for document in found for value in naive.valued(document)[name]]
        called = {k: v for document in found for k, v in naive.called(document).items()}
        expected = sorted(
            ((v, called.get(v), tally.count(v)) for v in set(tally)),
            key=lambda row: (-row[2], str(row[0]).lower()),
        )
        assert facets_said(counted)[name] == expected, name


def test_a_facet_says_what_the_other_choices_would_give(ask, api, ids):
    types = [("event", None, 3), ("permission", None, 3), ("statement", None, 1)]
    counted = ask(type="statement")
    assert counted["count"] == 1
    said = facets_said(counted)
    assert said["type"] == types
    assert said["speaker"] == [(ids["sullivan"], "Jake Sullivan", 1)]
    assert said["entity"] == [(ids["sullivan"], "Jake Sullivan", 1)]
    assert said["status"] == [("accepted", None, 1)]
    said = facets_said(ask(client=api))
    assert said["status"] == [("accepted", None, 7), ("draft", None, 1)]
    # All values of `entity` must hold, and a fact is hedged or not: these narrow.
    said = facets_said(ask(entity=ids["sullivan"], hedged="false"))
    assert [row[0] for row in said["entity"]] == [ids["sullivan"]]
    assert said["hedged"] == [(False, None, 1)]


def test_what_is_left_out_is_counted(ask, api, reviews, facts):
    for name, state in (("said", "retracted"), ("both", "retracted"), ("wide", "disputed")):
        body = {"state": state, "reason": "a letter"}
        done = reviews.post(f"{URL}/{facts[name]}/standing", body, HTTP_IF_MATCH="*")
        assert done.status_code == 200, done.content
    reviews.post(f"{URL}/{facts['stale']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    counted = ask()
    assert counted["count"] == 4
    assert counted["omitted"] == {"superseded": 0, "refuted": 0, "retracted": 2}
    said = facets_said(counted)
    assert said["standing"] == [("stands", None, 3), ("retracted", None, 2), ("disputed", None, 1)]
    assert said["type"] == [("permission", None, 3), ("event", None, 1)]
    asked = ask(standing="retracted")
    assert (asked["count"], asked["omitted"]) == (2, None)
    assert facets_said(asked)["standing"] == said["standing"]


def test_earlier_facets_with_the_names_of_then(ask, api, facts, ids):
    def rename(url, **body):
        body |= {"reason": "renamed"}
        done = api.patch(f"/api/v1/{url}", body, HTTP_IF_MATCH="*")
        assert done.status_code == 200, done.content
        return done.json()["recorded"]["position"]

    before = ask()
    rename(f"entities/{ids['sullivan']}", name="Sullivan", aliases=[])
    rename(f"publishers/{ids['herald']}", name="Herald")
    now = rename(f"articles/{ids['other']}", title="Another")
    api.post(f"{URL}/{facts['narrow']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    then = ask(known_at=before["position"])
    assert then == before
    after = ask(known_at=now)
    assert (after["position"], after["count"]) == (now, 7)
    named = {
        facet: {row[0]: row[1] for row in facets_said(after)[facet]}
        for facet in ("speaker", "publisher", "article")
    }
    assert named["speaker"] == {ids["sullivan"]: "Sullivan"}
    assert named["publisher"] == {ids["herald"]: "Herald"}
    assert named["article"][ids["other"]] == "Another"
    assert ask()["count"] == 6


def test_the_position_is_one_that_was(ask, facts):
    head = ask()["position"]
    assert head > 0
    assert ask(known_at=10**9)["position"] == head
    assert ask(known_at="2999-01-01T00:00:00Z") == ask(known_at=10**9) == ask()
    nothing = ask(known_at="1999-01-01T00:00:00Z")
    assert (nothing["position"], nothing["count"]) == (0, 0)
    assert all(members == {"values": [], "more": False} for members in nothing["facets"].values())


def test_of_names_what_is_counted(ask):
    everything = ask()
    assert list(everything["facets"]) == list(FacetsRead().fields) == list(FACETS)
    for name in FACETS:
        assert ask(of=name)["facets"] == {name: everything["facets"][name]}
    twice = ask(of=["type", "stale", "type"])["facets"]
    assert twice == {name: everything["facets"][name] for name in ("type", "stale")}


def test_only_the_first_values_are_given(ask, ids):
    from factstore.entities import actions as entity_actions
    from tests.facts.recording import by

    with by():
        places = [
            entity_actions.create_entity(kind="place", name=f"Place {n}") for n in range(MAX_VALUES)
        ]
    made = bodies.event(ids, "a meeting")
    for n, place in enumerate(places):
        key = f"p{n}"
        made["values"].append({**bodies.entity("participant", str(place.id)), "key": key})
        made["evidence"][0]["covers"].append(bodies.inferred(key))
    record_fact(made)
    few = ask(of="entity", type="event")["facets"]["entity"]
    assert few["more"] is False
    assert [row["id"] for row in few["values"]] == sorted(str(p.id) for p in places)
    many = ask(of="entity")["facets"]["entity"]
    assert (len(many["values"]), many["more"]) == (MAX_VALUES, True)
    # Ukraine and ATACMS stand in three facts each, whatever their ids are.
    most = sorted([ids["ukraine"], ids["atacms"]])
    assert [(row["id"], row["count"]) for row in many["values"][:2]] == [(i, 3) for i in most]


def test_an_entity_in_two_fields_of_a_fact_counts_once(ask, ids):
    made = bodies.event(ids, "a talk with itself")
    for field in ("participant", "place"):
        made["values"].append(bodies.entity(field, ids["russia"]))
        made["evidence"][0]["covers"].append(bodies.inferred(field))
    before = ask(of="entity", entity=ids["russia"])
    record_fact(made)
    after = ask(of="entity", entity=ids["russia"])
    assert (before["count"], after["count"]) == (1, 2)
    assert {row["id"]: row["count"] for row in after["facets"]["entity"]["values"]}[
        ids["russia"]
    ] == 2


def test_contributors_count_their_own_drafts(ask, ids, facts):
    users = [
        account_actions.create_user(username=name, role=Role.CONTRIBUTOR) for name in ("one", "two")
    ]
    one, two = map(signed_in, users)
    assert one.post(URL, bodies.event(ids, "a guess")).status_code == 201
    accepted = ("accepted", None, 7)
    assert facets_said(ask(client=one))["status"] == [accepted, ("draft", None, 1)]
    assert facets_said(ask(client=two))["status"] == [accepted]
    assert facets_said(ask())["status"] == [accepted]
    assert [ask(client=c, status="draft")["count"] for c in (one, two)] == [1, 0]
    reader = ask(status="draft")
    assert (reader["count"], facets_said(reader)["status"]) == (0, [accepted])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("of=colour", "bad_parameter"),
        ("of=", "bad_parameter"),
        ("&".join(["of=type"] * 13), "bad_parameter"),
        ("limit=5", "unknown_parameter"),
        ("order=from", "unknown_parameter"),
        ("view=summary", "unknown_parameter"),
        ("cursor=x", "unknown_parameter"),
        ("type=nothing", "bad_parameter"),
        ("known_at=x", "bad_parameter"),
    ],
)
def test_refusals(anonymous, query, code):
    refused(anonymous.get(f"{FACETS_URL}?{query}"), 400, code)


def test_it_takes_the_filters_of_the_list():
    from factstore.facts.api.facet_serializers import FacetParameters
    from factstore.facts.api.filters import FactParameters

    filters = FactFilters().fields.keys()
    assert FacetParameters().fields.keys() == filters | {"of"}
    assert FactParameters().fields.keys() == filters | {"cursor", "limit", "order", "view"}


@pytest.mark.parametrize(
    ("query", "most"),
    [({}, 1), ({"type": "event", "known_at": 10**9}, 2), ({"includes": "grantor:wikidata:Q30"}, 2)],
)
def test_what_it_costs(anonymous, query, most):
    with CaptureQueriesContext(connection) as captured:
        assert anonymous.get(FACETS_URL, query).status_code == 200
    assert len(captured) == most


def test_what_takes_too_long_is_broken_off(anonymous):
    with locked("facts_facet", wait="100ms"):
        refused(anonymous.get(FACETS_URL), 503, "time_limit")
