import string
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from factstore.quotes.anchor import find_all
from factstore.quotes.folding import fold
from factstore.quotes.gramindex import SHORTEST, GramIndex
from factstore.quotes.locate import locate

WORDS = [
    "the",
    "minister",
    "said",
    "that",
    "27",
    "crews",
    "of",
    "Kharkiv",
    "had",
    "not",
    "“seen”",
    "it",
    "—",
    "it’s",
    "1,200",
    "km",
    "“away”;",
    "Óscar’s",
    "office…",
    "first",
    "fine",
    "café,",
    "self-made;",
    "never",
    "again\nnobody",
    "«\u00a0voilà\u00a0»",
    "Straße",
    "été.",
    "президента",
    "北京，中国",
    "‘tis",
    "&",
    "3.5",
    "percent",
]

# What copying, typesetting and encoding do to the characters of a quote, in this order.
DAMAGES: dict[str, Any] = {
    "straight": lambda text: text.translate(str.maketrans("“”’", '""\'')),
    "German": lambda text: text.translate(str.maketrans("“”’", "„“´")),
    "French": lambda text: text.replace("“", "« ").replace("”", "\u202f»"),
    "TeX": lambda text: text.replace("“", "``").replace("”", "''"),
    "corners": lambda text: text.replace("“", "「").replace("”", "」"),
    "dashes": lambda text: text.replace("-", "\u2010").replace("—", "--"),
    "spaced dashes": lambda text: text.replace("-", "\u2011").replace("—", " ― "),
    "ellipsis": lambda text: text.replace("…", ". . ."),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("ﬁrst", "ﬁr\ufb06"),
    "wide": lambda text: text.translate({**{at: at + 0xFEE0 for at in range(65, 123)}, 44: 0xFF0C}),
    "soft hyphens": lambda text: text.replace("mini", "mini\u00ad"),
    "soft break": lambda text: text.replace("minister", "min\u00ad\nister"),
    "break": lambda text: text.replace("minister", "min-\nister").replace("office", "of‐\r\n fice"),
    "spaces": lambda text: text.replace(" ", " \u00a0\n"),
    "thin": lambda text: text.replace(" ", "\u2009"),
    "line ends": lambda text: text.replace(" ", "\r\n").replace("北京", "北\n京"),
    "zero-width": lambda text: text.replace("n", "n\u200b").replace("s", "\u200es"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "entities": lambda text: text.replace("“", "&ldquo;").replace("’", "&#8217;"),
    "entities twice": lambda text: text.replace("”", "&amp;rdquo;").replace("é", "&amp;#xe9;"),
    "all entities": lambda text: "".join(c if c.isascii() else f"&#{ord(c)};" for c in text),
    "mojibake": lambda text: misread(text, "cp1252"),
    "Latin-1": lambda text: misread(text, "latin-1"),
    "mojibake twice": lambda text: misread(misread(text, "cp1252"), "cp1252"),
    "first letter": lambda text: text[0].swapcase() + text[1:],
}


def misread(text: str, encoding: str) -> str:
    """Read UTF-8 in another encoding, character by character; what has no such reading stays.

    So do letters a part of which reads as a dash or a quotation mark, as parts of "北" do.
    """
    read = ""
    for character in text:
        try:
            found = character.encode().decode(encoding)
        except UnicodeDecodeError:
            found = character
        read += character if character.isalpha() and set(found) & set("‚„‘’“”–—…•‹›«»") else found
    return read


@st.composite
def quoted(draw: Any) -> tuple[str, int, int]:
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=8, max_size=40)))
    start = draw(st.integers(0, len(text) - 2))
    return text, start, draw(st.integers(start + 1, len(text)))


@settings(max_examples=300, deadline=None)
@given(quoted(), st.sets(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=1))
@example(("café, self-made", 0, 4), {"decomposed"})
@example(("km the Kharkiv Kharkiv", 0, 1), {"first letter"})
@example(("the the «\xa0voilà\xa0» the the", 0, 15), {"Latin-1", "decomposed"})  # one in the other
def test_damage_that_folding_covers_leads_back_to_the_source(
    source: tuple[str, int, int], names: set[str]
) -> None:
    text, start, end = source
    while start and text[start - 1].isalnum():  # a quote begins with a word
        start -= 1
    quote = text[start:end].strip()
    if not quote.strip(' .…"“”’‘«»&-—，'):
        return
    start = text.index(quote, start)
    damaged = quote
    for name, damage in DAMAGES.items():
        damaged = damage(damaged) if name in names else damaged
    found = locate(text, damaged, prefix=text[:start], suffix=text[start + len(quote) :])
    assert found.outcome in {"exact", "repaired", "ambiguous"}
    places = found.spans or tuple(match.hull for match in found.candidates)
    stored = {text[place.start : place.end] for place in places}
    # Another place may hold the same words in other shapes; this one is among them.
    assert fold(quote).lowered.strip() in {fold(one).lowered.strip() for one in stored}
    # Exact decides: a damaged quote that itself stands elsewhere is looked for nowhere else.
    if found.outcome == "ambiguous" and (damaged == quote or damaged not in text):
        assert (start, start + len(quote)) in {(place.start, place.end) for place in places}


@settings(deadline=None)
@given(st.text(max_size=80), st.data())
def test_every_stretch_of_any_text_is_exact_or_one_of_several(text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    found = locate(text, quote)
    if not quote.strip():
        assert found.outcome == "absent"
    elif found.outcome == "exact":
        assert (found.spans[0].start, found.spans[0].end) == (start, end)
    else:
        assert found.outcome == "ambiguous"
        assert all(text[m.hull.start : m.hull.end] == quote for m in found.candidates)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=8), st.integers(0, 70))
def test_any_two_strings_give_spans_of_the_text(
    text: str, quote: str, context: str, hint: int
) -> None:
    found = locate(text, quote, prefix=context, suffix=context[::-1], hint=hint)
    for spans in (found.spans, *(match.spans for match in found.candidates)):
        for span in spans:
            assert 0 <= span.start <= span.end <= len(text)
    assert all(0 <= match.score <= 1 for match in found.candidates)


@settings(max_examples=200, deadline=None)
@given(quoted(), st.data())
def test_changed_numbers_and_negations_are_never_exact_or_repaired(
    source: tuple[str, int, int], data: Any
) -> None:
    text, _, _ = source
    places = [at for at, character in enumerate(text) if character.isdigit()]
    if data.draw(st.booleans()) and places:
        at = data.draw(st.sampled_from(places))
        digit = data.draw(st.sampled_from([d for d in string.digits if d != text[at]]))
        changed = text[:at] + digit + text[at + 1 :]
    elif " not " in text:
        changed = text.replace(" not ", " ", 1)
    else:
        changed = text.replace(" ", " not ", 1)
    assume(changed not in text)  # "not not" without its first still stands there
    assert locate(text, changed).outcome in {"candidates", "absent"}


@given(st.text("aâ€™&;#x41-\n \u200b\u00a0ﬁ….’e\u0301“—«»‥，北ＡÃ‚¬\u00ad", max_size=40))
def test_offsets_lead_back_from_every_folded_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.shaped) == len(folded.lowered)
    last = 0
    for at in range(len(folded.lowered)):
        if folded.lowered[at] == " ":
            continue
        span = folded.span(at, at + 1)
        assert last <= span.end <= len(text)
        assert span.start < span.end
        last = span.start
    whole = folded.span(0, len(folded.lowered))
    assert fold(text[whole.start : whole.end]).lowered.strip() == folded.lowered.strip()


@given(st.text("ab", max_size=300), st.data())
def test_index_finds_every_place(text: str, data: Any) -> None:
    wanted = data.draw(st.text("ab", min_size=SHORTEST, max_size=24))
    if len(text) > SHORTEST and data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(text) - SHORTEST))
        wanted = text[start : start + SHORTEST]
    assert GramIndex(text).places(wanted) == [
        at for at in range(len(text)) if text.startswith(wanted, at)
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "&amp;", "â€™", "e\u0301", "one two three"]), max_size=40),
    st.sampled_from([" ", "  ", "\n", "-\n", "-", "\u00ad", "\u200b", " — "]),
    st.lists(st.integers(0, 400), min_size=2, max_size=2),
)
@example(["said that the officee\u0301 it"] * 2, " ", [0, 22])  # the accent is not in the quote
def test_index_finds_exactly_the_places_of_the_characters(
    words: list[str], between: str, cuts: list[int]
) -> None:
    text = " ".join(words[:20]) + between + between.join(words[20:]) + " ".join(words[:20])
    folded = fold(text)
    start, end = sorted(cuts)
    quote = text[start:end]
    assert folded.places(quote) is None
    folded._index.append(GramIndex(folded.lowered))
    known = folded.places(quote)
    assert known is None or known == list(find_all(text, quote))
    assert locate(folded, quote) == locate(text, quote)


class Counted(str):
    """A string that counts the characters that searches in it have to read, at most."""

    __slots__ = ()
    read = 0

    def find(self, *arguments: Any) -> int:
        first = arguments[1] if len(arguments) > 1 else 0
        last = min(arguments[2], len(self)) if len(arguments) > 2 else len(self)
        found = super().find(*arguments)
        Counted.read += max(0, (found if found >= 0 else last) - first) + len(arguments[0])
        return found


@pytest.mark.parametrize(
    ("unit", "quote"),
    [
        ("a", "a" * 60 + "b" + "a" * 60),
        ("the cat sat on the mat ", "the cat sat on the mat the dog sat on the mat the cat sat"),
        ("... ", ". ... . ... x"),
        ("Rain fell on the town. ", "Zebras wander quietly over purple fields while nobody sees."),
        ("".join(map(chr, range(0x4E00, 0x4F80))), "".join(map(chr, range(0x4F80, 0x4FD0)))),
    ],
)
def test_reading_grows_with_the_text_and_no_faster(unit: str, quote: str) -> None:
    reads = []
    for size in (50_000, 200_000 - 1):
        text = unit * (size // len(unit))
        folded = fold(text)
        object.__setattr__(folded, "lowered", Counted(folded.lowered))
        Counted.read = 0
        locate(folded, quote)
        reads.append(Counted.read)
    assert reads[1] <= 5 * reads[0] + 10_000


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (("a" * 24_999 + "A") * 8, "a" * 50_000),  # each place differs, and only far inside
        ("a" * 200_000, "A" * 100_000),
        ("a" * 200_000, "A" * 10_000),
        ("one two three " * 100_000, "ONE TWO THREE " * 99_999),
        ("ab " * 300_000 + "zq", " ... ".join(["zq"] * 10_000)),  # parts, each at the very end
    ],
)
def test_hostile_quotes_take_seconds_at_the_most(text: str, quote: str) -> None:
    before = time.process_time()
    assert locate(text, quote).outcome in {"candidates", "absent"}
    assert locate(text, quote, prefix=quote[0]).outcome in {"candidates", "absent"}
    assert time.process_time() - before < 8


def test_words_in_fifty_parts_are_found_and_in_more_they_are_not() -> None:
    words = [f"word{number}" for number in range(102)]
    text = " ".join(words)
    assert len(locate(text, " ... ".join(words[:100:2])).spans) == 50
    assert locate(text, " ... ".join(words[:102:2])).spans == ()


def test_one_long_word_is_looked_for_in_linear_time() -> None:
    text = fold("The self-made minister was seen in the town. " * 5)
    began = time.process_time()
    assert locate(text, "a" * 30_000).outcome == "absent"
    assert time.process_time() - began < 2
