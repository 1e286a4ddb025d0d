"""What is known of where words stand, without writing anything."""

import pytest

from factstore.ledger.models import Change
from factstore.quotes.api.locate_serializers import QuoteLocatedRead
from factstore.quotes.folding import FOLDING_VERSION
from factstore.sources import actions as source_actions
from tests.quotes.conftest import TEXT
from tests.shapes import assert_shape

URL = "/api/v1/quotes/locate"
NEWS = (
    "“We saw 😀 27 crews,” the pilot said, “and they did not stop.” Nobody saw the minister.\n"
    "The crews of the port, worn out by the long winter, left Kharkiv. Nobody saw the mayor."
)


@pytest.fixture
def locate(api, capture):
    version = capture(NEWS)

    def ask(exact, **members):
        response = api.post(URL, {"version": str(version.id), "exact": exact, **members})
        assert response.status_code == 200, response.content
        document = response.json()
        assert_shape(document, QuoteLocatedRead)
        assert document["version"] == {"id": str(version.id), "number": 1}
        assert document["article"] == {"id": str(version.article_id)}
        assert document["folding"] == FOLDING_VERSION
        for span in document["spans"]:
            assert NEWS[span["start"] : span["end"]] == span["exact"]
            units = NEWS.encode("utf-16-le")[2 * span["start_utf16"] : 2 * span["end_utf16"]]
            assert units.decode("utf-16-le") == span["exact"]
        return document

    return ask


@pytest.mark.parametrize(
    ("words", "outcome", "parts"),
    [
        ("“We saw 😀 27 crews,”", "exact", ["“We saw 😀 27 crews,”"]),
        ('"We saw 😀 27 crews,"', "repaired", ["“We saw 😀 27 crews,”"]),
        ("the crews … left Kharkiv", "repaired", ["The crews", "left Kharkiv"]),
        (
            "We saw 😀 27 crews, and they did not stop",
            "repaired",
            ["We saw 😀 27 crews", "and they did not stop"],
        ),
    ],
)
def test_what_would_be_kept_is_told(locate, words, outcome, parts):
    found = locate(words)
    assert (found["outcome"], found["score"], found["differences"]) == (outcome, 1, [])
    assert [span["exact"] for span in found["spans"]] == parts
    first, last = found["spans"][0], found["spans"][-1]
    assert found["exact"] == NEWS[first["start"] : last["end"]]
    assert (found["candidates"], found["candidates_total"], found["unmet"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("words", "kind", "there"),
    [
        ("The crews of the port, worn out by the long summer", "words", "winter"),
        ("We saw 😀 28 crews", "number", "27"),
        ("and they did stop", "negation", "not"),
        ("worn out by the long winter, left Kherson", "name", "Kharkiv"),
    ],
)
def test_what_is_near_is_marked(locate, words, kind, there):
    found = locate(words)
    assert (found["outcome"], found["spans"], found["exact"]) == ("candidates", [], None)
    (difference,) = found["differences"]
    assert (difference["kind"], difference["there"].strip()) == (kind, there)
    units = NEWS.encode("utf-16-le")[2 * difference["start_utf16"] : 2 * difference["end_utf16"]]
    assert NEWS[difference["start"] : difference["end"]] == units.decode("utf-16-le")
    assert found["score"] == found["candidates"][0]["score"] < 1
    assert found["differences"] == found["candidates"][0]["differences"]


def test_all_places_are_told_until_the_context_or_a_hint_chooses(locate):
    found = locate("Nobody saw the")
    assert (found["outcome"], found["candidates_total"], found["candidates_more"]) == (
        "ambiguous",
        2,
        False,
    )
    starts = [candidate["start"] for candidate in found["candidates"]]
    assert starts == [NEWS.index("Nobody"), NEWS.rindex("Nobody")]
    chosen = locate("Nobody saw the", suffix=" mayor")
    assert [span["start"] for span in chosen["spans"]] == starts[1:]
    units = len(NEWS[: starts[1]].encode("utf-16-le")) // 2
    hinted = locate("Nobody saw the", hint=units, unit="utf16")
    assert [span["start"] for span in hinted["spans"]] == starts[1:]
    other = locate("Nobody saw the", suffix=" king")
    assert (other["outcome"], other["unmet"], other["spans"]) == ("candidates", "suffix", [])


def test_absent_words_are_told_to_be_absent(locate):
    found = locate("Quarterly earnings exceeded forecasts in Brazil")
    assert (found["outcome"], found["score"], found["candidates"]) == ("absent", None, [])


def test_the_newest_version_of_an_article_is_looked_in(api, record, version):
    with record():
        newer = source_actions.add_version(version.article_id, text=TEXT + " More.")
    found = api.post(URL, {"article": str(version.article_id), "exact": "More"}).json()
    assert (found["outcome"], found["version"]["id"]) == ("exact", str(newer.id))


def test_nothing_is_written(api, version):
    before = Change.objects.count()
    api.post(URL, {"version": str(version.id), "exact": "one"})
    assert Change.objects.count() == before
    assert api.get("/api/v1/quotes").json()["results"] == []


NOBODY = "01903b5e-8a00-7c3a-9d2e-000000000001"


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({}, "/exact", "required"),
        ({"exact": ""}, "/exact", "blank"),
        ({"exact": "one", "match": "exact"}, "/match", "unknown_member"),
        ({"exact": "one", "start": 1}, "/start", "unknown_member"),
        ({"exact": "one", "article": NOBODY}, "/article", "one_text"),
        ({"exact": "one", "version": NOBODY}, "/version", "unknown"),
        ({"exact": "one", "prefix": "x" * 10_001}, "/prefix", "max_length"),
        ({"exact": "x" * 100_001}, "/exact", "max_length"),
        ({"exact": "one", "hint": 2**31}, "/hint", "max_value"),
    ],
)
def test_what_is_refused_is_pointed_at(api, version, members, pointer, code):
    response = api.post(URL, {"version": str(version.id), **members})
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_a_withdrawn_article_is_not_looked_in(api, record, version):
    with record():
        source_actions.withdraw_article(version.article_id, reason="error", expected=None)
    response = api.post(URL, {"version": str(version.id), "exact": "one"})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "unknown")


def test_only_writers_look(anonymous, reader, version):
    body = {"version": str(version.id), "exact": "one"}
    assert anonymous.post(URL, body).status_code == 401
    assert reader.post(URL, body).status_code == 403
