"""GET /api/v1/facts: what a page costs does not depend on its size."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.recording import record_fact


def test_an_empty_list(anonymous):
    assert anonymous.get(URL).json() == {
        "results": [],
        "next_cursor": None,
        "previous_cursor": None,
        "omitted": {"superseded": 0, "refuted": 0, "retracted": 0},
    }


QUERIES = {
    "plain": ({}, 1),
    "summary": ({"view": "summary"}, 1),
    "names": ({"includes": "participant:wikidata:Q212", "type": "event", "known_at": 10**9}, 2),
    "words": ({"q": "ukraine", "valid_at": "2024-06-01", "order": "from"}, 1),
}


def test_one_fact_and_fifty_cost_the_same_statements(anonymous, ids):
    def body(i):
        made = bodies.event(ids, f"request {i}")
        made["values"].append(bodies.entity("participant", ids["ukraine"]))
        made["evidence"][0]["covers"].append(bodies.stated("participant", "Ukraine"))
        return made

    def statements(expected):
        spent = {}
        for name, (query, _) in QUERIES.items():
            with CaptureQueriesContext(connection) as captured:
                response = anonymous.get(URL, {**query, "limit": 50})
            assert len(response.json()["results"]) == expected
            spent[name] = len(captured)
        return spent

    record_fact(body(0))
    one = statements(1)
    assert all(one[name] <= most for name, (_, most) in QUERIES.items())
    for i in range(1, 50):
        record_fact(body(i))
    assert statements(50) == one
