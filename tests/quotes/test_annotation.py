"""Quotes as W3C Web Annotations, held to the model's rules and the context's terms."""

import pytest

from factstore.quotes.api.links_serializers import AnnotationRead
from tests.quotes.conftest import TEXT

PAGE = "https://news.example.org/one"
# Terms of http://www.w3.org/ns/anno.jsonld by the class that may have them, and those it must have.
TERMS = {
    "Annotation": ({"@context", "id", "type", "target"}, {"body", "motivation"}),
    "Dataset": ({"id", "type"}, {"format", "language"}),
    "SpecificResource": ({"type", "source"}, {"selector", "state"}),
    "TimeState": ({"type", "sourceDate", "cached"}, set()),
    "TextQuoteSelector": ({"type", "exact"}, {"prefix", "suffix"}),
    "TextPositionSelector": ({"type", "start", "end"}, set()),
}


def things(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from things(item)


@pytest.fixture
def annotate(api, anonymous, capture):
    def ask(exact, **article):
        version = capture(**article)
        made = api.post("/api/v1/quotes", {"version": str(version.id), "exact": exact})
        return made.json(), anonymous.get(f"{made['Location']}/annotation"), version

    return ask


@pytest.mark.parametrize("article", [{"url": PAGE}, {}], ids=["page", "no page"])
def test_an_annotation_is_made_of_the_context_s_terms(annotate, article):
    _, answer, _ = annotate("e\u0301nd – 𝕬", **article)
    found = answer.json()
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    for thing in things(found):
        required, allowed = TERMS[thing["type"]]
        assert required <= thing.keys() <= required | allowed
    assert found.keys() == AnnotationRead().fields.keys()


def test_it_is_sent_as_json_ld(annotate, anonymous):
    _, answer, _ = annotate("one")
    assert answer["Content-Type"] == (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    )
    address = answer.json()["id"]
    plain = anonymous.get(address, HTTP_ACCEPT="application/json")
    assert plain["Content-Type"] == "application/json"
    assert plain.content == answer.content
    linked = anonymous.get(address, HTTP_ACCEPT="application/ld+json")
    assert (linked.status_code, linked.content) == (200, answer.content)
    assert anonymous.get(address, HTTP_ACCEPT="text/turtle").status_code == 406


def test_its_selectors_lead_to_the_words(annotate, anonymous):
    quote, answer, version = annotate("𝕬", url=PAGE)
    found = answer.json()
    words, offsets = found["target"]["selector"]
    assert TEXT[offsets["start"] : offsets["end"]] == words["exact"] == "𝕬"
    assert words["prefix"] + words["exact"] + words["suffix"] in TEXT
    assert (words["prefix"], words["suffix"]) == (quote["prefix"], quote["suffix"])
    assert found["target"]["source"] == PAGE
    captured = version.captured_at.isoformat().replace("+00:00", "Z")
    kept = f"http://testserver/api/v1/versions/{version.id}"
    assert found["target"]["state"] == {
        "type": "TimeState",
        "sourceDate": captured,
        "cached": kept,
    }
    text = anonymous.get(kept).json()["text"]
    assert text[offsets["start"] : offsets["end"]] == words["exact"]
    assert found["body"]["id"] == f"http://testserver/api/v1/quotes/{quote['id']}"


def test_without_a_page_the_source_is_the_stored_version(annotate, anonymous):
    _, answer, version = annotate("one")
    target = answer.json()["target"]
    assert target["source"] == f"http://testserver/api/v1/versions/{version.id}"
    assert "state" not in target
    assert anonymous.get(target["source"]).status_code == 200
