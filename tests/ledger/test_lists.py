"""What all lists of recorded things have in common, on the list of publishers and the others."""

import pytest

from factstore.entities import actions as entity_actions
from factstore.sources import actions as source_actions

URL = "/api/v1/publishers"


@pytest.fixture
def publishers(record):
    with record():
        return [source_actions.create_publisher(name=f"Publisher {i}") for i in range(7)]


def names(response):
    return [result["name"][-1] for result in response.json()["results"]]


def walk(client, url, relation="next"):
    pages = []
    while url:
        response = client.get(url)
        assert response.status_code == 200
        pages.append(names(response))
        links = {
            part.split('rel="')[1].rstrip('"'): part[1 : part.index(">")]
            for part in response.get("Link", "").split(", ")
            if part
        }
        url = links.get(relation)
    return pages


def test_the_newest_comes_first(anonymous, publishers):
    assert names(anonymous.get(URL)) == list("6543210")
    assert names(anonymous.get(f"{URL}?order=recorded")) == list("0123456")


@pytest.mark.parametrize("order", ["recorded", "-recorded"])
@pytest.mark.parametrize("limit", [1, 3, 7, 8])
def test_following_the_links_shows_each_once(anonymous, publishers, order, limit):
    pages = walk(anonymous, f"{URL}?order={order}&limit={limit}")
    expected = list("0123456") if order == "recorded" else list("6543210")
    assert [name for page in pages for name in page] == expected
    assert all(len(page) == limit for page in pages[:-1])


def test_the_way_back_shows_the_same(anonymous, publishers):
    first = anonymous.get(f"{URL}?limit=3").json()
    second = anonymous.get(f"{URL}?limit=3&cursor={first['next_cursor']}").json()
    back = anonymous.get(f"{URL}?limit=3&cursor={second['previous_cursor']}").json()
    assert back["results"] == first["results"]


def test_a_page_holds_the_recorded_bytes(anonymous, publishers):
    one = anonymous.get(f"{URL}/{publishers[0].id}").content
    assert one in anonymous.get(URL).content


def test_withdrawn_things_are_left_out_and_counted_on_the_first_page(anonymous, record, publishers):
    with record():
        for publisher in publishers[:2]:
            source_actions.withdraw_publisher(publisher.id, reason="error", expected=None)
    first = anonymous.get(f"{URL}?limit=3")
    assert names(first) == list("654")
    assert first.json()["omitted"] == {"withdrawn": 2}
    rest = anonymous.get(f"{URL}?limit=3&cursor={first.json()['next_cursor']}")
    assert names(rest) == list("32")
    assert rest.json()["omitted"] is None


def test_ids_choose_some(anonymous, publishers):
    chosen = "&".join(f"id={publishers[i].id}" for i in (1, 4))
    assert names(anonymous.get(f"{URL}?{chosen}")) == list("41")


def test_a_cursor_of_another_list_is_refused(anonymous, publishers):
    cursor = anonymous.get(f"{URL}?limit=3").json()["next_cursor"]
    response = anonymous.get(f"{URL}?order=recorded&cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "order=name", "id=5", "q=x", "page=2"])
def test_parameters_are_strict(anonymous, query):
    assert anonymous.get(f"{URL}?{query}").status_code == 400


@pytest.mark.parametrize("path", ["publishers", "articles", "quotes", "entities", "fact-types"])
def test_an_empty_list_is_a_page(anonymous, path):
    response = anonymous.get(f"/api/v1/{path}")
    assert response.json() == {
        "results": [],
        "next_cursor": None,
        "previous_cursor": None,
        "omitted": {"withdrawn": 0},
    }


@pytest.mark.parametrize("count", [1, 50])
def test_a_page_costs_two_statements_whatever_its_size(
    anonymous, record, count, django_assert_num_queries
):
    with record():
        for i in range(count):
            source_actions.create_publisher(name=f"Publisher {i}")
            entity_actions.create_entity(kind="person", name=f"Person {i}", aliases=["x", "y"])
    for path in ("publishers", "entities?q=Person"):
        with django_assert_num_queries(2):
            response = anonymous.get(f"/api/v1/{path}")
        assert len(response.json()["results"]) == count
