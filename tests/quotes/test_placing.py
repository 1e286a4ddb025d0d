import threading
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from factstore.core.errors import Invalid
from factstore.core.text import utf16_offsets, utf16_span
from factstore.quotes.anchor import MAX_COUNTED, Span, find_all
from factstore.quotes.candidates import described
from factstore.quotes.differences import Difference
from factstore.quotes.errors import MAX_CANDIDATES
from factstore.quotes.folding import fold
from factstore.quotes.foldings import Foldings
from factstore.quotes.locate import Match, locate
from factstore.quotes.placing import Words, placed
from tests.quotes.test_locate_properties import DAMAGES, WORDS

FEW = st.text("ab😀", max_size=60)


def place(text, exact, **context):
    return placed(text, Words(exact, **context), lambda: fold(text))


@st.composite
def quoted(draw):
    text = draw(st.text(min_size=1) | FEW.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(FEW, st.text("ab😀", min_size=1, max_size=8))
def test_every_place_is_found_overlapping_ones_too(text, exact):
    starts = [at for at in range(len(text)) if text[at : at + len(exact)] == exact]
    assert list(find_all(text, exact)) == starts


@given(
    st.text("ab", min_size=1, max_size=4),
    st.integers(1, 8),
    st.text("ab", max_size=4),
    FEW,
    st.data(),
)
def test_every_place_is_found_in_periodic_texts(word, times, rest, noise, data):
    text = (word * 9 + noise + word * 7 + rest) * 2
    exact = (word * times + rest)[data.draw(st.integers(0, len(word) - 1)) :] or word
    starts = [at for at in range(len(text)) if text.startswith(exact, at)]
    assert list(find_all(text, exact)) == starts


@given(quoted())
def test_quote_with_its_whole_context_is_found_where_it_was(case):
    text, span = case
    exact = text[span.start : span.end]
    found = place(text, exact, prefix=text[: span.start], suffix=text[span.end :])
    assert (found.outcome, found.spans) == ("exact", (span,))


@given(quoted(), st.integers(0, 40), st.integers(0, 40))
def test_answer_is_the_place_or_names_it_among_the_candidates(case, before, after):
    text, span = case
    exact = text[span.start : span.end]
    prefix = text[max(0, span.start - before) : span.start]
    suffix = text[span.end : span.end + after]
    found = place(text, exact, prefix=prefix, suffix=suffix)
    if found.outcome == "exact":
        assert found.spans == (span,)
        return
    assert (found.outcome, found.more, found.unmet) == ("ambiguous", False, None)
    assert (span,) in [match.spans for match in found.candidates]
    for candidate in described(text, found.candidates):
        at = candidate.start, candidate.end
        assert text[slice(*at)] == candidate.exact == exact
        assert (candidate.start_utf16, candidate.end_utf16) == utf16_span(text, *at)
        assert text[: candidate.start].endswith(prefix)
        assert text[candidate.end :].startswith(suffix)
        assert candidate.prefix == text[: candidate.start][-32:]


@settings(deadline=None, max_examples=300)
@example(words=["“seen”", "it"], damage="straight", first=0, size=2)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=30),
    damage=st.sampled_from(sorted(DAMAGES)),
    first=st.integers(0, 20),
    size=st.integers(1, 6),
)
def test_damaged_words_in_their_context_are_put_in_their_place_or_nowhere(
    words, damage, first, size
):
    first %= len(words)
    text, before = " ".join(words), " ".join(words[:first])
    start = len(before) + bool(first)
    exact = " ".join(words[first : first + size])
    end = start + len(exact)
    broken = DAMAGES[damage](exact)
    assume(broken.strip())
    found = place(text, broken, prefix=text[:start], suffix=text[end:])
    # With all that stands around it, nowhere else is right; a first letter may cross into a name.
    assert found.spans in ((Span(start, end),), ())
    if damage not in ("first letter", "mojibake"):
        assert found.outcome == ("exact" if broken == exact else "repaired")


def test_a_folded_place_in_the_context_beats_an_exact_one_outside_it():
    text = "He said it's so. She said it’s so."
    assert place(text, "it's so", prefix="She said ").spans == (Span(26, 33),)
    assert place(text, "it's so").spans == (Span(8, 15),)


def test_context_is_folded_too():
    found = place("“No,” he said — “never again.”", "never", prefix='he said - "')
    assert (found.outcome, found.spans) == ("exact", (Span(17, 22),))


@pytest.mark.parametrize(
    ("side", "context"), [("prefix", {"prefix": "Scholz "}), ("suffix", {"suffix": " loudly"})]
)
def test_context_that_holds_nowhere_is_told(side, context):
    found = place("Putin spoke. Biden spoke.", "spoke", **context)
    assert (found.outcome, found.unmet) == ("candidates", side)
    assert {match.spans for match in found.candidates} == {(Span(6, 11),), (Span(19, 24),)}


def test_context_of_a_quote_in_parts_must_hold_around_all_of_it():
    text = "Then the crews of the port left it, and the crews of the airport left it."
    parts = (Span(9, 14), Span(22, 34))
    assert place(text, "crews … port left it", prefix="Then the ").spans == parts
    found = place(text, "crews … port left it", prefix="Now the ")
    assert (found.outcome, found.unmet) == ("candidates", "prefix")


def test_context_and_hint_choose_among_repeats():
    text = "Putin spoke. Biden spoke."
    assert place(text, "spoke").outcome == "ambiguous"
    assert place(text, "spoke", prefix="Biden ").spans == (Span(19, 24),)
    assert place(text, "spoke", suffix=". B").spans == (Span(6, 11),)
    assert place(text, "spoke", hint=19).spans == (Span(19, 24),)
    assert place(text, "spoke", hint=12).outcome == "ambiguous"


def test_an_altered_number_is_only_offered():
    found = place("It lost 27 crews that night.", "It lost 28 crews that night.")
    assert (found.outcome, found.spans) == ("candidates", ())
    (difference,) = found.candidates[0].differences
    assert (difference.kind, difference.quoted, difference.there) == ("number", "28", "27")


@pytest.mark.parametrize(
    ("text", "quote", "part", "number"),
    [
        ("It lost 112 people.", "12 people", "12", "112"),
        ("It lost 112 people — on Monday.", "12 people - on", "12", "112"),
        ("It costs $4.5 million.", "5 million", "5", "4.5"),
        ("It costs $4.5 million.", "It costs $4", "4", "4.5"),
        ("It costs $4.5 million.", "It costs $4.", "4.", "4.5"),
        ("It lost 2,500 tanks.", "It lost 2", "2", "2,500"),
        ("It lost 2,500 of 3,100 tanks.", "500 … 3,100 tanks", "500", "2,500"),
        ("It lost ١١٢ people.", "١٢ people", "١٢", "١١٢"),
    ],
)
def test_a_part_of_a_number_is_another_number(text, quote, part, number):
    start = text.index(number)
    for found in (place(text, quote), locate(text, quote)):
        assert (found.outcome, found.spans) == ("candidates", ())
        differences = found.candidates[0].differences
        assert Difference("number", part, number, start, start + len(number)) in differences


def test_a_part_of_a_number_is_quoted_where_the_context_says_so():
    text = "It costs $4.5 million, or $4,500,000, in 2024."
    for quote, prefix, suffix in [
        ("5 million", "$4.", ""),
        ("costs $4", "", ".5"),
        ("500", "4,", ",000"),
        ("4.5 million", "", ""),
        ("in 2024.", "", ""),
    ]:
        for found in (
            place(text, quote, prefix=prefix, suffix=suffix),
            locate(text, quote, prefix=prefix, suffix=suffix),
        ):
            assert found.outcome == "exact"
    assert place(text, "500", prefix="$4,").outcome == "candidates"


def test_empty_quote_is_invalid():
    with pytest.raises(Invalid) as caught:
        place("text", "")
    assert caught.value.errors[0].pointer == "/exact"


@pytest.mark.parametrize("size", [1, 1000, 2_500_000])
def test_large_text_of_one_letter_is_answered_soon(size):
    text = "😀" + "a" * 5_000_000
    before = time.process_time()
    found = place(text, "a" * size)
    candidates = described(text, found.candidates)
    assert time.process_time() - before < 3
    assert (found.outcome, found.more, len(found.candidates)) == ("ambiguous", True, MAX_COUNTED)
    assert 2 <= len(candidates) <= MAX_CANDIDATES
    assert candidates[0].start_utf16 == 2


def test_what_is_answered_of_long_places_is_bounded():
    text = "x" * 900_000
    matches = [Match((Span(i, i + 400_000),), 1.0) for i in range(50)]
    assert len(described(text, matches)) == 2
    assert described(text, []) == []


@given(st.text("a😀", max_size=30), st.data())
def test_offsets_are_counted_in_utf16(text, data):
    offsets = data.draw(st.lists(st.integers(0, len(text))))
    wanted = {at: len(text[:at].encode("utf-16-le")) // 2 for at in offsets}
    assert utf16_offsets(text, offsets) == wanted


class TestFoldings:
    def test_a_text_is_folded_once(self):
        kept = Foldings()
        assert kept.get(1, "d", "it’s") is kept.get(1, "d", "it’s")

    def test_another_digest_forgets_the_text(self):
        kept = Foldings()
        kept.get(1, "d", "it’s")
        assert kept.get(1, "e", "████").text == "████"
        assert len(kept) == 1

    def test_the_least_recently_used_goes_when_there_are_too_many_characters(self):
        kept = Foldings(most=10)
        first = kept.get(1, "a", "aaaa")
        second = kept.get(2, "b", "bbbb")
        assert kept.get(1, "a", "aaaa") is first
        kept.get(3, "c", "cccc")
        assert (len(kept), kept.get(1, "a", "aaaa") is first) == (2, True)
        assert kept.get(2, "b", "bbbb") is not second

    def test_a_text_that_is_too_long_is_not_kept(self):
        kept = Foldings(most=3)
        assert kept.get(1, "d", "aaaa").text == "aaaa"
        assert len(kept) == 0

    def test_many_threads_get_what_they_ask_for(self):
        kept, wrong = Foldings(most=20), []

        def ask(number):
            for i in range(200):
                text = f"“{(number + i) % 7}”"
                if kept.get(text, text, text).lowered != text.replace("“", '"').replace("”", '"'):
                    wrong.append(text)

        threads = [threading.Thread(target=ask, args=[n]) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert sum(len(folded.text) for _, folded in kept._kept.values()) <= 20
