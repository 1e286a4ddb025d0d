import pytest
from django.db import IntegrityError, connection

from factstore.core.constraints import violated
from factstore.quotes.anchor import MAX_COUNTED
from factstore.quotes.api.serializers import QuoteRead
from factstore.quotes.folding import FOLDING_VERSION
from factstore.quotes.models import Quote
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
        ({"exact": '"Yes,"', "match": "exact"}, "/exact"),
        ({"exact": "énd", "match": "exact"}, "/exact"),
        ({"start": 0, "end": 6, "exact": '"Yes,"', "match": "exact"}, "/exact"),
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


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('"Yes,"', "“Yes,”"),
        ("énd", "e\u0301nd"),
        ("yes.  The", "yes.\r\nThe"),
        ("&ldquo;Yes,&rdquo; said", "“Yes,” said"),
        ("the énd", "The e\u0301nd"),
    ],
)
def test_folded_words_keep_the_characters_of_the_source(api, version, given, kept):
    response = api.post(URL, {"version": str(version.id), "exact": given})
    assert response.status_code == 201, response.content
    document = response.json()
    assert document["exact"] == TEXT[document["start"] : document["end"]] == kept
    assert document["repaired"] == {"given": given, "folding": FOLDING_VERSION}
    assert_shape(document, QuoteRead)
    again = api.post(URL, {"version": str(version.id), "exact": kept})
    assert (again.status_code, again.content) == (200, response.content)


def test_words_as_they_stand_are_not_called_repaired(api, version):
    assert api.post(URL, {"version": str(version.id), "exact": "“Yes,”"}).json()["repaired"] is None


def test_a_span_takes_its_words_folded(api, version):
    body = {"version": str(version.id), "start": 0, "end": 6, "exact": '"Yes,"'}
    assert api.post(URL, body).json()["repaired"] == {"given": '"Yes,"', "folding": FOLDING_VERSION}


def test_a_hint_tells_which_is_meant_in_either_unit(api, version):
    places = [TEXT.index("A yes") + 2, TEXT.index("a yes") + 2]
    for place in places:
        body = {"version": str(version.id), "exact": "yes"}
        by_points = api.post(URL, {**body, "hint": place}).json()
        by_units = api.post(URL, {**body, "hint": utf16(TEXT[:place]), "unit": "utf16"}).json()
        assert by_points["start"] == by_units["start"] == place


def test_what_is_only_near_is_refused_with_it(api, capture):
    text = "Pilots said that 27 crews had not seen the minister in Kharkiv."
    version = capture(text)
    body = {"version": str(version.id), "exact": "that 28 crews had not seen the minister"}
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    (candidate,) = response.json()["candidates"]
    assert candidate["exact"] == "that 27 crews had not seen the minister"
    assert candidate["score"] < 1
    (difference,) = candidate["differences"]
    assert (difference["kind"], difference["quoted"], difference["there"]) == ("number", "28", "27")
    assert text[difference["start"] : difference["end"]] == "27"
    assert api.get(URL).json()["results"] == []


def test_words_elsewhere_than_in_their_context_are_offered(api, version):
    body = {"version": str(version.id), "exact": "one", "prefix": "two "}
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    (candidate,) = response.json()["candidates"]
    assert (candidate["exact"], candidate["score"]) == ("one", 1)


def test_a_refusal_says_that_there_are_more_places_than_it_counts(api, capture):
    version = capture("a " * (MAX_COUNTED + 1))
    response = api.post(URL, {"version": str(version.id), "exact": "a", "prefix": "x"})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/prefix")
    told = response.json()
    assert (told["candidates_total"], told["candidates_more"]) == (MAX_COUNTED, True)


PARTED = "Officials said that the crews, worn out by the long winter, had left the port."


def test_a_quote_with_words_left_out_is_not_one_quote(api, capture):
    version = capture(PARTED)
    body = {"version": str(version.id), "exact": "the crews … had left the port"}
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (422, "quote_in_parts")
    assert response.json()["errors"][0]["pointer"] == "/exact"
    (candidate,) = response.json()["candidates"]
    assert [part["exact"] for part in candidate["spans"]] == ["the crews", "had left the port"]
    assert candidate["exact"] == PARTED[candidate["start"] : candidate["end"]]
    assert api.get(URL).json()["results"] == []


def test_a_repair_is_whole_and_never_changes(api, version, record):
    quote = api.post(URL, {"version": str(version.id), "exact": '"Yes,"'}).json()
    for change in ("given = 'no'", "folding = folding + 1", "given = NULL, folding = NULL"):
        with pytest.raises(IntegrityError) as caught, record(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE quotes_quote SET {change} WHERE id = %s", [quote["id"]])
        assert violated(caught.value) == "quotes_quote_never_changes"
    for members in ({"given": "x"}, {"folding": 1}, {"given": "", "folding": 1}):
        with pytest.raises(IntegrityError) as caught, record():
            Quote.objects.create(version=version, start=7, end=8, exact="s", **members)
        assert violated(caught.value) == "quotes_quote_repair_is_whole"


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
        ({"start": 6, "end": 7}, "/end", "bad_span"),  # a space
        ({"start": 0, "end": 1000, "unit": "utf16"}, "/end", "bad_span"),
        ({"start": 13, "end": 16, "unit": "utf16"}, "/start", "bad_span"),
        ({"start": -1, "end": 5}, "/start", "min_value"),
        ({"start": "1", "end": 5}, "/start", "invalid"),
        ({"start": 1, "end": 2**31}, "/end", "max_value"),
        ({"start": 1, "end": 2, "unit": "byte"}, "/unit", "invalid_choice"),
        ({"exact": "one", "match": "near"}, "/match", "invalid_choice"),
        ({"exact": "one", "hint": -1}, "/hint", "min_value"),
        ({"exact": "x" * 100_001}, "/exact", "max_length"),
        ({"exact": "x" * 100_000}, "/exact", "quote_absent"),
        ({"exact": "one", "hint": 13, "unit": "utf16"}, "/hint", "bad_span"),
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
