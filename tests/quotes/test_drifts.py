"""What becomes of the quotes of an article that gets a new version, and the queue of the rest."""

from uuid import UUID

import pytest

from factstore.ledger.models import Change, Revision
from factstore.quotes import actions
from factstore.quotes.actions.following import MOST_CANDIDATES
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.models import Version

ONE = (
    "Four US officials confirmed that the administration gave permission. “No comment,” an aide "
    "said. The Kremlin said that Moscow would answer. Several members asked for a vote on Friday."
)
FIVE = ONE.replace("Four", "Five")


@pytest.fixture
def article(capture, record):
    """Return a function that records an article with quotes of these words."""

    def make(*words, text=ONE):
        version = capture(text)
        with record():
            for exact in words:
                actions.find_or_create(Selector(version=version.pk, exact=exact))
        return version.article

    return make


@pytest.fixture
def revise(record):
    """Return a function that gives an article a new version."""

    def make(article, text):
        with record(f"captured again: {text[:20]}"):
            return source_actions.add_version(article.pk, text=text)

    return make


def found(version):
    """Return what was recorded of each quote in a version: words followed, and drifts."""
    quotes = Quote.objects.filter(version=version).order_by("start")
    drifts = Drift.objects.filter(version=version).order_by("quote__start")
    return (
        [(q.follows.exact, q.followed_as, q.exact, q.start) for q in quotes],
        [(d.quote.exact, d.outcome, [c["exact"] for c in d.candidates], d.state) for d in drifts],
    )


def test_each_quote_is_followed_or_queued(article, revise):
    own = article("Four US officials confirmed", "The Kremlin said", "asked for a vote")
    after = "UPDATE. " + FIVE.replace(" Several members asked for a vote on Friday.", "")
    followed, drifts = found(revise(own, after))
    assert followed == [("The Kremlin said", "moved", "The Kremlin said", 105)]
    assert drifts == [
        ("Four US officials confirmed", "changed", ["Five US officials confirmed"], "open"),
        ("asked for a vote", "lost", [], "open"),
    ]


def test_all_of_it_is_one_change_with_the_version(article, revise):
    own = article("Four US officials confirmed", "The Kremlin said")
    version = revise(own, FIVE)
    change = Revision.objects.get(kind="version", object_id=version.pk).change
    kinds = Revision.objects.filter(change=change).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["article", "drift", "quote", "version"]


def test_a_follower_says_what_it_follows(article, revise, api):
    own = article("The Kremlin said")
    old = Quote.objects.get()
    version = revise(own, ONE + " More.")
    new = Quote.objects.get(version=version)
    assert api.get(f"/api/v1/quotes/{new.pk}").json()["follows"] == {
        "quote": {"id": str(old.pk)},
        "version": {"id": str(old.version_id), "number": 1},
        "as": "same",
    }
    assert api.get(f"/api/v1/quotes/{old.pk}").json()["follows"] is None


def test_withdrawn_quotes_are_not_followed(article, revise, record):
    own = article("The Kremlin said")
    with record():
        actions.withdraw_quote(Quote.objects.get().pk, reason="wrong", expected=None)
    assert found(revise(own, FIVE)) == ([], [])


def test_followers_are_followed_on(article, revise):
    own = article("The Kremlin said")
    revise(own, "One. " + ONE)
    third = revise(own, "Two. " + ONE)
    quote = Quote.objects.get(version=third)
    assert (quote.followed_as, quote.follows.version.number) == ("same", 2)
    assert quote.follows.follows.version.number == 1


def test_what_waits_is_looked_for_in_the_next_version_from_where_it_stood(article, revise):
    own = article("Four US officials confirmed", "asked for a vote")
    second = revise(own, FIVE.replace("asked for a vote", "went home"))
    third = revise(own, "Again. " + ONE.replace("asked for a vote", "went home"))
    assert [state for *_, state in found(second)[1]] == ["superseded", "superseded"]
    superseded = Drift.objects.filter(version=second).first()
    assert superseded.resolution_reason == "Version 3 of the article came."
    followed, drifts = found(third)
    assert followed == [("Four US officials confirmed", "moved", "Four US officials confirmed", 7)]
    assert [(words, outcome, state) for words, outcome, _, state in drifts] == [
        ("asked for a vote", "lost", "open")
    ]
    assert Quote.objects.get(version=third).follows.version.number == 1


def test_what_was_dropped_is_looked_for_no_more(article, revise, record):
    own = article("Four US officials confirmed")
    revise(own, FIVE)
    with record("gone"):
        actions.drop_drift(Drift.objects.get().pk, expected=None)
    third = revise(own, ONE + " More.")
    assert found(third) == ([], [])


def test_two_quotes_that_come_to_one_place_are_one_follower_and_one_drift(article, revise):
    before, after = "He said “ yes” to it.", "He said “yes” to it."
    own = article("yes", " yes", text=before)
    followed, drifts = found(revise(own, after))
    assert followed == [("yes", "moved", "yes", 9)]
    assert drifts == [(" yes", "ambiguous", ["yes"], "open")]


def test_an_ambiguous_quote_keeps_the_likeliest_places_and_counts_the_rest(article, revise):
    own = article("yes", text="He never said so, but nodded: yes")
    version = revise(own, "Oh " + "yes " * 30)
    drift = Drift.objects.get(version=version)
    assert (drift.outcome, drift.candidates_total) == ("ambiguous", 30)
    assert len(drift.candidates) == MOST_CANDIDATES


def test_long_candidates_are_few(article, revise):
    words = " ".join(f"word{n}" for n in range(1_500))
    own = article(words, text=f"Before. {words} After.")
    version = revise(own, f"Title. {words.replace('word7 ', 'other ')} End.\n\n{words[:9000]}")
    drift = Drift.objects.get(version=version)
    assert sum(len(candidate["exact"]) for candidate in drift.candidates) <= 20_000


@pytest.mark.parametrize("late", ["from the start", "withdrawn before"])
def test_a_quote_of_an_old_version_is_followed_when_it_is_made(article, revise, record, late):
    own = article(*([] if late == "from the start" else ["Four US officials", "asked for a vote"]))
    first = own.versions.get()
    if late == "withdrawn before":
        with record():
            for quote in Quote.objects.all():
                actions.withdraw_quote(quote.pk, reason="wrong", expected=None)
    second = revise(own, "Two. " + FIVE)
    third = revise(own, "Three more. " + FIVE)
    assert found(second) == found(third) == ([], [])
    with record():
        for words in ("Four US officials", "asked for a vote"):
            actions.find_or_create(Selector(version=first.pk, exact=words))
    assert [row[:2] for row in found(second)[0]] == [("asked for a vote", "moved")]
    assert [(row[1], row[3]) for row in found(second)[1]] == [("changed", "superseded")]
    assert [row[:2] for row in found(third)[0]] == [("asked for a vote", "moved")]
    assert [(row[1], row[3]) for row in found(third)[1]] == [("changed", "open")]
    assert Quote.objects.get(version=third).follows.version == second


def test_quoting_the_same_words_again_follows_nothing_twice(article, revise, record):
    own = article("Four US officials", "asked for a vote")
    first = own.versions.get()
    second = revise(own, FIVE)
    before = found(second)
    with record():
        for words in ("Four US officials", "asked for a vote"):
            actions.find_or_create(Selector(version=first.pk, exact=words))
    assert found(second) == before
    assert Change.objects.count() == 3  # the article, its quotes, its second version


def test_a_place_that_is_quoted_already_is_the_quotes_own(article, revise, record):
    own = article()
    first = own.versions.get()
    second = revise(own, FIVE)
    with record():
        actions.find_or_create(Selector(version=second.pk, exact="asked for a vote"))
        actions.find_or_create(Selector(version=first.pk, exact="asked for a vote"))
    (drift,) = Drift.objects.all()
    assert (drift.outcome, drift.candidates[0]["exact"]) == ("ambiguous", "asked for a vote")
    assert (drift.state, drift.new_quote.version) == ("quoted", second)
    assert drift.resolution_reason == "These words are quoted there already."
    third = revise(own, "Three. " + FIVE)
    assert found(third) == ([("asked for a vote", "moved", "asked for a vote", 163)], [])
    assert Quote.objects.get(version=third).follows == drift.new_quote


def test_withdrawing_a_quote_ends_what_waits(article, revise, record):
    own = article("Four US officials")
    revise(own, FIVE)
    with record():
        actions.withdraw_quote(Quote.objects.get().pk, reason="wrong page", expected=None)
    drift = Drift.objects.get()
    assert (drift.state, drift.resolution_reason) == (
        "superseded",
        "The quote was withdrawn: wrong page",
    )


def test_the_same_words_elsewhere_are_no_drift_of_another_article(article, revise):
    own, other = article("The Kremlin said"), article("The Kremlin said", text=ONE + " Two.")
    revise(own, FIVE)
    assert Version.objects.filter(article=other).count() == 1
    assert Quote.objects.filter(version__article=other).count() == 1
    assert Drift.objects.count() == 0


def test_ids_are_those_of_the_documents(article, revise, api):
    own = article("Four US officials")
    revise(own, FIVE)
    drift = Drift.objects.get()
    document = api.get(f"/api/v1/quotes/drift/{drift.pk}").json()
    assert UUID(document["id"]) == drift.pk
    assert document["article"] == {"id": str(own.pk)}
