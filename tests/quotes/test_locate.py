import itertools

import pytest

from factstore.quotes.anchor import Span
from factstore.quotes.folding import fold
from factstore.quotes.locate import Located, locate, locate_case

TEXT = (
    "Kyiv, May 30 — President Joe Biden has quietly authorized Ukraine to strike inside Russia, "
    "but only near the Kharkiv region, three officials said.\n\n"
    "“Ukraine is defending itself,” the minister said on Thursday, “and nobody may tell it how.”\n"
    "The officers announced 27 new deliveries worth $275 million; Germany did not object.\n"
    "A spokesman wouldn’t say when the self-\nemployed crews of the first ﬁve ships would sail.\n"
)


def words(text: str, found: Located) -> list[str]:
    return [text[span.start : span.end] for span in found.spans]


def best(text: str, found: Located) -> str:
    hull = found.candidates[0].hull
    return text[hull.start : hull.end]


def test_equal_characters_are_exact() -> None:
    found = locate(TEXT, "near the Kharkiv region")
    assert found.outcome == "exact"
    assert words(TEXT, found) == ["near the Kharkiv region"]


REPAIRED = {
    "straight quotation marks": (
        '"Ukraine is defending itself," the minister said',
        "“Ukraine is defending itself,” the minister said",
    ),
    "other dash": ("May 30 - President", "May 30 — President"),
    "dash without spaces": ("May 30—President", "May 30 — President"),
    "line breaks and spaces": ("three\u00a0 officials\n said", "three officials said"),
    "zero-width and soft hyphen": ("autho\u00adrized\u200b Ukraine", "authorized Ukraine"),
    "ligature": ("first five ships", "first ﬁve ships"),
    "hyphen at a line break of the quote": ("officers an-\nnounced 27", "officers announced 27"),
    "entities": ("wouldn&rsquo;t say&nbsp;when", "wouldn’t say when"),
    "UTF-8 read as Windows-1252": ("wouldnâ€™t say when", "wouldn’t say when"),
    "case of the first letter": ("Has quietly authorized", "has quietly authorized"),
    "quotation marks around": ("“near the Kharkiv region”", "near the Kharkiv region"),
    "cut off at the end": (
        "has quietly authorized Ukraine to…",
        "has quietly authorized Ukraine to",
    ),
    "letter in brackets": ("[T]hree officials said", "three officials said"),
    "word added in brackets": (
        "the minister [sic] said on Thursday",
        "the minister said on Thursday",
    ),
    "other hyphens": ("when the self\u2010\nemployed crews", "when the self-\nemployed crews"),
}


@pytest.mark.parametrize(("quote", "there"), REPAIRED.values(), ids=REPAIRED)
def test_folding_repairs(quote: str, there: str) -> None:
    found = locate(TEXT, quote)
    assert found.outcome == "repaired"
    assert words(TEXT, found) == [there]


def test_hyphen_that_may_be_of_the_word_or_of_the_line_is_only_offered() -> None:
    found = locate(TEXT, "the self-employed crews")
    assert found.outcome == "candidates"
    assert best(TEXT, found) == "the self-\nemployed crews"


def test_words_left_out_are_found_part_by_part() -> None:
    found = locate(TEXT, "Joe Biden has … authorized Ukraine to strike […] near the Kharkiv region")
    assert found.outcome == "repaired"
    assert words(TEXT, found) == [
        "Joe Biden has",
        "authorized Ukraine to strike",
        "near the Kharkiv region",
    ]


def test_speech_interrupted_in_the_text_is_found_part_by_part() -> None:
    found = locate(TEXT, "Ukraine is defending itself and nobody may tell it how.")
    assert found.outcome == "repaired"
    assert words(TEXT, found) == ["Ukraine is defending itself", "and nobody may tell it how."]


def test_speech_interrupted_in_the_quote_is_found_part_by_part() -> None:
    found = locate(
        TEXT, "“The officers announced 27 new deliveries,” he said, “worth $275 million”"
    )
    assert found.outcome == "repaired"
    assert words(TEXT, found) == ["The officers announced 27 new deliveries", "worth $275 million"]


CHANGED = {
    "number": ("The officers announced 72 new deliveries", "number"),
    "number word": ("but only near the Kharkiv region, four officials said", "number"),
    "amount": ("deliveries worth $215 million", "number"),
    "name": ("President Joe Trump has quietly authorized Ukraine", "name"),
    "negation put in": ("has not quietly authorized Ukraine to strike inside Russia", "negation"),
    "negation left out": ("worth $275 million; Germany did object", "negation"),
    "contracted negation": ("A spokesman would say when the self-", "negation"),
    "name in brackets": ("on Thursday, [Zelensky] and nobody may tell it how", "name"),
    "case of a name": ("president joe biden has quietly authorized ukraine", "case"),
}


@pytest.mark.parametrize(("quote", "kind"), CHANGED.values(), ids=CHANGED)
def test_changed_meaning_is_only_offered_and_marked(quote: str, kind: str) -> None:
    found = locate(TEXT, quote)
    assert found.outcome == "candidates"
    assert not found.spans
    first = found.candidates[0]
    assert first.score < 1
    assert kind in {difference.kind for difference in first.differences}
    for difference in first.differences:
        at = TEXT[difference.start : difference.end]
        assert fold(at).shaped.replace("\n", " ") == difference.there


def test_typing_errors_are_offered_with_exact_bounds() -> None:
    found = locate(TEXT, "Presdient Joe Biden has quitely autorized Ukraine")
    assert found.outcome == "candidates"
    assert best(TEXT, found) == "President Joe Biden has quietly authorized Ukraine"
    assert 0.6 < found.candidates[0].score < 1


def test_what_does_not_stand_there_is_absent() -> None:
    assert locate(TEXT, "The parliament has adopted the budget for schools.").outcome == "absent"
    assert locate(TEXT, "officials Kharkiv but said near only the strike").outcome == "absent"
    assert locate(TEXT, " \n").outcome == "absent"
    assert locate("", "anything").outcome == "absent"


TWICE = "First, the minister spoke. Then nobody spoke. Later, the minister spoke."


def test_several_places_are_never_chosen_from_silently() -> None:
    for quote in ("the minister spoke", "The minister spoke"):
        found = locate(TWICE, quote)
        assert found.outcome == "ambiguous"
        assert not found.spans
        assert [match.hull for match in found.candidates] == [Span(7, 25), Span(53, 71)]


@pytest.mark.parametrize(
    ("context", "start"),
    [
        ({"prefix": "First, "}, 7),
        ({"prefix": "Later,\u00a0"}, 53),
        ({"suffix": ". Then nobody"}, 7),
        ({"suffix": ". And nobody"}, 7),
        ({"hint": 53}, 53),
        ({"hint": 9}, 7),
    ],
)
def test_context_chooses_where_it_decides(context: dict[str, object], start: int) -> None:
    found = locate(TWICE, "the minister spoke", **context)  # type: ignore[arg-type]
    assert found.outcome == "exact"
    assert found.spans == (Span(start, start + 18),)


@pytest.mark.parametrize("context", [{"prefix": "Whereupon "}, {"hint": 30}, {"suffix": "."}])
def test_context_that_does_not_decide_leaves_it_open(context: dict[str, object]) -> None:
    assert locate(TWICE, "the minister spoke", **context).outcome == "ambiguous"  # type: ignore[arg-type]


def test_omission_with_two_endings_is_ambiguous() -> None:
    text = "The mayor met the envoy in Kyiv. They will meet again in Kyiv."
    found = locate(text, "The mayor … in Kyiv.")
    assert found.outcome == "ambiguous"
    assert [match.hull.end for match in found.candidates] == [32, 62]


def test_known_context_bounds_what_was_put_in() -> None:
    old = {"prefix": "On Monday. ", "suffix": " (Reuters)"}
    text = (
        "On Monday. The power failed in Spain, closing airports and many hospitals. (Reuters) More."
    )
    found = locate(text, "The power failed in Spain.", **old)  # type: ignore[arg-type]
    assert best(text, found) == "The power failed in Spain, closing airports and many hospitals."


def test_prepared_text_gives_the_same_answers() -> None:
    folded = fold(TEXT)
    quotes = [
        "near the Kharkiv region",
        *(quote for quote, _ in itertools.chain(REPAIRED.values(), CHANGED.values())),
    ]
    for quote in quotes:
        assert locate(folded, quote) == locate(TEXT, quote)


def test_best_place_for_the_scorer() -> None:
    assert locate_case(TEXT, "27 new", "", "", None) == {
        "start": TEXT.index("27 new"),
        "end": TEXT.index("27 new") + 6,
        "exact": True,
    }
    assert locate_case(TEXT, "nothing of the sort", "", "", None) is None
    changed = locate_case(TEXT, "officers announced 72 new deliveries", "", "", None)
    assert changed is not None
    assert changed["exact"] is False


def test_omitted_negation_is_only_offered_and_marked() -> None:
    text = "He said that he did not agree to the terms of the treaty."
    found = locate(text, "He said that he did … agree to the terms")
    assert found.outcome == "candidates"
    (difference,) = found.candidates[0].differences
    assert difference.kind == "negation"
    assert text[difference.start : difference.end].strip() == "not"
