"""Speech that the text interrupts, quoted in one piece, and the other way round."""

import time

import pytest

from factstore.quotes.folding import fold
from factstore.quotes.locate import locate

AROUND = "It rained in the town. {} Nobody came to see it. The road did not open."
SPOKEN = [
    "“{a},” he said, “{b}.”",
    '"{a}," said the minister of defence, "{b}."',
    "« {a} », a-t-il dit, « {b}. »",
    "„{a}“, sagte er, „{b}.“",
    "«{a}, — сказал он, — {b}.»",
    "‘No way.’ “{a}!” she said in Geneva on Tuesday. “{b}.”",
]
WORDS = [("No", "no"), ("Yes", "we can"), ("Go", "now"), ("Всё кончено", "и мы это знаем")]


@pytest.mark.parametrize("form", SPOKEN)
@pytest.mark.parametrize(("one", "two"), WORDS)
def test_a_quote_in_one_piece_is_found_around_the_interruption(form, one, two):
    text = AROUND.format(form.format(a=one, b=two))
    for quote in (f"{one}, {two}", f"“{one} {two}.”", f'"{one}. {two.capitalize()}."'):
        found = locate(text, quote)
        assert found.outcome == "repaired", quote
        there = [text[span.start : span.end].strip('“„«»."” ') for span in found.spans]
        assert there == [one, two]


@pytest.mark.parametrize("form", SPOKEN[:4])
@pytest.mark.parametrize(("one", "two"), WORDS)
def test_an_interrupted_quote_is_found_in_one_piece_of_text(form, one, two):
    quote = form.format(a=one, b=two)
    for joined in (f"{one}, {two}.", f"{one} {two}.", f"“{one}! {two}.”"):
        text = AROUND.format(joined)
        found = locate(text, quote)
        assert found.outcome == "repaired", joined
        there = [text[span.start : span.end].strip("“”.") for span in found.spans]
        assert there == [one, two]


def test_another_interruption_is_no_omission_beside_one():
    said = "“We will not attack,” {} said. “We will wait for years and see.”"
    text = AROUND.format(said.format("Putin"))
    quote = "“We will not attack,” {} said. “We will wait … and see.”"
    assert locate(text, quote.format("Putin")).outcome == "repaired"
    found = locate(text, quote.format("Biden"))
    assert found.outcome == "candidates"
    assert ("name", "Biden", "Putin") in [
        (difference.kind, difference.quoted, difference.there)
        for difference in found.candidates[0].differences
    ]


def test_several_interruptions_and_words_left_out():
    text = AROUND.format("“We came,” he said, “we saw,” and he smiled, “and all of us won.”")
    found = locate(text, "we came, we saw and all of us won")
    assert found.outcome == "repaired"
    there = [text[span.start : span.end] for span in found.spans]
    assert there == ["We came", "we saw", "and all of us won"]
    plain = AROUND.format("We came here in May and we saw that all of us won.")
    found = locate(plain, "“We came … in May,” he said, “and we saw that all … won.”")
    assert found.outcome == "repaired"
    there = [plain[span.start : span.end] for span in found.spans]
    assert there == ["We came", "in May", "and we saw that all", "won."]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("“It is over,” he did not say, “and we know it.”", "It is over and we know it."),
        ("“It is over,” he said, “and not good.”", "It is over and good."),
        ("“It is over,” he said, “and we know it.”", "It is over, as we know it."),
        ("“It is 3,” he said, “500 came.”", "It is 3 500 came."),
        ("“It is 3,” he said, “5 percent.”", "It is 3.5 percent."),
        ("“It was,” he said, “5 degrees.”", "It was -5 degrees."),
        ("“It was,” he said, “5 degrees.”", "It was - 5 degrees."),
        ("“Is it over,” he said, “yes.”", "Is it over? Yes."),
        ("The “red” car hit the “blue” car in the town.", "red blue"),
        ("“The man, — as all of us know, — left.”", "The man, as we know, left."),
        ("The man — as all of us know — left the town.", "The man left the town."),
        ("The man, — as all of us know, — left the town.", "The man left the town."),
    ],
)
def test_other_words_in_speech_are_never_repaired(text, quote):
    assert locate(AROUND.format(text), quote).outcome in {"candidates", "absent"}


TWO = [
    "“{a},” said Ada. “{b},” said Ben.",
    "“{a},” Ada Byron said on Monday. “{b},” Ben Hur said on Monday.",
    "“{a}!” said Ada. “{b}!” Ben Hur said.",
    "“{a},” said Ada, who smiled.\n\nThen Ben Hur asked to speak: “{b}.” It was Ben Hur.",
    "“{a}.” It was Ada. Ada smiled. “{b},” said Ben.",
    "«{a}», — сказала Ада Байрон. «{b}», — ответил Бен.",
    "«{a}, — сказала Ада Байрон. — {b}», — ответил Бен.",
    "„{a}“, sagte Gen. Ada Byron. „{b}“, sagte Lt. Hur.",
]
ONE = [
    "“{a},” said Ada Byron. “{b},” she said.",
    "“{a},” said Ada Byron. “{b}.” Ben Hur left.",
    "“{a},” said Ada Byron. “{b},” Byron said on Monday.",
    "“{a},” said NATO’s chief, Ada Byron. “{b},” Byron said.",
    "“{a},” said Gen. Byron, “{b},” and Ben Hur said so, too.",
    "“{a},” said Ada Byron. She went on: “{b}.”",
    "“{a},” said the minister. “{b},” said Ben Hur.",
    "«{a}, — сказала Ада Байрон. — {b}», — ответила она.",
]


@pytest.mark.parametrize("form", TWO)
def test_speech_of_two_speakers_is_only_offered_in_one_piece(form):
    text = AROUND.format(form.format(a="We will", b="Not go"))
    for quote in ("We will not go", "“We will. Not go”"):
        found = locate(text, quote)
        assert found.outcome == "candidates"
        (match,) = found.candidates
        there = [text[span.start : span.end].strip("“„«»,”!.") for span in match.spans]
        assert there == ["We will", "Not go"]
        (difference,) = match.differences
        assert difference.kind == "name"
        assert "Ad" in difference.there or "Ад" in difference.there


@pytest.mark.parametrize("form", ONE)
def test_speech_of_one_speaker_is_found_in_one_piece(form):
    assert locate(AROUND.format(form.format(a="We will", b="Not go")), "We will not go").spans


@pytest.mark.parametrize("unit", ['"a," b "', '",', "a, - b, - ", 'a," "a," ', '" said, "a. '])
def test_reading_speech_takes_linear_time(unit):
    took = []
    for size in (20_000, 80_000):
        text, quote = fold(unit * (size // len(unit))), "a a a a " * 300 + "b"
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            locate(text, quote)
            best = min(best, time.process_time() - began)
        took.append(best)
    assert took[1] < 8 * took[0] + 0.2
