"""What differs between two texts: complete, in order, true, and in bounded time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.sources.diff import Hunk, diff

WORDS = st.lists(
    st.sampled_from(["a ", "b ", "c\n", "Kyiv ", ".", "é", "中", "  "]), max_size=60
).map("".join)


def test_a_changed_word_is_one_hunk():
    found = diff("Said by four US officials.", "Said by five US officials.")
    assert list(found.hunks()) == [Hunk(8, 13, 8, 13)]
    assert found.around(13, 15) == (13, 13, 13)
    assert found.around(8, 15) is None
    assert found.offset(14) == 14


def test_added_and_dropped_words_are_empty_on_one_side():
    found = diff("One Two Three", "Zero One Three")
    assert list(found.hunks()) == [Hunk(0, 0, 0, 5), Hunk(4, 8, 9, 9)]
    assert found.earlier(5, 8) == (0, 3)
    assert found.earlier(0, 8) is None


def test_equal_texts_differ_in_nothing():
    assert list(diff("Yes.", "Yes.").hunks()) == []
    assert list(diff("", "").hunks()) == []
    assert list(diff("", "Yes.").hunks()) == [Hunk(0, 0, 0, 4)]


def test_a_moved_paragraph_leaves_the_rest_the_same():
    one, two, three = (f"Paragraph {n} of many words, {n} and {n}. " * 5 for n in "xyz")
    found = diff(one + two + three, two + three + one)
    assert sum(same.size for same in found.same) >= len(two + three)


@given(WORDS, WORDS)
def test_hunks_make_the_one_text_from_the_other(before, after):
    found = diff(before, after)
    for same in found.same:
        here = before[same.before : same.before + same.size]
        assert here == after[same.after : same.after + same.size] != ""
    made, done = "", 0
    for hunk in found.hunks():
        assert (
            before[hunk.before_start : hunk.before_end]
            != (after[hunk.after_start : hunk.after_end])
        )
        made += before[done : hunk.before_start] + after[hunk.after_start : hunk.after_end]
        done = hunk.before_end
    assert made + before[done:] == after


@pytest.mark.parametrize("kind", ["shuffled", "few words", "one letter"])
def test_a_megabyte_is_compared_in_seconds(kind):
    chosen = random.Random(7)  # noqa: S311 -- the same text each time, no secret
    words = [f"w{chosen.randrange(20_000)} " for _ in range(150_000)]
    if kind == "few words":
        words = chosen.choices(["yes ", "no ", "so "], k=250_000)
    if kind == "one letter":
        words = ["a"] * 1_000_000
    before = "".join(words)
    chosen.shuffle(words)
    began = time.process_time()
    found = diff(before, "".join(words) + "b")
    assert time.process_time() - began < 15
    assert next(found.hunks())


def test_what_begins_or_ends_beside_an_insertion_keeps_clear_of_it():
    found = diff("one two three", "zero one two and three")
    assert (found.start_bounds(0), found.end_bounds(3)) == ((5, 5), (8, 8))
    assert (found.start_bounds(8), found.end_bounds(8)) == ((17, 17), (13, 13))


def test_what_was_replaced_lies_between_two_offsets():
    found = diff("one two three", "one some more three")
    assert (found.start_bounds(5), found.end_bounds(6)) == ((4, 14), (4, 14))
    assert diff("a", "b").start_bounds(0) == (0, 1)
