"""Lists as they were at an earlier position or time, filtered by what was said then."""

import pytest

from factstore.entities import actions as entity_actions
from factstore.ledger.models import Change
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

URL = "/api/v1"


def names(client, path):
    response = client.get(f"{URL}/{path}")
    assert response.status_code == 200, response.content
    return [row.get("name") or row.get("title") for row in response.json()["results"]]


def test_a_list_shows_what_was_said_then(anonymous, record, renamed):
    publisher = renamed("a", "b")
    with record():
        source_actions.create_publisher(name="new")
    with record():
        source_actions.withdraw_publisher(publisher.pk, reason="error", expected=None)
    known = [names(anonymous, f"publishers?known_at={position}") for position in range(5)]
    assert known == [[], ["a"], ["b"], ["new", "b"], ["new"]]
    omitted = anonymous.get(f"{URL}/publishers?known_at=4").json()["omitted"]
    assert omitted == {"withdrawn": 1}
    assert anonymous.get(f"{URL}/publishers?known_at=3").json()["omitted"] == {"withdrawn": 0}
    at = Change.objects.get(position=2).at.isoformat().replace("+00:00", "Z")
    assert names(anonymous, f"publishers?known_at={at}") == ["b"]


def test_articles_are_filtered_by_the_publisher_of_then(anonymous, record):
    with record():
        first = source_actions.create_publisher(name="first")
        second = source_actions.create_publisher(name="second")
        article = source_actions.create_article(
            CaptureRecord(language="en", title="piece", publisher=first.pk), text="x"
        )
    with record():
        source_actions.update_article(article.pk, {"publisher": second.pk}, expected=None)
    assert names(anonymous, f"articles?publisher={first.pk}") == []
    assert names(anonymous, f"articles?publisher={first.pk}&known_at=1") == ["piece"]
    assert names(anonymous, f"articles?publisher={second.pk}&known_at=1") == []
    assert names(anonymous, f"articles?publisher={second.pk}&known_at=2") == ["piece"]
    assert names(anonymous, f"articles?id={article.pk}&known_at=1") == ["piece"]


def test_entities_are_filtered_by_what_they_were_called_then(anonymous, record):
    with record():
        city = entity_actions.create_entity(kind="place", name="Kiev", aliases=["Kyjiw"])
    with record():
        entity_actions.update_entity(
            city.pk,
            {"name": "Kyiv", "aliases": [], "external_ids": [("s", "1")]},
            expected=None,
        )
    for query, then, now in (
        ("q=kiEV", ["Kiev"], []),
        ("q=jiw", ["Kiev"], []),
        ("q=kyiv", [], ["Kyiv"]),
        ("kind=place", ["Kiev"], ["Kyiv"]),
        ("kind=person", [], []),
        ("external_id=s:1", [], ["Kyiv"]),
    ):
        assert names(anonymous, f"entities?{query}&known_at=1") == then, query
        assert names(anonymous, f"entities?{query}&known_at=2") == now, query
        assert names(anonymous, f"entities?{query}") == now, query


@pytest.mark.parametrize("order", ["recorded", "-recorded"])
def test_pages_of_then_go_both_ways(anonymous, record, order, django_assert_num_queries):
    with record():
        for i in range(5):
            source_actions.create_publisher(name=str(i))
    with record():
        source_actions.create_publisher(name="later")
    base, seen, url = f"{URL}/publishers?known_at=1&order={order}&limit=2", [], ""
    for _ in range(3):
        with django_assert_num_queries(1 if url else 2):
            page = anonymous.get(base + url).json()
        seen.append(page["results"])
        url = f"&cursor={page['next_cursor']}"
    expected = list("01234") if order == "recorded" else list("43210")
    assert [row["name"] for rows in seen for row in rows] == expected
    back = anonymous.get(f"{base}&cursor={page['previous_cursor']}").json()
    assert back["results"] == seen[1]


def test_quotes_and_versions_of_then(anonymous, record):
    from factstore.quotes import actions as quote_actions
    from factstore.quotes.selectors import Selector

    with record():
        article = source_actions.create_article(CaptureRecord(language="en"), text="one two")
    with record():
        quote_actions.find_or_create(Selector(article=article.pk, exact="two"))
    with record():
        source_actions.add_version(article.pk, text="one two three")
    counts = {}
    for path in (f"quotes?article={article.pk}", f"articles/{article.pk}/versions?limit=9"):
        counts[path.partition("?")[0][:6]] = [
            len(anonymous.get(f"{URL}/{path}&known_at={p}").json()["results"]) for p in (1, 2, 3)
        ]
    assert counts == {"quotes": [0, 1, 2], "articl": [1, 1, 2]}


@pytest.mark.parametrize("moment", ["yesterday", "-1", "2024-01-01"])
def test_what_is_no_moment_is_refused(anonymous, moment):
    response = anonymous.get(f"{URL}/publishers?known_at={moment}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_parameter")


def test_fact_types_of_then(anonymous):
    assert names(anonymous, "fact-types?known_at=0") == []
