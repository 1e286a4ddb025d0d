"""Near matches: few edits anywhere in a long text, with the bounds of the fewest."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from factstore.quotes.edges import edits_by_length
from factstore.quotes.folding import LONG_TEXT, fold
from factstore.quotes.locate import locate

WIDTH = 120


def made(size: int) -> str:
    """Return a text of words that hardly repeat, with marks that folding rewrites."""
    letters = random.Random(5)  # noqa: S311 -- the same text each time, no secret
    words: list[str] = []
    while size > 0:
        word = "".join(letters.choices("abcdefghijklmnoprstuvwyz", k=letters.randint(1, 9)))
        word += letters.choice(["", "", "", "", ",", "…", "—", "  ", ".\n\n", " “", "”", "’s", "-"])
        words.append(word if word[-1] in "—-" else word + " ")
        size -= len(words[-1])
    return "".join(words)


TEXT = made(LONG_TEXT + 20_000)
FOLDED = fold(TEXT)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TEXT) - WIDTH), st.data())
def test_three_edits_are_found_with_exact_bounds_wherever_they_are(start: int, data: Any) -> None:
    while TEXT[start].isspace():
        start += 1
    end = start + WIDTH
    while TEXT[end - 1].isspace():
        end -= 1
    inside = st.integers(20, end - start - 21)  # nearer the ends, several bounds may be as few
    places = data.draw(st.lists(inside, min_size=1, max_size=3, unique=True))
    letters = list(TEXT[start:end])
    for at in sorted(places, reverse=True):
        letters[at : at + 1] = data.draw(st.sampled_from([["#"], [], ["#", letters[at]]]))
    found = locate(FOLDED, "".join(letters))
    if found.outcome == "candidates":
        hull = found.candidates[0].hull
    else:  # a space left out beside another, a mark that stands alone
        assert found.outcome == "repaired"
        hull = found.spans[0]
    assert (hull.start, hull.end) == (start, end)


def test_edits_beside_spaces_and_dashes_count_once_each() -> None:
    text = "It scales across all agencies—always with a focus on the reader, and on  nothing else."
    quote = "ales across all agenciesalways with  focus on the reader, and on # noth"
    found = locate(text, quote)
    assert found.outcome == "candidates"
    hull = found.candidates[0].hull
    assert text[hull.start : hull.end] == text[5 : text.index("ing else")]


def test_marks_of_the_text_are_no_interruption() -> None:
    text = (
        "Ask “who does it” or “what you think is the ideal.”\n\nThat is taking the “outside in” look "
        "at your programs, products and services. Know your customer."
    )
    quote = "or “w#at you think# is the ideal.”\n\n#That is taking the “outside in” look at your programs"
    found = locate(text, quote)
    assert found.outcome == "candidates"
    hull = found.candidates[0].hull
    assert text[hull.start : hull.end] == text[text.index("or “what") : text.index(", products")]


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_edits_count_neighbours_that_changed_places_once(quote: str, text: str) -> None:
    costs = edits_by_length(quote, text)
    assert costs == [OSA.distance(quote, text[:end]) for end in range(len(text) + 1)]


def test_swapped_letters_at_the_edge_of_a_quote_leave_its_words_whole() -> None:
    text = "After all these years the garden is never finished, and nobody minds it very much."
    found = locate(text, "hte garden is never finished, and nobody minds")
    hull = found.candidates[0].hull
    assert text[hull.start : hull.end] == "the garden is never finished, and nobody minds"


@pytest.mark.parametrize(
    "quote",
    [  # its words shuffled
        "of the committee the to on met The discuss Friday repair town",
        "told paper She that son left her the had",
        # most of what it says replaced
        "If you're which to attend Dan's however in person, wrong joining us via than.",
    ],
)
def test_what_shares_little_but_short_words_is_no_candidate(quote: str) -> None:
    text = (
        "The committee of the town met on Friday to discuss the repair of the old bridge. "
        "She told the paper that her son had left the house early that day. "
        "If you're unable to attend Dan's presentation in person, consider joining us via Hangout."
    )
    assert locate(text, quote).outcome == "absent"


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("Twoo fo teh threem en were latre set fre,e btu th eowner", "Two of the three"),
        ("Those who live near it say that the water is not what it was", "Those who live"),
        ("She told us that her son had left early and was not seen until night", "She told the"),
    ],
)
def test_a_sentence_with_many_edits_is_a_candidate(quote: str, there: str) -> None:
    text = (
        "Rain fell. Two of the three men were later set free, but the owner of the boat is held. "
        "Those who live near the lake say that the water is not what it used to be. "
        "She told the paper that her son had left the house early and was not seen until night."
    )
    found = locate(text, quote).candidates
    assert text[found[0].hull.start :].startswith(there)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("On nie przyszedł na spotkanie.", "nie"),
        ("Ele não veio à reunião de ontem.", "não"),
        ("Hij heeft geen geld gegeven aan de man.", "geen"),
        ("Han har inte kommit till mötet.", "inte"),
        ("Hän ei tullut kokoukseen eilen.", "ei"),
        ("Ő nem jött el a megbeszélésre.", "nem"),
        ("El nu a venit la ședință ieri.", "nu"),
        ("Αυτός δεν ήρθε στη συνάντηση.", "δεν"),
        ("הוא לא בא לפגישה אתמול בערב.", "לא"),
        ("वह कल बैठक में नहीं आया था।", "नहीं"),
        ("그는 어제 회의에 안 왔다고 말했다.", "안"),
        ("Anh ấy không đến cuộc họp hôm qua.", "không"),
        ("Dia tidak datang ke rapat kemarin.", "tidak"),
        ("It was a non-binding vote in May.", "non-binding"),
    ],
)
def test_an_omission_that_hides_a_negation_is_only_offered(text: str, hidden: str) -> None:
    found = locate(text, text.replace(f" {hidden} ", " … "))
    assert found.outcome == "candidates"
    assert [(d.kind, d.there) for d in found.candidates[0].differences] == [("negation", hidden)]


@pytest.mark.parametrize(
    ("text", "quote", "differing"),
    [
        ("昨天有三人来参加会议。", "昨天有四人来参加会议。", ("number", "四", "三")),
        ("他昨天没有来参加会议。", "他昨天有来参加会议。", ("negation", "", "没")),
        ("彼は昨日の会議に来なかった。", "彼は昨日の会議に来た。", ("negation", "", "なかっ")),
        ("Es kamen drei Leute zu uns.", "Es kamen vier Leute zu uns.", ("number", "vier", "drei")),
        ("Inflation was 1½ percent.", "Inflation was 1 percent.", ("number", "", "½")),
        ("It has 5 m² of room.", "It has 5 m³ of room.", ("number", "m³", "m²")),
        ("वह कल बैठक में आया था।", "वह कल बैठक में नहीं आया था।", ("negation", "नहीं", "")),
    ],
)
def test_what_changes_the_meaning_is_named_in_other_scripts_and_languages(
    text: str, quote: str, differing: tuple[str, str, str]
) -> None:
    found = locate(text, quote)
    assert found.outcome == "candidates"
    named = [(d.kind, d.quoted, d.there) for d in found.candidates[0].differences]
    assert named == [differing]
