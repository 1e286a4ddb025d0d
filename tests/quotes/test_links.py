"""Links to quotes: which words a text fragment names, and how they are written."""

import re
import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.quotes.api.links_serializers import LinksRead
from factstore.quotes.links import directive, text_fragment
from tests.shapes import assert_shape

PAGE = "https://news.example.org/kharkiv"
TEXT = (
    "The Biden administration has quietly given Ukraine permission.\n"
    "The Biden administration said: “yes, re-run & rest”.\n"
    "It said so.\n" + "One more word of many. " * 20 + "The end is near."
)


def written(words, text=TEXT, *, at=None):
    start = text.index(words) if at is None else at
    return str(directive(text, start, start + len(words)))


def test_words_that_stand_once_need_no_context():
    assert written("quietly given") == "text=quietly%20given"


def test_signs_of_the_syntax_are_encoded():
    assert written("yes, re-run & rest") == "text=yes%2C%20re%2Drun%20%26%20rest"


def test_repeated_words_come_with_what_stands_beside_them():
    second = TEXT.rindex("administration")
    assert written("Biden administration") == (
        "text=Biden%20administration,-has%20quietly%20given%20Ukraine"
    )
    assert written("administration", at=second) == (
        "text=administration,-said%3A%20%E2%80%9Cyes%2C%20re%2Drun%20%26%20rest%E2%80%9D."
    )
    text = "Oslo said no. Bergen said no."
    assert written("said no", text, at=text.rindex("said")) == (
        "text=Oslo%20said%20no.%20Bergen-,said%20no"
    )


def test_case_does_not_tell_words_apart_in_browsers():
    text = "No one. Then: no one."
    assert written("no one", text) == "text=No%20one.%20Then%3A-,no%20one"


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        ("resume", "résumé"),
        ("Cafe", "Cafe\u0301"),
        ("كتب", "كُتِبَ"),
        ('"no"', "“no”"),
        ("'no'", "’no’"),
        ("Strasse", "Straße"),
        ("ABC", "ＡＢＣ"),
        ("cooperation", "co\u00adoperation"),
        ("finally", "ﬁnally"),
    ],
)
def test_what_browsers_take_for_the_same_does_not_tell_words_apart(earlier, words):
    text = f"One {earlier} here. Two {words} there."
    directed = directive(text, text.index(words), text.index(words) + len(words))
    assert (directed.start, directed.prefix) == (words, f"One {earlier} here. Two")


@pytest.mark.parametrize(
    ("words", "prefix", "suffix"),
    [
        ("5 million", "It cost 3.", ""),
        ("500 men", "It cost 3.5 million for 2,", ""),
        ("cost 3", "", ".5 million for 2,500 men. They"),
        ("couldn", "", "’t say some_name. He’s"),
        ("t say", "for 2,500 men. They couldn’", ""),
        ("name. He", "men. They couldn’t say some_", "’s"),
        ("million for", "", ""),
    ],
)
def test_marks_within_a_word_or_number_do_not_end_it(words, prefix, suffix):
    text = "It cost 3.5 million for 2,500 men. They couldn’t say some_name. He’s"
    start = text.index(words)
    directed = directive(text, start, start + len(words))
    assert (directed.prefix, directed.start, directed.suffix) == (prefix, words, suffix)


def test_a_long_quote_is_named_by_its_ends():
    text = " ".join(f"word{n}" for n in range(100))
    assert written(text, text) == (
        "text=word0%20word1%20word2%20word3%20word4%20word5,"
        "word94%20word95%20word96%20word97%20word98%20word99"
    )


def test_a_quote_over_paragraphs_is_named_by_its_ends():
    words = "permission.\nThe Biden administration said"
    assert written(words) == "text=permission.,The%20Biden%20administration%20said"


def test_a_part_of_a_word_is_completed_by_its_context():
    assert written("stration has qui") == (
        "text=The%20Biden%20admini-,stration%20has%20qui,-etly%20given%20Ukraine%20permission."
    )


def test_context_begins_and_ends_with_whole_words():
    text = "a" * 40 + " yes. " + "b" * 40 + " yes, " + "c" * 40
    assert written("yes", text, at=text.rindex("yes")) == "text=yes,-%2C"


def test_white_space_alone_has_no_directive():
    assert directive("a  b", 1, 3) is None


def test_a_long_run_of_spaces_takes_no_time():
    gap = " " * 200_000
    text = f"One word{gap}\nand another.{gap}No word again."
    before = time.process_time()
    words = directive(text, 0, text.index("another") + 7)
    assert str(words) == "text=One%20word,and%20another"
    assert time.process_time() - before < 3


def test_the_fragment_of_a_page_stays():
    words = directive(TEXT, 0, 9)
    assert text_fragment(PAGE, words).startswith(f"{PAGE}#:~:text=The%20Biden")
    assert text_fragment(f"{PAGE}?a=b#top", words).startswith(f"{PAGE}?a=b#top:~:text=The")
    assert text_fragment(f"{PAGE}#top:~:text=old", words).startswith(f"{PAGE}#top:~:text=The")


@given(st.data())
def test_a_directive_names_the_words_and_what_is_around_them(data):
    text = data.draw(st.text("ab -,&\nÄİ“”", min_size=1, max_size=60))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = directive(text, start, end)
    words = " ".join(text[start:end].split())
    if found is None:
        assert words == ""
        return
    assert words.startswith(found.start)
    assert words.endswith(found.end or found.start)
    assert (found.start == words) or found.end
    assert " ".join(text[:start].split()).endswith(found.prefix)
    assert " ".join(text[end:].split()).startswith(found.suffix)
    value = str(found).removeprefix("text=")
    assert re.fullmatch(r"(?:[^-,&]+-,)?[^-,&]+(?:,[^-,&]+)?(?:,-[^-,&]+)?", value)
    assert re.split("-,|,-|,", value)[1 if found.prefix else 0] == value_of(found.start)


def value_of(words):
    from urllib.parse import quote

    encoded = quote(words, safe="").replace("-", "%2D")
    assert unquote(encoded) == words
    return encoded


@pytest.fixture
def quote(api, capture):
    version = capture(TEXT, url=PAGE)
    body = {"version": str(version.id), "exact": "quietly given"}
    return api.post("/api/v1/quotes", body).json()


def test_a_quote_has_addresses(anonymous, quote):
    own = f"http://testserver/api/v1/quotes/{quote['id']}"
    answer = anonymous.get(f"{own}/links")
    assert answer.json() == {
        "quote": own,
        "page": PAGE,
        "text_fragment": f"{PAGE}#:~:text=quietly%20given",
        "annotation": f"{own}/annotation",
    }
    assert_shape(answer.json(), LinksRead)
    assert anonymous.get(answer.json()["quote"]).json()["exact"] == "quietly given"
    assert anonymous.get(answer.json()["annotation"]).status_code == 200


def test_an_article_without_a_page_has_no_text_fragment(api, capture):
    version = capture(TEXT)
    made = api.post("/api/v1/quotes", {"version": str(version.id), "exact": "quietly given"})
    answer = api.get(f"{made['Location']}/links").json()
    assert (answer["page"], answer["text_fragment"]) == (None, None)


@pytest.mark.parametrize("what", ["links", "annotation"])
def test_a_withdrawn_or_unknown_quote_leads_nowhere(api, quote, what):
    url = f"/api/v1/quotes/{quote['id']}"
    gone = api.post(f"{url}/withdraw", {"reason": "a mistake"}, HTTP_IF_MATCH="*")
    assert gone.status_code == 200
    answer = api.get(f"{url}/{what}")
    assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")
    unknown = api.get(f"/api/v1/quotes/01903b5e-8a00-7c3a-9d2e-000000000004/{what}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
