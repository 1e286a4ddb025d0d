import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core.api.exceptions import UnreadableJson
from factstore.core.api.parsers import MAX_DEPTH, loads, refuse_unstorable
from factstore.core.errors import Invalid

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner)
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{} {}",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"9223372036854775808",
        b"1" * 5000,
        b'{"a": 1, "a": 1}',
        b'{"a": 1, "\\u0061": 2}',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_has_no_one_meaning_is_refused(body):
    with pytest.raises(UnreadableJson):
        loads(body)


def test_the_deepest_body_is_read():
    loads(b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH)


@given(VALUES)
def test_what_json_writes_is_read_back(value):
    assert loads(json.dumps(value).encode()) == value


@given(VALUES)
def test_storable_values_pass(value):
    refuse_unstorable(value)


def test_each_unstorable_text_is_pointed_at():
    with pytest.raises(Invalid) as caught:
        refuse_unstorable({"a": ["x", "\x00"], "b/c": {"d": "y\udfff"}})
    assert [error.pointer for error in caught.value.errors] == ["/a/1", "/b~1c/d"]


def test_surrogate_pairs_are_one_character():
    assert loads(b'"\\ud83d\\ude00"') == "😀"
