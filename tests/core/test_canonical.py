import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core import canonical

CHARACTERS = st.characters(codec="utf-8")
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
    | st.text(CHARACTERS),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS), inner, max_size=4)
    ),
    max_leaves=20,
)

ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def quoted(text):
    """RFC 8785, 3.2.2.2, written down a second time."""
    return '"' + "".join(ESCAPES.get(c, f"\\u{ord(c):04x}" if c < " " else c) for c in text) + '"'


def reference(value):
    match value:
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return "{" + ",".join(f"{quoted(n)}:{reference(value[n])}" for n in names) + "}"
        case list():
            return "[" + ",".join(map(reference, value)) + "]"
        case str():
            return quoted(value)
        case _:
            return (
                {None: "null", True: "true", False: "false"}[value]
                if value is None or isinstance(value, bool)
                else str(value)
            )


@given(DOCUMENTS)
def test_encoding_is_that_of_the_rfc(document):
    data = canonical.encode(document)
    assert data.decode() == reference(document)
    assert json.loads(data) == document


@given(st.dictionaries(st.text(CHARACTERS), st.integers(0, 9)))
def test_order_of_members_does_not_matter(document):
    turned = dict(reversed(document.items()))
    assert canonical.digest(turned) == canonical.digest(document)


def test_names_are_sorted_as_in_the_example_of_the_rfc():
    document = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = list(json.loads(canonical.encode({"inner": document}))["inner"])
    assert order == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    "document",
    [1.5, 2**53, -(2**53), {1: 2}, {"a": Decimal(1)}, ["\ud800"], {"\ud800": 1}, b"x", {1, 2}],
)
def test_what_json_cannot_hold_exactly_is_refused(document):
    with pytest.raises(ValueError, match="not canonical JSON"):
        canonical.encode(document)


def test_depth_is_bounded():
    document = []
    for _ in range(canonical.MAX_DEPTH - 1):
        document = [document]
    assert canonical.encode(document)
    with pytest.raises(ValueError, match="deeper"):
        canonical.encode([document])


def test_digest_names_its_algorithm():
    assert canonical.digest({}) == (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


TEXTS = st.text(st.sampled_from('a",[]'), max_size=4)


INPUTS = st.tuples(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))


@given(INPUTS, INPUTS)
def test_chain_tells_different_inputs_apart(one, other):
    assert (canonical.chain(*one) == canonical.chain(*other)) is (one == other)
