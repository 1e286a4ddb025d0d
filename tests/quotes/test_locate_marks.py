"""What folding and reading do with marks: quotation, omission, interruption, other scripts."""

import pytest

from factstore.quotes.locate import locate

TEXT = (
    "“Ukraine is defending itself and nobody may tell it how,” the minister said on Thursday. The "
    "officers announced 27 new deliveries worth $275 million. The agencies’ crews cost 3.5 million "
    "euros a year, 1,200 people in all, and it compiles lists of “lone wolves” for the office. Il "
    "a dit : « Nous ne partirons pas », puis il est parti. 他们在北京说，今年的比赛不会举行。"
)
OFFICERS = ["The officers announced 27 new deliveries"]

REPAIRED = {
    "French marks with spaces": (
        "« Ukraine is defending itself and nobody may tell it how, » the minister",
        ["“Ukraine is defending itself and nobody may tell it how,” the minister"],
    ),
    "French marks with narrow spaces": (
        "dit : «\u202fNous ne partirons pas\u202f», puis",
        ["dit : « Nous ne partirons pas », puis"],
    ),
    "French marks against English ones": (
        "dit : “Nous ne partirons pas”, puis",
        ["dit : « Nous ne partirons pas », puis"],
    ),
    "Chinese marks": ("lists of 「lone wolves」 for", ["lists of “lone wolves” for"]),
    "marks twice": ("““The officers announced 27 new deliveries””", OFFICERS),
    "a lone mark": ("The officers announced 27 new deliveries”", OFFICERS),
    "marks that the text has": (
        "“Ukraine is defending [sic] itself",
        ["“Ukraine is defending itself"],
    ),
    "four points": (
        "The officers announced. . . . worth $275 million",
        ["The officers announced", "worth $275 million"],
    ),
    "full stop before an omission": (
        "The officers announced. … Worth $275 million",
        ["The officers announced", "worth $275 million"],
    ),
    "other ellipses": (
        "The officers ⋯ worth ‥ million. The",
        ["The officers", "worth", "million. The"],
    ),
    "interrupted, comma after the mark": (
        "„The officers announced“, sagte er, „27 new deliveries“",
        ["The officers announced", "27 new deliveries"],
    ),
    "interrupted, single marks": (
        "‘The officers announced,’ she said, ‘27 new deliveries’",
        ["The officers announced", "27 new deliveries"],
    ),
    "interrupted, open end": (
        '"The officers announced," she said. "27 new deliveries',
        ["The officers announced", "27 new deliveries"],
    ),
    "soft hyphen at a line break": ("and it com\u00ad\npiles lists", ["and it compiles lists"]),
    "entity in an entity": (
        "of &amp;ldquo;lone wolves&amp;rdquo; for",
        ["of “lone wolves” for"],
    ),
    "UTF-8 misread twice": ("The agenciesÃ¢â‚¬â„¢ crews", ["The agencies’ crews"]),
    "wide letters": ("ｔｈｅ　ｍｉｎｉｓｔｅｒ　ｓａｉｄ", ["the minister said"]),
    "Chinese with words left out": (
        "他们在……说，今年的…不会举行",
        ["他们在", "说，今年的", "不会举行"],
    ),
    "French marks misread": (
        "dit : Â« Nous ne partirons pas Â», puis",
        ["dit : « Nous ne partirons pas », puis"],
    ),
    "Chinese broken at a line end": ("他们在北\n京说，\n今年", ["他们在北京说，今年"]),
}


@pytest.mark.parametrize("elided", ["qu’", "d’", "L’", "Qu'"])
def test_french_marks_lose_their_spaces_after_an_elision_too(elided):
    text = f"Il a promis : {elided}« aucune troupe » n’ira là-bas."
    found = locate(text, f"{elided}“aucune troupe” n'ira")
    there = f"{elided}« aucune troupe » n’ira"
    assert (found.outcome, text[found.spans[0].start : found.spans[0].end]) == ("repaired", there)


def test_german_marks_keep_the_space_after_them():
    text = "Er rief: »Das geht’« und ging fort."
    assert locate(text, '"Das geht\'" und ging').outcome == "repaired"


@pytest.mark.parametrize(("quote", "there"), REPAIRED.values(), ids=REPAIRED)
def test_marks_are_read(quote: str, there: list[str]) -> None:
    found = locate(TEXT, quote)
    assert found.outcome == "repaired"
    words = [TEXT[span.start : span.end] for span in found.spans]
    assert words == there


OFFERED = {
    "omission inside a number": "crews cost 3 … million euros",
    "omission of thousands": "million euros a year, 1 … people in all",
    "omission before a fraction": "The agencies’ crews … 5 million euros",
    "number after an ellipsis": "The agencies’ ... .275 million",
    "negation left out in French": "Nous … partirons",
    "negation left out in Chinese": "今年的比赛…举行",
    "wide digits": "announced ２７ new deliveries",
    "French negation put in brackets": "lists [jamais] of “lone wolves”",
}


@pytest.mark.parametrize("quote", OFFERED.values(), ids=OFFERED)
def test_what_may_change_a_number_or_hide_a_negation_is_not_repaired(quote: str) -> None:
    found = locate(TEXT, quote)
    assert found.outcome in {"candidates", "absent"}
    assert not found.spans


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "words",
    [
        "Он сказал: «Ты был прав». В мае мы ушли",
        "意外的是，网域名称的管理方式不同。「东京」",
        "أما لأخذ نسخة احتياطية عن البيانات",
        "Αυτός δεν ήρθε στη συνάντηση χθες",
        "הוא לא בא לפגישה אתמול",
        "그는 어제 회의에 왔다고 말했다",
    ],
)
def test_whole_words_misread_in_any_script_are_read(encoding: str, words: str) -> None:
    misread = "".join(
        bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in words.encode()
    )
    text = f"It was said. {words}. And so on."
    for quote in (misread, f"{misread}."):
        found = locate(text, quote)
        assert found.outcome == "repaired"
        assert [text[at.start : at.end].strip(".") for at in found.spans] == [words]


def test_a_hyphen_of_the_word_at_a_line_end_is_kept_where_the_text_has_it() -> None:
    text = "The self-made minister of foreign and well-known affairs left."
    found = locate(text, "self-\nmade minis-\nter of for-\r\n eign and well-\nknown")
    assert found.outcome == "repaired"
    assert [text[at.start : at.end] for at in found.spans] == [text[4:-14]]
