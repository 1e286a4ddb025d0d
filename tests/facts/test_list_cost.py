"""GET /api/v1/facts: what a page costs does not depend on its size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.facts import bodies
from tests.facts.bodies import URL


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


@pytest.mark.parametrize("name", QUERIES)
def test_one_fact_and_fifty_cost_the_same_statements(name, anonymous, ids, publish):
    query, most = QUERIES[name]

    def body(i):
        made = bodies.event(ids, f"request {i}")
        made["values"].append(bodies.entity("participant", ids["ukraine"]))
        made["evidence"][0]["covers"].append(bodies.stated("participant", "Ukraine"))
        return made

    def statements(expected):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = anonymous.get(URL, {**query, "limit": 50})
        assert len(response.json()["results"]) == expected
        return len(captured)

    publish(body(0))
    one = statements(1)
    assert one <= most
    for i in range(1, 50):
        publish(body(i))
    assert statements(50) == one
