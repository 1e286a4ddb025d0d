import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core import text as texts

STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@st.composite
def spans(draw):
    text = draw(STORABLE)
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


def test_digest_is_that_of_the_utf8_bytes():
    assert texts.sha256("Himars “ä”") == hashlib.sha256("Himars “ä”".encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("plain \U0001f600 text\ufffe\x7f", None),
        ("ab\x00", (2, "U+0000")),
        ("\U0001f600\ud800", (1, "U+D800")),
        ("x\udfff\x00", (1, "U+DFFF")),
    ],
)
def test_first_character_that_cannot_be_stored_is_named(text, found):
    assert texts.unstorable(text) == found


@given(STORABLE)
def test_every_other_text_is_storable(text):
    assert texts.unstorable(text) is None
    assert len(texts.sha256(text)) == 64


@given(spans(), st.integers(0, 40))
def test_context_stands_right_around_the_span(case, width):
    text, start, end = case
    prefix, suffix = texts.context(text, start, end, width)
    assert text[:start].endswith(prefix)
    assert text[end:].startswith(suffix)
    assert len(prefix) == min(width, start)
    assert len(suffix) == min(width, len(text) - end)


@given(spans())
def test_utf16_span_counts_astral_characters_twice(case):
    text, start, end = case
    expected = tuple(sum(1 + (ord(c) > 0xFFFF) for c in text[:at]) for at in (start, end))
    assert texts.utf16_span(text, start, end) == expected
    assert texts.utf16_offset(text, end) == expected[1]


@given(spans())
def test_utf16_offset_comes_back_as_code_points(case):
    text, start, end = case
    first, last = texts.utf16_span(text, start, end)
    assert texts.codepoint_offset(text, first) == start
    assert texts.codepoint_offset(text, last) == end


@given(STORABLE)
def test_every_utf16_offset_is_answered_or_refused(text):
    known = {texts.utf16_offset(text, at) for at in range(len(text) + 1)}
    for utf16 in range(-1, max(known) + 2):
        if utf16 in known:
            assert texts.utf16_offset(text, texts.codepoint_offset(text, utf16)) == utf16
        else:
            with pytest.raises(ValueError, match="UTF-16 offset"):
                texts.codepoint_offset(text, utf16)


def test_offset_inside_a_surrogate_pair_is_refused():
    with pytest.raises(ValueError, match="inside a surrogate pair"):
        texts.codepoint_offset("a\U0001f600b", 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (1, 0), (0, 4)])
def test_span_outside_the_text_is_refused(start, end):
    for call in (texts.context, texts.utf16_span):
        with pytest.raises(ValueError, match="no span"):
            call("abc", start, end)
