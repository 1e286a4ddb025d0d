import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.facts.template import MAX_DEPTH, MAX_LENGTH, MISSING, TemplateError, join, parse

PERMISSION = (
    "{grantor} {ruling} {grantee} to {action} {weapon|weapons}"
    "[ against {target}][, in {area}[ from {from}[ to {to}]]][; not {excluded}]"
)


@pytest.mark.parametrize(
    ("slots", "sentence"),
    [
        ({}, "… … … to … weapons"),
        (
            {
                "grantor": "the United States",
                "ruling": "permits",
                "grantee": "Ukraine",
                "action": "use",
            },
            "The United States permits Ukraine to use weapons",
        ),
        (
            {
                "grantor": "a",
                "ruling": "b",
                "grantee": "c",
                "action": "d",
                "weapon": "e",
                "area": "f",
                "to": "g",
            },
            "A b c to d e, in f",
        ),
        (
            {
                "grantor": "a",
                "ruling": "b",
                "grantee": "c",
                "action": "d",
                "target": "e",
                "area": "f",
                "from": "g",
                "to": "h",
                "excluded": "i",
            },
            "A b c to d weapons against e, in f from g to h; not i",
        ),
    ],
)
def test_sentence_holds_what_the_slots_hold(slots, sentence):
    assert parse(PERMISSION).render(slots) == sentence


def test_slots_are_those_named_anywhere():
    assert parse(PERMISSION).slots == frozenset(
        [
            "grantor",
            "ruling",
            "grantee",
            "action",
            "weapon",
            "target",
            "area",
            "from",
            "to",
            "excluded",
        ]
    )


@pytest.mark.parametrize(
    ("template", "slots", "text"),
    [
        ("{a}{{b}}[[c]]", {"a": "x"}, "X{b}[c]"),
        ("{a}}}", {"a": "x"}, "X}"),
        ("x [{a} , [and {b}]] .", {"a": "1", "b": "2"}, "X 1, and 2."),
        ("x[; [{a}][ or {b}]]", {}, "X"),
        ("x[;[ {a}][ or {b}]]", {"b": "2"}, "X; or 2"),
        ("{a}[ by {b|someone}]", {"a": "x"}, "X by someone"),
        ("{a}", {"a": " \n "}, MISSING),
        ("{a} of {b}", {"a": "rounds", "b": ".50 calibre,\n or so"}, "Rounds of .50 calibre, or so"),
        ("{a}", {"a": "ßeta"}, "ßeta"),
        ("", {"a": "x"}, ""),
    ],
)  # fmt: skip
def test_small_templates(template, slots, text):
    assert parse(template).render(slots) == text


def test_part_of_a_sentence_keeps_its_small_letter():
    assert parse("in {a}").render({"a": "x"}, sentence=False) == "in x"


@pytest.mark.parametrize(
    ("template", "position"),
    [
        ("a {b", 2),
        ("a } b", 2),
        ("a [ {b}", 2),
        ("a ] b", 2),
        ("a [b] c", 2),
        ("{A}", 0),
        ("x {}", 2),
        ("x {a b}", 2),
        ("x {a.b}", 2),
        ("{a|}", 0),
        ("{a{b}}", 0),
        ("[ {a}" * (MAX_DEPTH + 1), 5 * MAX_DEPTH),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH),
    ],
)
def test_wrong_template_is_refused_with_the_place(template, position):
    with pytest.raises(TemplateError) as caught:
        parse(template)
    assert caught.value.position == position
    assert caught.value.message in str(caught.value)


NAMES = st.sampled_from(["a", "b", "c", "from"])
LITERAL = st.text(st.characters(codec="utf-8", exclude_characters="{}[]"), min_size=1, max_size=8)
ESCAPED = st.sampled_from(["{{", "}}", "[["])
SLOT = st.builds("{{{}}}".format, NAMES) | st.builds("{{{}|{}}}".format, NAMES, st.just("some"))
PIECES = st.lists(LITERAL | ESCAPED | SLOT, max_size=5).map("".join)
INNER = st.builds("[ {} {}]".format, PIECES, SLOT)
OUTER = st.builds("[ {}{}{} {}]".format, PIECES, INNER, PIECES, SLOT)
TEMPLATES = st.lists(PIECES | INNER | OUTER, max_size=5).map(" ".join)
WORDS = st.dictionaries(NAMES, st.text(st.characters(codec="utf-8")))


@given(TEMPLATES, WORDS)
def test_rendered_text_is_squeezed_whatever_the_words(template, words):
    read = parse(template)
    text = read.render(words)
    assert text == " ".join(text.split())
    assert not re.search(r" [,;.](?=\s|$)", text)
    assert text == read.render({name: words[name] for name in words if name in read.slots})


@given(TEMPLATES)
def test_words_of_every_slot_stand_in_the_full_sentence(template):
    read = parse(template)
    text = read.render({name: f"<{name}>" for name in read.slots})
    assert all(f"<{name}>" in text for name in read.slots)


@given(st.text(st.sampled_from("{}[]|a b"), max_size=30) | st.text())
def test_any_text_is_read_or_refused_with_a_place(template):
    try:
        read = parse(template)
    except TemplateError as error:
        place = error.position
    else:
        read.render({"a": "x"})
        return
    assert 0 <= place <= len(template)


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_list_of_words(words, text):
    assert join(words, "or") == text
    assert join(words) == text.replace(" or ", " and ")
