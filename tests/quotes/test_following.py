"""What becomes of quotes when their text changes."""

import gzip
import json
import os
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.quotes.anchor import Span
from factstore.quotes.following import MOST_PLACES, Followed, Follower, follow
from factstore.sources.diff import diff

DATA = os.environ.get("FACTSTORE_TEST_DATA", "")
BEFORE = (
    "KYIV – Four US officials confirmed that the Biden administration has given Ukraine "
    "permission to strike inside Russia. “We will not say more,” an official said on Friday. "
    "The Kremlin spokesman said that Moscow would answer. Several members asked for a vote."
)


def followed(before: str, after: str, words: str) -> Followed:
    start = before.index(words)
    (found,) = follow(before, after, [Span(start, start + len(words))])
    return found


def words_of(found: Followed, text: str) -> str | None:
    return found.span and text[found.span.start : found.span.end]


def test_what_stands_at_its_offsets_is_the_same():
    after = BEFORE.replace("a vote", "a new vote")
    found = followed(BEFORE, after, "Four US officials confirmed")
    assert (found.outcome, found.span) == ("same", Span(7, 34))


def test_what_stands_elsewhere_is_moved():
    after = "UPDATED. " + BEFORE
    found = followed(BEFORE, after, "Four US officials confirmed")
    assert (found.outcome, found.span) == ("moved", Span(16, 43))


def test_a_moved_paragraph_takes_its_quotes_along():
    first, second = BEFORE, "A paragraph about the weather in Kharkiv, which was fine that day.\n\n"
    found = followed(second + first, first + second, "the weather in Kharkiv")
    assert found.outcome == "moved"
    assert words_of(found, first + second) == "the weather in Kharkiv"


def test_other_marks_are_no_change_of_words():
    after = BEFORE.replace("“", '"').replace("”", '"').replace("answer. S", "answer.\r\nS")
    found = followed(BEFORE, after, "“We will not say more,” an official said")
    assert found.outcome == "moved"
    assert words_of(found, after) == '"We will not say more," an official said'


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("Four", "Five", "number"), ("not ", "", "negation"), ("Biden", "Trump", "name")],
)
def test_a_changed_meaning_is_offered_with_the_words_that_differ(old, new, kind):
    quote = BEFORE[7:115] if old != "not " else "“We will not say more,” an official said"
    found = followed(BEFORE, BEFORE.replace(old, new), quote)
    assert (found.outcome, found.span) == ("changed", None)
    assert kind in {difference.kind for difference in found.candidates[0].differences}


@pytest.mark.parametrize(
    ("before", "after", "quote", "there"),
    [
        ("It killed 12 people.", "It killed 112 people.", "12 people", "112 people"),
        ("There were 12 dead.", "There were 12.5 dead.", "There were 12", "There were 12.5"),
        ("It cost $5 million in all.", "It cost $4.5 million in all.", "5 million", "4.5 million"),
        ("It was 5 degrees.", "It was -5 degrees.", "5 degrees", "-5 degrees"),
        ("A nuclear state.", "A non-nuclear state.", "nuclear state", "non-nuclear state"),
        ("The plan is legal.", "The plan is illegal.", "legal", "illegal"),
        ("So we can leave.", "So we can’t leave.", "we can", "we can’t"),
        ("A plan, legal. So it is.", "It is. A plan, illegal. So.", "legal", "illegal"),
    ],
)
def test_a_part_of_a_longer_word_or_number_is_no_place(before, after, quote, there):
    found = followed(before, after, quote)
    assert (found.outcome, found.span) == ("changed", None)
    assert after[found.candidates[0].hull.start : found.candidates[0].hull.end] == there
    assert found.candidates[0].differences


def test_a_quote_that_cuts_a_word_is_followed_into_it():
    found = followed("It killed 112 people.", "So it killed 112 people.", "12 people")
    assert (found.outcome, found.span) == ("moved", Span(14, 23))


def test_what_is_gone_is_lost():
    after = BEFORE.replace(" Several members asked for a vote.", "")
    assert followed(BEFORE, after, "Several members asked for a vote.") == Followed("lost")


def test_the_context_decides_among_repeats():
    before = "Ada said: yes. Then there was a long silence in the hall. Ben said: yes. They left."
    after = "Later, " + before
    start = before.rindex("yes")
    (found,) = follow(before, after, [Span(start, start + 3)])
    assert (found.outcome, found.span) == (
        "moved",
        Span(after.rindex("yes"), after.rindex("yes") + 3),
    )


def test_the_place_of_a_repeat_is_not_taken_for_one_that_is_gone():
    before = (
        "Ada said on Monday: yes, of course. The hall was silent. Ben agreed, too: yes, of course."
    )
    after = "Ada said on Monday: yes, of course. The hall was silent."
    start = before.rindex("yes, of course")
    (found,) = follow(before, after, [Span(start, start + 14)])
    assert (found.outcome, found.span) == ("ambiguous", None)
    assert [match.hull for match in found.candidates] == [Span(20, 34)]


def test_words_put_between_parts_are_not_passed_over():
    before = "He said that they would ... strike deep inside Russia before the winter."
    after = (
        "He said that they would never, as promised, strike deep inside Russia before the winter."
    )
    found = followed(before, after, "they would ... strike deep inside Russia")
    assert (found.outcome, found.span) == ("changed", None)


def test_two_quotes_never_come_to_one_place():
    before, after = "He said “ yes” to it.", "He said “yes” to it."
    both = [Span(before.index("yes"), 13), Span(before.index(" yes"), 13)]
    found = follow(before, after, both)
    assert [one.outcome for one in found] == ["moved", "ambiguous"]
    assert found[1].candidates[0].hull == found[0].span


def test_a_changed_sentence_that_was_moved_too_is_offered_where_it_stands():
    quote = "The Kremlin spokesman said that Moscow would answer."
    now = "The Kremlin spokesman said on Sunday that Moscow would answer."
    found = followed(BEFORE, f"{now} {BEFORE.replace(quote, 'Nobody knew more.')}", quote)
    assert found.outcome == "changed"
    assert found.candidates[0].hull == Span(0, len(now))


def test_a_whole_sentence_is_offered_for_one_that_was_reworded():
    quote = "The Kremlin spokesman said that Moscow would answer."
    after = BEFORE.replace("The Kremlin spokesman said", "On Sunday the Kremlin’s spokesman said")
    (match,) = followed(BEFORE, after, quote).candidates
    assert after[match.hull.start : match.hull.end] == (
        "On Sunday the Kremlin’s spokesman said that Moscow would answer."
    )


def test_words_that_stand_in_very_many_places_are_never_placed_by_their_surroundings():
    before, after = "Ada nodded: yes. Ben left.", "yes. " * (MOST_PLACES + 1)
    start = before.index("yes")
    (found,) = follow(before, after, [Span(start, start + 3)])
    assert (found.outcome, len(found.candidates)) == ("ambiguous", MOST_PLACES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ab " * 30_000, "ba " * 30_000),
        ("a" * 90_000, "a" * 45_000 + "b" + "a" * 44_999),
        ("yes no so " * 9_000, "no yes so " * 9_000),
        (
            "".join(map(chr, range(0x4E00, 0x8E00))) * 5,
            "".join(map(chr, range(0x8DFF, 0x4DFF, -1))),
        ),
    ],
    ids=["two letters", "one letter", "three words", "no spaces"],
)
def test_hostile_texts_are_followed_in_bounded_time(before, after):
    spans = [Span(at, at + 40 + at % 200) for at in range(0, 80_000, 800)]
    began = time.process_time()
    found = follow(before, after, spans)
    assert time.process_time() - began < 10  # far less; the machine may be slow
    assert len(found) == len(spans)


def test_long_quotes_of_short_sentences_are_followed_in_bounded_time():
    chosen = random.Random(3)  # noqa: S311 -- the same text each time, no secret
    letters = chosen.choices("ABCDEFGHIJKLMNOP", k=7_000)
    before = "".join(f"{letter}. " for letter in letters)
    after = "".join(f"{chosen.choice('XYZ') if n % 5 == 0 else x}. " for n, x in enumerate(letters))
    spans = [Span(at, at + 4_000) for at in range(0, 16_000, 2_000)]
    began = time.process_time()
    found = follow(before, after, spans)
    assert time.process_time() - began < 4  # far less; the machine may be slow
    assert {one.outcome for one in found} == {"changed"}


TEXT = st.lists(
    st.sampled_from(["yes ", "no ", "not ", "Kyiv ", "4 ", "“", "”", ". ", "\n", "…"]), max_size=40
).map("".join)


@given(TEXT, TEXT, st.data())
def test_a_place_has_the_words_and_is_one_quotes_alone(before, after, data):
    offsets = st.integers(0, len(before))
    drawn = data.draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    spans = [Span(min(pair), max(pair)) for pair in dict.fromkeys(drawn) if pair[0] != pair[1]]
    spans = list(dict.fromkeys(spans))
    found = follow(before, after, spans)
    places = [one.span for one in found if one.span]
    assert len(places) == len(set(places))
    for span, one in zip(spans, found, strict=True):
        assert (one.span is None) == (one.outcome in {"changed", "ambiguous", "lost"})
        if one.span:
            old, new = before[span.start : span.end], after[one.span.start : one.span.end]
            assert [c for c in old.lower() if c.isalnum()] == [
                c for c in new.lower() if c.isalnum()
            ]
        if one.outcome == "same":
            assert one.span == span
            assert after[span.start : span.end] == before[span.start : span.end]


@given(TEXT, TEXT, st.data())
def test_what_a_quotes_own_characters_tell_is_what_a_comparison_finds(before, after, data):
    start = data.draw(st.integers(0, max(0, len(before) - 1)))
    quote = Span(start, data.draw(st.integers(start + 1, start + 30)))
    (told,) = follow(before, after, [quote], may_compare=lambda: False)
    if quote.end <= len(before) and told.span:
        assert Follower(diff(before, after)).one(quote) == told


def test_without_a_comparison_places_are_only_told():
    text = "Ada said yes. Ben said yes. Nobody said no."
    spans = [Span(text.index(words), text.index(words) + 3) for words in ("yes", "Ada", "no.")]
    found = follow(text, text.replace("no.", "maybe."), spans, may_compare=lambda: False)
    assert [one.outcome for one in found] == ["ambiguous", "same", "lost"]
    assert [match.hull.start for match in found[0].candidates] == [9, 23]


def test_a_text_that_stays_keeps_every_quote():
    spans = [Span(at, at + 9) for at in range(len(BEFORE) - 9)]
    assert follow(BEFORE, BEFORE, spans) == [Followed("same", span) for span in spans]


def test_real_revisions_are_followed_to_no_wrong_place():
    if not DATA:
        print("FACTSTORE_TEST_DATA is not set: no real revisions are followed.")  # noqa: T201
        return
    folder = Path(DATA) / "anchoring"
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {document["id"]: document["text"] for document in map(json.loads, lines)}
    pairs = defaultdict(list)
    for line in (folder / "revisions.jsonl").read_text().split("\n"):
        if line:
            case = json.loads(line)
            pairs[case["old_doc"], case["doc"]].append(case)
    outcomes, wrong = Counter(), []
    for (old, new), cases in pairs.items():
        spans = [Span(case["old"]["start"], case["old"]["end"]) for case in cases]
        for case, found in zip(cases, follow(texts[old], texts[new], spans), strict=True):
            outcomes[case["kind"], found.outcome] += 1
            place = case["expected"] and Span(case["expected"]["start"], case["expected"]["end"])
            if found.span not in (None, place):
                wrong.append(case["id"])
    assert wrong == []
    kept = outcomes["rev-unchanged", "same"] + outcomes["rev-unchanged", "moved"]
    assert kept >= 0.995 * sum(n for (kind, _), n in outcomes.items() if kind == "rev-unchanged")
    assert {outcome for kind, outcome in outcomes if kind == "rev-deleted"} == {"lost"}
    assert outcomes["rev-edited", "lost"] <= 0.02 * sum(
        n for (kind, _), n in outcomes.items() if kind == "rev-edited"
    )
