import pytest

from factstore.quotes.api.serializers import QuoteRead
from factstore.sources import actions as source_actions
from tests.quotes.conftest import TEXT
from tests.shapes import assert_shape

URL = "/api/v1/quotes"


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def test_words_become_a_quote(api, anonymous, version):
    response = api.post(URL, {"version": str(version.id), "exact": "e\u0301nd – 𝕬"})
    assert response.status_code == 201
    document = response.json()
    start, end = document["start"], document["end"]
    assert TEXT[start:end] == document["exact"] == "e\u0301nd – 𝕬"
    assert document["start_utf16"] == utf16(TEXT[:start])
    assert document["end_utf16"] == utf16(TEXT[:end])
    assert document["prefix"] == TEXT[max(0, start - 32) : start]
    assert document["suffix"] == TEXT[end : end + 32]
    assert document["version"] == {"id": str(version.id), "number": 1}
    assert document["article"] == {"id": str(version.article_id)}
    assert response["Location"] == f"{URL}/{document['id']}"
    assert anonymous.get(response["Location"]).content == response.content
    assert_shape(document, QuoteRead)


def test_an_article_stands_for_its_newest_version(api, record, version):
    with record():
        newer = source_actions.add_version(version.article_id, text=TEXT + " More.")
    response = api.post(URL, {"article": str(version.article_id), "exact": "More"})
    assert response.json()["version"] == {"id": str(newer.id), "number": 2}


def test_a_span_in_either_unit_becomes_the_same_quote(api, version):
    start = TEXT.index("𝕭")
    points = api.post(URL, {"version": str(version.id), "start": start, "end": start + 1})
    assert points.status_code == 201
    assert points.json()["exact"] == "𝕭"
    units = {"start": utf16(TEXT[:start]), "end": utf16(TEXT[: start + 1]), "unit": "utf16"}
    again = api.post(URL, {"version": str(version.id), **units, "exact": "𝕭"})
    assert again.status_code == 200
    assert again.content == points.content
    assert "Location" not in again


def test_words_that_repeat_are_not_picked_silently(api, version):
    body = {"version": str(version.id), "exact": "yes"}
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (409, "quote_ambiguous")
    places = response.json()["candidates"]
    assert [TEXT[p["start"] : p["end"]] for p in places] == ["yes", "yes"]
    assert places[0]["start_utf16"] == utf16(TEXT[: places[0]["start"]])
    chosen = api.post(URL, {**body, "suffix": "."})
    assert (chosen.status_code, chosen.json()["start"]) == (201, places[1]["start"])
    by_prefix = api.post(URL, {**body, "prefix": "A "})
    assert by_prefix.json()["start"] == places[0]["start"]


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"exact": "no"}, "/exact"),
        ({"exact": '"Yes,"'}, "/exact"),
        ({"exact": "énd"}, "/exact"),
        ({"exact": "YES"}, "/exact"),
        ({"exact": "one", "prefix": "x"}, "/prefix"),
        ({"exact": "one", "suffix": "x"}, "/suffix"),
        ({"start": 0, "end": 3, "exact": "Yes"}, "/exact"),
        ({"start": 1, "end": 4, "prefix": "x"}, "/prefix"),
        ({"start": 1, "end": 4, "suffix": "x"}, "/suffix"),
    ],
)
def test_words_that_do_not_stand_there_are_refused(api, version, members, pointer):
    response = api.post(URL, {"version": str(version.id), **members})
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    assert [e["pointer"] for e in response.json()["errors"]] == [pointer]
    assert api.get(URL).json()["results"] == []


NOBODY = "01903b5e-8a00-7c3a-9d2e-000000000001"


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({}, "/exact", "required"),
        ({"start": 1}, "/end", "required"),
        ({"end": 1, "exact": "x"}, "/start", "required"),
        ({"exact": ""}, "/exact", "blank"),
        ({"start": 1, "end": 1}, "/end", "bad_span"),
        ({"start": 0, "end": 1000}, "/end", "bad_span"),
        ({"start": 0, "end": 1000, "unit": "utf16"}, "/end", "bad_span"),
        ({"start": 13, "end": 16, "unit": "utf16"}, "/start", "bad_span"),
        ({"start": -1, "end": 5}, "/start", "min_value"),
        ({"start": "1", "end": 5}, "/start", "invalid"),
        ({"start": 1, "end": 2**31}, "/end", "max_value"),
        ({"start": 1, "end": 2, "unit": "byte"}, "/unit", "invalid_choice"),
        ({"exact": "one", "version": NOBODY}, "/version", "unknown"),
        ({"exact": "one", "version": None}, "/version", "null"),
        ({"exact": "one", "article": NOBODY}, "/article", "one_text"),
        ({"exact": "one", "start_utf16": 5}, "/start_utf16", "unknown_member"),
    ],
)
def test_what_is_refused_is_pointed_at(api, version, members, pointer, code):
    response = api.post(URL, {"version": str(version.id), **members})
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_a_quote_names_a_text_that_is_in_use(api, record, version):
    article = version.article_id
    unknown = api.post(URL, {"article": NOBODY, "exact": "one"})
    assert unknown.json()["errors"][0]["pointer"] == "/article"
    assert api.post(URL, {"exact": "one"}).json()["errors"][0]["pointer"] == "/version"
    with record():
        source_actions.withdraw_article(article, reason="error", expected=None)
    gone = api.post(URL, {"article": str(article), "exact": "one"})
    assert (gone.status_code, gone.json()["errors"][0]["code"]) == (422, "unknown")


@pytest.fixture
def quote(api, version):
    return api.post(URL, {"version": str(version.id), "exact": "one"}).json()


def withdraw(client, quote, tag='"1.1"'):
    url = f"{URL}/{quote['id']}/withdraw"
    return client.post(url, {"reason": "cut wrong"}, HTTP_IF_MATCH=tag)


def test_a_withdrawn_quote_is_gone_and_may_come_back(api, anonymous, version, quote):
    assert withdraw(api, quote).json()["withdrawn"] == {"reason": "cut wrong"}
    url = f"{URL}/{quote['id']}"
    gone = anonymous.get(url)
    assert (gone.status_code, gone.json()["reason"]) == (410, "cut wrong")
    then = anonymous.get(f"{url}?known_at={quote['recorded']['position']}")
    assert then.json() == quote
    page = anonymous.get(URL).json()
    assert (page["results"], page["omitted"]) == ([], {"withdrawn": 1})
    back = api.post(URL, {"version": str(version.id), "exact": "one"})
    assert (back.status_code, back.json()["id"], back.json()["withdrawn"]) == (
        200,
        quote["id"],
        None,
    )
    assert anonymous.get(url).status_code == 200


def test_withdrawing_needs_the_tag(api, quote):
    url = f"{URL}/{quote['id']}/withdraw"
    assert api.post(url, {"reason": "r"}).status_code == 428
    assert withdraw(api, quote, tag='"7.7"').status_code == 412
    assert api.post(url, {}, HTTP_IF_MATCH="*").status_code == 422


def test_quotes_are_listed_by_text(api, anonymous, capture, quote, version):
    other = capture(text="one more text")
    second = api.post(URL, {"version": str(other.id), "exact": "one"}).json()
    ids = [q["id"] for q in anonymous.get(URL).json()["results"]]
    assert ids == [second["id"], quote["id"]]
    for query in (f"article={version.article_id}", f"version={version.id}"):
        chosen = anonymous.get(f"{URL}?{query}").json()["results"]
        assert [q["id"] for q in chosen] == [quote["id"]]
    neither = anonymous.get(f"{URL}?article={version.article_id}&version={other.id}").json()
    assert neither["results"] == []


def test_only_writers_quote(anonymous, reader, version):
    body = {"version": str(version.id), "exact": "one"}
    assert anonymous.post(URL, body).status_code == 401
    assert reader.post(URL, body).status_code == 403


@pytest.mark.parametrize("count", [1, 50])
def test_a_page_costs_two_statements_whatever_its_size(
    api, anonymous, capture, count, django_assert_num_queries
):
    version = capture(text="x" * 60)
    for i in range(count):
        api.post(URL, {"version": str(version.id), "start": i, "end": i + 2})
    with django_assert_num_queries(2):
        page = anonymous.get(f"{URL}?article={version.article_id}").json()
    assert len(page["results"]) == count
