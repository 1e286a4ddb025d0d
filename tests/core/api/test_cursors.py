import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core.api import cursors
from factstore.core.api.exceptions import BadCursor

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
KEYS = st.lists(st.none() | TEXT, max_size=4).map(tuple)


@given(order=TEXT, direction=st.sampled_from(["next", "previous"]), key=KEYS, mark=TEXT)
def test_what_is_encoded_is_decoded(order, direction, key, mark):
    made = cursors.encode(order, direction, key, mark)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert cursors.decode(made, order=order, fingerprint=mark) == cursors.Cursor(
        order, direction, key
    )


@given(st.text(max_size=200))
def test_any_other_text_is_a_bad_cursor(text):
    with pytest.raises(BadCursor):
        cursors.decode(text, order="id", fingerprint="x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.sampled_from(["n", "id", "x", "\x00"]),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner),
    )
)
def test_forged_cursors_are_bad_or_usable(value):
    forged = base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode())
    try:
        made = cursors.decode(forged.rstrip(b"=").decode(), order="id", fingerprint="x")
    except BadCursor:
        return
    assert all(part is None or isinstance(part, str) for part in made.key)


@pytest.mark.parametrize(
    ("order", "mark", "key"), [("-id", "x", "5"), ("id", "y", "5"), ("id", "x", "five")]
)
def test_a_cursor_of_another_list_is_refused(order, mark, key):
    made = cursors.encode("id", "next", (key,), "x")
    with pytest.raises(BadCursor):
        cursors.decode(made, order=order, fingerprint=mark, check=[int])


def test_a_key_of_another_length_is_refused():
    made = cursors.encode("id", "next", ("5", "6"), "x")
    with pytest.raises(BadCursor):
        cursors.decode(made, order="id", fingerprint="x", check=[int])


def test_the_fingerprint_leaves_out_what_may_change_from_page_to_page():
    one = cursors.fingerprint({"q": "a", "limit": 5})
    assert one == cursors.fingerprint({"cursor": "x", "limit": 6, "q": "a"})
    assert one != cursors.fingerprint({"q": "b"})


def follow(rows, limit, direction, start):
    """All pages from `start` (a row or None) in `direction`, over a list in ascending order."""
    place, pages = start, []
    while True:
        if direction == "next":
            scan = [row for row in rows if place is None or row > place]
        else:
            scan = [row for row in reversed(rows) if place is None or row < place]
        page = cursors.page(
            scan[: limit + 1], limit=limit, direction=direction, from_cursor=place is not None
        )
        pages.append(page)
        place = page.next if direction == "next" else page.previous
        if place is None:
            return pages


@given(st.lists(st.integers(), unique=True).map(sorted), st.integers(1, 6))
def test_following_next_then_previous_shows_each_row_once(rows, limit):
    pages = follow(rows, limit, "next", None)
    assert [row for page in pages for row in page.rows] == rows
    assert all(len(page.rows) == limit for page in pages[:-1])
    assert pages[0].previous is None
    assert pages[-1].next is None
    back = follow(rows, limit, "previous", pages[-1].previous) if pages[-1].previous else []
    shown = [row for page in reversed(back) for row in page.rows]
    if pages[-1].previous is not None and back:
        assert shown + list(pages[-1].rows) == rows
        assert all(page.next is not None for page in back)


@given(
    st.lists(st.dictionaries(st.text(max_size=3), st.integers()), max_size=4),
    st.none() | st.text(max_size=5),
    st.none() | st.text(max_size=5),
    st.none() | st.dictionaries(st.sampled_from(["retracted", "refuted"]), st.integers(0, 1000)),
)
def test_the_body_of_a_page_holds_the_documents_as_they_are(results, after, before, omitted):
    stored = [json.dumps(result).encode() for result in results]
    counted = None if omitted is None else json.dumps(omitted).encode()
    body = cursors.page_body(stored, after, before, counted)
    assert json.loads(body) == {
        "results": results,
        "next_cursor": after,
        "previous_cursor": before,
        "omitted": omitted,
    }
    assert all(document in body for document in stored)


def test_links_lead_through_the_list_and_back(edge):
    url, seen, first = "/api/v1/things?limit=3&order=-id&kind=a", [], None
    while url:
        response = edge.get(url)
        body = response.json()
        seen += [result["id"] for result in body["results"]]
        assert (body["omitted"] is None) == (first is not None)
        first = first or url
        links = dict(
            reversed(link.removeprefix("<").split('>; rel="'))
            for link in response.get("Link", "").split(", ")
            if link
        )
        assert ('next"' in links) == (body["next_cursor"] is not None)
        assert ('prev"' in links) == (body["previous_cursor"] is not None)
        url = links.get('next"')
    assert seen == [f"{number:03}" for number in reversed(range(7))]
    back = edge.get(links['prev"']).json()
    assert [result["id"] for result in back["results"]] == ["003", "002", "001"]


def test_a_cursor_with_other_filters_is_refused(edge):
    cursor = edge.get("/api/v1/things?limit=3&kind=a").json()["next_cursor"]
    assert edge.get("/api/v1/things", {"cursor": cursor, "kind": "a"}).status_code == 200
    for query in ({"kind": "b"}, {}, {"kind": "a", "order": "-id"}):
        response = edge.get("/api/v1/things", {"cursor": cursor, **query})
        assert response.json()["code"] == "bad_cursor"
