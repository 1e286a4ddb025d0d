import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core.errors import Invalid
from factstore.core.text import utf16_span
from factstore.quotes.anchor import MAX_COUNTED, Span, anchor, occurrences
from factstore.quotes.errors import MAX_CANDIDATES, QuoteAbsent, QuoteAmbiguous

FEW = st.text("ab😀", max_size=60)


@st.composite
def quoted(draw):
    text = draw(st.text(min_size=1) | FEW.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(FEW, st.text("ab😀", min_size=1, max_size=8))
def test_every_place_is_found_overlapping_ones_too(text, exact):
    found = occurrences(text, exact)
    starts = [at for at in range(len(text)) if text[at : at + len(exact)] == exact]
    assert found == [Span(at, at + len(exact)) for at in starts]


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
    assert [span.start for span in occurrences(text, exact)] == starts


@given(quoted())
def test_quote_with_its_whole_context_is_found_where_it_was(case):
    text, span = case
    exact = text[span.start : span.end]
    assert anchor(text, exact, prefix=text[: span.start], suffix=text[span.end :]) == span


@given(quoted(), st.integers(0, 40), st.integers(0, 40))
def test_answer_is_the_place_or_names_it_among_the_candidates(case, before, after):
    text, span = case
    exact = text[span.start : span.end]
    prefix = text[max(0, span.start - before) : span.start]
    suffix = text[span.end : span.end + after]
    try:
        assert anchor(text, exact, prefix=prefix, suffix=suffix) == span
    except QuoteAmbiguous as caught:
        error = caught
    else:
        return
    assert error.total == len(error.candidates) > 1
    assert not error.more
    assert span.start in [candidate.start for candidate in error.candidates]
    for candidate in error.candidates:
        at = candidate.start, candidate.end
        assert text[slice(*at)] == candidate.exact == exact
        assert (candidate.start_utf16, candidate.end_utf16) == utf16_span(text, *at)
        assert text[: candidate.start].endswith(prefix)
        assert text[candidate.end :].startswith(suffix)
        assert candidate.prefix == text[: candidate.start][-32:]


@given(FEW, st.text("abc😀", min_size=1, max_size=4))
def test_words_that_are_not_there_are_absent(text, exact):
    if exact not in text:
        with pytest.raises(QuoteAbsent, match="do not stand in the text"):
            anchor(text, exact)


def test_nothing_is_folded_to_make_a_quote_fit():
    with pytest.raises(QuoteAbsent) as caught:
        anchor("Ukraine’s Kharkiv region", "Ukraine's Kharkiv region")
    assert (caught.value.status, caught.value.code) == (422, "quote_absent")


def test_context_that_matches_nowhere_is_said_to_be_the_reason():
    with pytest.raises(QuoteAbsent, match="context does not match"):
        anchor("Putin spoke. Biden spoke.", "spoke", prefix="Scholz ")


def test_context_chooses_among_repeats():
    text = "Putin spoke. Biden spoke."
    with pytest.raises(QuoteAmbiguous) as caught:
        anchor(text, "spoke")
    members = caught.value.members()
    assert members["candidates_total"] == 2
    assert [candidate["start"] for candidate in members["candidates"]] == [6, 19]
    assert (caught.value.status, caught.value.code) == (409, "quote_ambiguous")
    assert anchor(text, "spoke", prefix="Biden ") == Span(19, 24)
    assert anchor(text, "spoke", suffix=". B") == Span(6, 11)


@pytest.mark.parametrize("call", [occurrences, anchor])
def test_empty_quote_is_invalid(call):
    with pytest.raises(Invalid) as caught:
        call("text", "")
    assert caught.value.errors[0].pointer == "/exact"


@pytest.mark.parametrize("size", [1, 1000, 2_500_000])
def test_large_text_of_one_letter_is_answered_soon(size):
    text = "😀" + "a" * 5_000_000
    before = time.process_time()
    with pytest.raises(QuoteAmbiguous) as caught:
        anchor(text, "a" * size)
    assert time.process_time() - before < 3
    assert caught.value.more
    assert caught.value.total == MAX_COUNTED
    assert 2 <= len(caught.value.candidates) <= MAX_CANDIDATES
    assert caught.value.candidates[0].start_utf16 == 2
