"""GET /api/v1/facts: filters, orders, pages and what is left out."""

import pytest

from factstore.facts.api.read_serializers import FactRead, FactSummary
from factstore.facts.models import Fact, Value
from tests import stores
from tests.facts import bodies
from tests.facts.bodies import ASKED, DEAL, DENIED, LIFTED, REPORTED, RIGHT_MOVE, URL
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import change_fact, record_fact
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import refused


def eight_facts():
    """Record eight facts, seven of them accepted; return their ids by name."""
    ids = desk_ids()
    narrow = bodies.permission(ids)
    narrow["values"][4] = bodies.text("weapon", "weapons", clause=1)
    narrow["values"] += [
        bodies.entity("weapon", ids["atacms"], clause=2) | {"key": "not"},
        bodies.date("from", not_before="2024-05-21", not_after="2024-05-30"),
        bodies.date("to", not_before="2024-06-10", not_after="2024-06-15"),
    ]
    narrow["clauses"].append({"number": 2, "polarity": "excludes"})
    narrow["evidence"][0]["attests"] = None
    narrow["evidence"][0]["covers"] += [bodies.inferred(key) for key in ("not", "from", "to")]
    wide = bodies.permission(ids)
    steal = bodies.permission(ids)
    steal["values"][1]["choice"] = "transfer"
    steal["values"][2]["entity"] = ids["russia"]
    steal["evidence"] = [
        bodies.evidence(
            ids["other"],
            REPORTED,
            hedged="reported",
            hops=[{"verb": "reported", "agent": {"publisher": ids["politico"]}}],
            covers=[bodies.inferred(v["key"]) for v in steal["values"]],
        )
    ]
    said = {
        "type": "statement",
        "values": [bodies.entity("speaker", ids["sullivan"]), bodies.choice("act", "said")],
        "evidence": [
            bodies.evidence(
                ids["main"],
                RIGHT_MOVE,
                mode="verbatim",
                hops=[
                    {
                        "verb": "said",
                        "agent": {"entity": ids["sullivan"]},
                        "role_as_printed": "U.S. national security adviser",
                    }
                ],
                covers=[bodies.stated("speaker", "Jake Sullivan"), bodies.stated("act", "said")],
            )
        ],
    }
    denied = bodies.event(ids, "a denial", article="other", quote=DENIED)
    denied["values"].append(bodies.date("date", edtf="2024-05-30"))
    denied["evidence"][0]["covers"].append(bodies.inferred("date"))
    denied["evidence"].append(
        bodies.evidence(ids["main"], ASKED, stance="refutes", covers=[bodies.inferred("what")])
    )
    both = bodies.event(ids, "a deal", quote=DEAL)
    both["values"].append(bodies.date("date", edtf="2024-06"))
    both["evidence"][0]["covers"].append(bodies.inferred("date"))
    both["evidence"].append(
        bodies.evidence(
            ids["other"], DENIED, hops=[{"verb": "said", "agent": {"entity": ids["sullivan"]}}]
        )
    )
    accepted = {
        "narrow": narrow,
        "wide": wide,
        "steal": steal,
        "said": said,
        "denied": denied,
        "both": both,
        "stale": bodies.event(ids, "a restraint", quote=LIFTED),
    }
    facts = {name: record_fact(body) for name, body in accepted.items()}
    what = Value.objects.get(fact=facts["stale"])
    change_fact(
        facts["stale"], {"values": {"set": [{**bodies.text("what", "lifted"), "id": str(what.id)}]}}
    )
    return facts | {"draft": record_fact(bodies.event(ids, "a rumour"), accept=False)}


@pytest.fixture
def facts(django_db_setup, django_db_blocker):
    """Ids of the eight facts by name, in a store that holds them and nothing more."""
    with django_db_blocker.unblock(), stores.lend(*DESK, fill=eight_facts) as made:
        yield made


@pytest.fixture
def db(facts):
    """These tests work on the eight facts."""


@pytest.fixture
def find(anonymous, facts):
    """Names of the facts that a query finds, in the list's order."""

    def get(query="", client=anonymous, **parameters):
        response = client.get(f"{URL}?{query}", parameters or None)
        assert response.status_code == 200, response.content
        names = {fact_id: name for name, fact_id in facts.items()}
        return [names[fact["id"]] for fact in response.json()["results"]]

    return get


ALL = ["stale", "both", "denied", "said", "steal", "wide", "narrow"]
UNKNOWN = "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e"

FILTERS = [
    ("", ALL),
    ("type=permission", ["steal", "wide", "narrow"]),
    ("type=event&type=statement", ["stale", "both", "denied", "said"]),
    ("type=aid", []),
    ("status=accepted", ALL),
    ("status=draft", []),
    ("standing=stands&standing=disputed", ALL),
    ("standing=retracted", []),
    ("id={said}&id={narrow}&id={draft}", ["said", "narrow"]),
    ("id={us}", []),
    ("includes=grantor:{us}", ["wide", "narrow"]),
    ("includes=grantor:wikidata:Q30", ["wide", "narrow"]),
    ("includes=grantor:{us_upper}", ["wide", "narrow"]),
    ("includes=grantee:{us}", []),
    ("includes=weapon:{atacms}", ["steal", "wide"]),
    ("includes=weapon:{atacms}&includes=grantor:{us}", ["wide"]),
    ("includes=grantor:{us}&includes=grantor:{russia}", []),
    ("excludes=weapon:{atacms}", ["narrow"]),
    ("excludes=weapon:{atacms}&excludes=area:{ukraine}", []),
    ("excludes=grantor:{us}", []),
    ("includes=grantor:{us}&excludes=weapon:{atacms}", ["narrow"]),
    ("entity={atacms}", ["steal", "wide", "narrow"]),
    ("entity={sullivan}", ["said"]),
    ("entity=wikidata:Q212&entity={russia}", ["steal"]),
    ("speaker={sullivan}", ["both", "said"]),
    ("speaker={biden}", []),
    ("speaker={biden}&speaker={sullivan}", ["both", "said"]),
    ("publisher={herald}", ["stale", "both", "denied", "said", "wide", "narrow"]),
    ("publisher={politico}", []),
    (
        "publisher={politico}&publisher={herald}",
        ["stale", "both", "denied", "said", "wide", "narrow"],
    ),
    ("article={other}", ["both", "denied", "steal"]),
    ("article={other}&article={main}", ALL),
    ("article={other}&type=aid", []),
    ("attribution=anonymous", ["wide", "narrow"]),
    ("attribution=named", ["both", "said", "steal"]),
    ("stance=refutes", ["denied"]),
    ("stance=context", []),
    ("stance=supports", ALL),
    ("hedged=true", ["steal"]),
    ("hedged=false", ["stale", "both", "denied", "said", "wide", "narrow"]),
    ("stale=true", ["stale"]),
    ("stale=false&type=event", ["both", "denied"]),
    ("warning=none", ALL),
    ("warning=article_retracted&warning=evidence_drifted", []),
    ("min_independent_origins=1", ALL),
    ("min_independent_origins=2", ["both"]),
    ("min_independent_origins=0", ALL),
    ("min_independent_origins=3", []),
    ("valid_at=2024-05-20&type=permission", ["steal", "wide"]),
    ("valid_at=2024-05-21&type=permission", ["steal", "wide", "narrow"]),
    ("valid_at=2024-06-15&includes=grantor:{us}", ["wide", "narrow"]),
    ("valid_at=2024-06-16&includes=grantor:{us}", ["wide"]),
    ("valid_at=2024-05-29&match=certain", []),
    ("valid_at=2024-05-30&match=certain", ["denied", "narrow"]),
    ("valid_at=2024-06-09&match=certain", ["narrow"]),
    ("valid_at=2024-06-10&match=certain", []),
    ("valid_at=2024-06-21&match=certain", ["wide"]),
    ("valid_at=2024-06-22&match=certain", []),
    ("valid_at=2024-05-30&match=possible&type=event", ["stale", "denied"]),
    ("during=2024-05&type=event", ["stale", "denied"]),
    ("during=2024-05/2024-06&type=event", ["stale", "both", "denied"]),
    ("during=2024-05-31/2024-06-01&type=event", ["stale", "both"]),
    ("during=2024-05&match=certain", ["denied", "narrow"]),
    ("during=2024-06&match=certain", ["both", "wide", "narrow"]),
    ("during=2024-06-02/2024-06-30&match=certain&type=event", []),
    ("during=2025&match=certain", []),
    ("q=denial", ["denied"]),
    ("q=DENIALS", ["denied"]),
    ("q=Politico", ["steal"]),
    ("q=%22security adviser%22", ["said"]),
    ("q=%22adviser security%22", []),
    ("q=Washington -ATACMS", []),
    ("q=restraint or denial", ["stale", "denied"]),
    ("q=ATACMS+russia", ["steal", "wide", "narrow"]),
    ("q=the", []),
    ("q=%22", []),
]


@pytest.mark.parametrize(("query", "names"), FILTERS, ids=[query for query, _ in FILTERS])
def test_filters(query, names, find, facts, ids):
    places = {**facts, **ids, "us_upper": ids["us"].upper()}
    assert find(query.format(**places)) == names


def test_every_filter_has_an_example_and_a_counterexample():
    from factstore.facts.api.filters import FactParameters

    not_filters = {"cursor", "limit", "order", "view", "known_at", "match"}
    for name in set(FactParameters().fields) - not_filters:
        found = [names for query, names in FILTERS if f"{name}=" in query]
        assert any(found), f"nothing is found by {name}"
        assert any(names != ALL for names in found), f"nothing is left out by {name}"


def test_another_name_of_an_entity_is_found(find, api, ids, facts):
    assert find(q="Amerika") == []
    entity = api.get(f"/api/v1/entities/{ids['us']}").json()
    response = api.patch(
        f"/api/v1/entities/{ids['us']}",
        {"aliases": [*entity["aliases"], "Amerika"], "reason": "so in German"},
        HTTP_IF_MATCH="*",
    )
    assert response.status_code == 200, response.content
    assert find(q="Amerika") == ["wide", "narrow"]


def test_drafts_are_seen_by_writers_who_ask(find, api, reader):
    assert find("status=draft", client=api) == ["draft"]
    assert find("status=draft&status=accepted", client=api) == ["draft", *ALL]
    assert find("", client=api) == ALL
    assert find("status=draft", client=reader) == []
    assert find("status=draft&status=accepted", client=reader) == ALL
    assert find("q=rumour") == find("q=rumour", client=api) == []
    assert find("q=rumour&status=draft", client=api) == ["draft"]


def test_earlier_lists(anonymous, api, facts):
    document = api.get(f"{URL}/{facts['said']}").json()
    at = document["recorded"]["position"]

    def count(position, **more):
        query = {"known_at": position, **more}
        return len(anonymous.get(URL, query).json()["results"])

    assert count(at) == 4
    assert count(at - 1) == 3
    assert count(0) == 0
    assert count(document["recorded"]["at"]) == 4
    assert count("1999-01-01T00:00:00Z") == 0
    assert count(10**9) == 7
    assert count(at, type="statement") == 1
    assert count(at, includes="grantor:wikidata:Q30", valid_at="2024-05-30") == 2
    api.post(f"{URL}/{facts['said']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    assert count(at, type="statement") == 1
    assert count(10**9, type="statement") == 0


ORDERS = {
    "recorded": ALL[::-1],
    "-recorded": ALL,
    # First possible days: narrow 05-21, denied 05-30, both 06-01; not known: the others, last.
    "from": ["narrow", "denied", "both", "wide", "steal", "said", "stale"],
    "-from": ["both", "denied", "narrow", "stale", "said", "steal", "wide"],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_go_both_ways_in_each_order(order, limit, anonymous, facts, find):
    assert find(order=order) == ORDERS[order]
    names = {fact_id: name for name, fact_id in facts.items()}
    pages, query = [], {"order": order, "limit": limit}
    while True:
        response = anonymous.get(URL, query)
        page = response.json()
        pages.append([names[fact["id"]] for fact in page["results"]])
        assert ('rel="next"' in response.get("Link", "")) == bool(page["next_cursor"])
        assert (page["omitted"] is None) == ("cursor" in query)
        if page["next_cursor"] is None:
            break
        query = {**query, "cursor": page["next_cursor"]}
    assert [name for page in pages for name in page] == ORDERS[order]
    assert [len(p) for p in pages[:-1]] == [limit] * (len(pages) - 1)
    back = []
    while page["previous_cursor"] is not None:
        page = anonymous.get(URL, {**query, "cursor": page["previous_cursor"]}).json()
        back.insert(0, [names[fact["id"]] for fact in page["results"]])
    assert back == pages[:-1]


def test_links_lead_to_the_neighbours(anonymous, facts):
    response = anonymous.get(URL, {"limit": 2, "type": ["event", "statement"]})
    url = response["Link"].partition(">")[0].lstrip("<")
    second = anonymous.get(url)
    assert len(second.json()["results"]) == 2
    assert 'rel="prev"' in second["Link"]


@pytest.mark.parametrize(
    "other", [{"type": "event"}, {"order": "from"}, {"view": "summary"}, {"q": "x"}]
)
def test_a_cursor_belongs_to_its_list(other, anonymous, facts):
    cursor = anonymous.get(URL, {"limit": 2}).json()["next_cursor"]
    response = anonymous.get(URL, {"cursor": cursor, **other})
    refused(response, 400, "bad_cursor")
    assert anonymous.get(URL, {"cursor": cursor, "limit": 5}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "", "WyJyZWNvcmRlZCIsIm4iLFtdLCIiXQ", "é"])
def test_what_is_no_cursor(cursor, anonymous, facts):
    response = anonymous.get(URL, {"cursor": cursor})
    assert response.json()["code"] in {"bad_cursor", "bad_parameter"}
    assert response.status_code == 400


@pytest.mark.parametrize("order", ORDERS)
def test_a_forged_key_is_refused(order, anonymous, facts):
    from factstore.core.api import cursors

    real = anonymous.get(URL, {"limit": 1, "order": order}).json()["next_cursor"]
    (_, fingerprint) = cursors._unpack(real)
    day = "2024-01-01" if order.endswith("recorded") else ""
    for key in (("",), ("x", UNKNOWN), ("", "x"), ("", UNKNOWN, ""), (day, UNKNOWN)):
        forged = cursors.encode(order, "next", key, fingerprint)
        response = anonymous.get(URL, {"limit": 1, "order": order, "cursor": forged})
        refused(response, 400, "bad_cursor")


BAD = [
    ("nope=1", "unknown_parameter", "nope"),
    ("Type=event", "unknown_parameter", "Type"),
    ("type=nonsense", "bad_parameter", "type"),
    ("status=published", "bad_parameter", "status"),
    ("standing=fine", "bad_parameter", "standing"),
    ("id=1", "bad_parameter", "id"),
    ("&".join(f"id=00000000-0000-7000-8000-{i:012}" for i in range(101)), "bad_parameter", "id"),
    ("includes=grantor", "bad_parameter", "includes"),
    ("includes=:wikidata:Q30", "bad_parameter", "includes"),
    ("includes=grantor:Q30", "bad_parameter", "includes"),
    ("includes=grantor:wikidata:Q0", "bad_parameter", "includes"),
    ("includes=giver:wikidata:Q30", "bad_parameter", "includes"),
    (f"excludes=weapon:{UNKNOWN}", "bad_parameter", "excludes"),
    (f"entity={UNKNOWN}", "bad_parameter", "entity"),
    ("entity=wikidata:", "bad_parameter", "entity"),
    (f"speaker={UNKNOWN}", "bad_parameter", "speaker"),
    (f"publisher={UNKNOWN}", "bad_parameter", "publisher"),
    (f"article={UNKNOWN}", "bad_parameter", "article"),
    ("valid_at=2024-06", "bad_parameter", "valid_at"),
    ("valid_at=2024-06-31", "bad_parameter", "valid_at"),
    ("during=soon", "bad_parameter", "during"),
    ("during=2024-06/2024-05", "bad_parameter", "during"),
    ("during=2024-05/", "bad_parameter", "during"),
    ("match=sure", "bad_parameter", "match"),
    ("known_at=now", "bad_parameter", "known_at"),
    ("attribution=secret", "bad_parameter", "attribution"),
    ("stance=maybe", "bad_parameter", "stance"),
    ("hedged=yes", "bad_parameter", "hedged"),
    ("min_independent_origins=-1", "bad_parameter", "min_independent_origins"),
    ("min_independent_origins=x", "bad_parameter", "min_independent_origins"),
    ("q=" + "x" * 501, "bad_parameter", "q"),
    ("q=%00", "bad_parameter", "q"),
    ("order=name", "bad_parameter", "order"),
    ("view=short", "bad_parameter", "view"),
    ("limit=0", "bad_parameter", "limit"),
    ("limit=501", "bad_parameter", "limit"),
    ("limit=-5", "bad_parameter", "limit"),
    ("limit=ten", "bad_parameter", "limit"),
    ("limit=1&limit=2", "bad_parameter", "limit"),
]


@pytest.mark.parametrize(("query", "code", "parameter"), BAD, ids=[query[:40] for query, *_ in BAD])
def test_parameters_that_cannot_be_used(query, code, parameter, anonymous):
    response = anonymous.get(f"{URL}?{query}")
    refused(response, 400, code)
    assert response.json()["parameter"] == parameter


class TestStandings:
    @pytest.fixture
    def stand(self, facts, record):
        def give(**standings):
            with record("a standing"):
                for name, standing in standings.items():
                    successor = facts["narrow"] if standing == "superseded" else None
                    Fact.objects.filter(pk=facts[name]).update(
                        standing=standing, standing_reason="…", superseded_by=successor
                    )

        return give

    def test_what_no_longer_stands_is_left_out_and_counted(self, stand, find, anonymous):
        stand(said="retracted", both="retracted", wide="superseded", narrow="disputed")
        page = anonymous.get(URL).json()
        assert page["omitted"] == {"superseded": 1, "refuted": 0, "retracted": 2}
        assert find() == ["stale", "denied", "steal", "narrow"]
        assert find("standing=retracted") == ["both", "said"]
        assert find("standing=retracted&standing=stands") == [
            "stale",
            "both",
            "denied",
            "said",
            "steal",
        ]
        assert find("standing=disputed") == ["narrow"]

    def test_the_count_follows_the_filters(self, stand, anonymous):
        stand(said="retracted", both="retracted")
        assert anonymous.get(URL, {"type": "event"}).json()["omitted"]["retracted"] == 1
        assert anonymous.get(URL, {"type": "aid"}).json()["omitted"]["retracted"] == 0
        assert anonymous.get(URL, {"standing": "stands"}).json()["omitted"] is None

    def test_a_page_without_results_counts_too(self, stand, anonymous):
        stand(said="refuted")
        page = anonymous.get(URL, {"type": "statement"}).json()
        assert (page["results"], page["omitted"]["refuted"]) == ([], 1)

    def test_retracted_facts_are_still_read(self, stand, facts, anonymous):
        stand(said="retracted")
        fact = anonymous.get(f"{URL}/{facts['said']}").json()
        assert fact["standing"]["state"] == "retracted"
        assert fact["standing"]["reason"] == "…"


def test_summaries(anonymous, facts):
    page = anonymous.get(URL, {"view": "summary"}).json()
    full = {fact["id"]: fact for fact in anonymous.get(URL).json()["results"]}
    assert len(page["results"]) == 7
    for summary in page["results"]:
        assert_fact_shape(summary, FactSummary)
        del summary["view"]
        assert summary.items() <= full[summary["id"]].items()


def test_full_documents(anonymous, facts):
    for fact in anonymous.get(URL).json()["results"]:
        assert_fact_shape(fact, FactRead)


def test_the_limit_is_kept(anonymous, facts):
    assert len(anonymous.get(URL, {"limit": 1}).json()["results"]) == 1
    assert len(anonymous.get(URL, {"limit": 500}).json()["results"]) == 7


def test_methods_that_are_not_there(api):
    response = api.delete(URL)
    refused(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, POST"
