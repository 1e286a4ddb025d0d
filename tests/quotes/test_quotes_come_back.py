"""Quotes that are withdrawn and come back, and what they followed or is followed by."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.ledger import verification
from factstore.ledger.models import Change
from factstore.quotes import actions
from factstore.quotes.actions import searching
from factstore.quotes.anchor import Span
from factstore.quotes.finding import Place
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from tests.quotes.test_drifts import FIVE, ONE, found
from tests.quotes.test_drifts import article as _article
from tests.quotes.test_drifts import revise as _revise

article, revise = _article, _revise
CHANGED, KEPT = "Four US officials confirmed", "The Kremlin said"


@pytest.fixture
def withdraw(record):
    def make(quote, reason="wrong"):
        with record(f"withdraw: {reason}") as change:
            actions.withdraw_quote(quote.pk, reason=reason, expected=None)
        return change

    return make


@pytest.fixture
def quote(record):
    def make(version, exact, **where):
        with record("quoted"):
            return actions.find_or_create(Selector(version=version.pk, exact=exact, **where))[0]

    return make


@pytest.fixture
def undo(api):
    def post(change):
        answer = api.post(f"/api/v1/changes/{change.pk}/revert", {"reason": "a mistake"})
        results = answer.json()["results"]
        return sorted((r["kind"], r["outcome"], r["reason"]) for r in results)

    return post


@pytest.fixture(autouse=True)
def _whole(db):
    yield
    assert [str(finding) for finding in verification.findings()] == []


def states(quote):
    return list(
        Drift.objects.filter(quote=quote)
        .order_by("version")
        .values_list("version__number", "state")
    )


@pytest.mark.parametrize("how", ["quoted again", "undone"])
def test_a_quote_that_comes_back_waits_again(article, revise, withdraw, quote, undo, how):
    own = article(CHANGED)
    old = Quote.objects.get()
    revise(own, FIVE)
    change = withdraw(old)
    assert states(old) == [(2, "superseded")]
    if how == "undone":
        assert undo(change) == [("drift", "reverted", None), ("quote", "reverted", None)]
    else:
        assert quote(old.version, CHANGED) == old
    assert states(old) == [(2, "open")]
    assert Drift.objects.get().resolution_reason is None


@pytest.mark.parametrize("how", ["quoted again", "undone"])
def test_a_quote_that_comes_back_is_looked_for_in_what_came_meanwhile(
    article, revise, withdraw, quote, undo, how
):
    own = article(CHANGED)
    old = Quote.objects.get()
    revise(own, FIVE)
    change = withdraw(old)
    third = revise(own, "Three. " + ONE)
    assert found(third) == ([], [])
    if how == "undone":
        assert undo(change) == [("drift", "reverted", None), ("quote", "reverted", None)]
    else:
        quote(old.version, CHANGED)
    assert states(old) == [(2, "superseded")]
    assert found(third) == ([(CHANGED, "moved", CHANGED, 7)], [])


def test_what_an_editor_dropped_stays_dropped_when_its_quote_comes_back(
    article, revise, withdraw, quote, record
):
    own = article(CHANGED)
    old = Quote.objects.get()
    revise(own, FIVE)
    with record("gone"):
        actions.drop_drift(Drift.objects.get().pk, expected=None)
    withdraw(old)
    quote(old.version, CHANGED)
    assert states(old) == [(2, "dropped")]
    assert found(revise(own, "Three. " + ONE)) == ([], [])


def test_a_quote_settles_anew_where_what_settled_it_is_withdrawn(
    article, revise, withdraw, quote, record
):
    own = article(CHANGED)
    old = Quote.objects.get()
    revise(own, FIVE)
    with record():
        new = actions.confirm_drift(Drift.objects.get().pk, candidate=0, expected=None).new_quote
    withdraw(old)
    withdraw(new)
    quote(old.version, CHANGED)
    assert (states(old), Drift.objects.get().new_quote) == ([(2, "open")], None)
    withdraw(old)
    revise(own, "Three. " + FIVE)
    quote(old.version, CHANGED)
    assert states(old) == [(2, "superseded"), (3, "open")]


def test_withdrawing_a_follower_asks_where_its_source_is(article, revise, withdraw, record):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    follower = Quote.objects.get(version=second)
    withdraw(follower)
    assert found(second)[1] == [(KEPT, "ambiguous", [KEPT], "open")]
    drift = Drift.objects.get()
    with record():
        actions.confirm_drift(drift.pk, candidate=0, expected=None)
    follower.refresh_from_db()
    assert (follower.withdrawn_reason, follower.follows) == (None, old)
    assert found(revise(own, "Three. " + ONE))[0] == [(KEPT, "moved", KEPT, 104)]


def test_the_store_does_not_find_again_what_an_editor_withdrew(
    article, revise, withdraw, quote, record
):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    withdraw(Quote.objects.get(version=second), "another man's words")
    third = revise(own, "Three. " + FIVE)
    assert states(old) == [(2, "superseded"), (3, "open")]
    assert found(third) == ([], [(KEPT, "ambiguous", [KEPT], "open")])
    with record():
        actions.confirm_drift(Drift.objects.get(version=third).pk, candidate=0, expected=None)
    assert found(revise(own, "Four. " + FIVE)) == ([(KEPT, "moved", KEPT, 103)], [])


def test_quoting_again_what_an_editor_withdrew_says_not_whose_words_they_are(
    article, revise, withdraw, quote, record, undo
):
    """The place stays a candidate, one that is easily confirmed."""
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    follower = Quote.objects.get(version=second)
    withdraw(follower)
    quote(second, KEPT)
    assert undo(Change.objects.latest("position")) == [("quote", "withdrawn", None)]
    assert quote(second, KEPT) == follower
    assert found(second)[1] == [(KEPT, "ambiguous", [KEPT], "open")]
    with record():
        drift = actions.confirm_drift(Drift.objects.get().pk, candidate=0, expected=None)
    assert (drift.state, drift.new_quote) == ("confirmed", follower)
    assert states(old) == [(2, "confirmed")]


def test_it_is_not_found_in_later_versions_either_until_somebody_says_so(
    article, revise, withdraw, quote
):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, f"{KEPT} no. {ONE.replace(KEPT, 'It was said')}")
    withdraw(Quote.objects.get(version=second))
    again = quote(second, KEPT)
    third = revise(own, f"{KEPT} no. {ONE}")
    assert states(old) == [(2, "superseded"), (3, "open")]
    assert Quote.objects.get(version=third).follows == again
    (candidate,) = Drift.objects.get(version=third).candidates
    assert candidate["start"] == old.start + len(f"{KEPT} no. ")


def test_a_follower_is_withdrawn_taken_back_and_withdrawn_again(article, revise, withdraw, undo):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    follower = Quote.objects.get(version=second)
    change = withdraw(follower)
    assert undo(change) == [("drift", "withdrawn", None), ("quote", "reverted", None)]
    assert (states(old), Quote.objects.get(version=second).withdrawn_reason) == (
        [(2, "superseded")],
        None,
    )
    change = withdraw(follower, "once more")
    assert states(old) == [(2, "open")]
    assert undo(change) == [("drift", "reverted", None), ("quote", "reverted", None)]
    assert states(old) == [(2, "superseded")]


def test_withdrawing_an_older_follower_asks_in_the_newest_version(article, revise, withdraw, undo):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    third = revise(own, "Three. " + FIVE)
    change = withdraw(Quote.objects.get(version=second))
    assert states(old) == [(2, "superseded"), (3, "open")]
    last = Quote.objects.get(version=third)
    assert found(third)[1] == [(KEPT, "ambiguous", [KEPT], "open")]
    assert undo(change) == [
        ("drift", "withdrawn", None),
        ("drift", "withdrawn", None),
        ("quote", "reverted", None),
    ]
    assert states(old) == [(2, "superseded"), (3, "superseded")]
    assert Quote.objects.get(version=third) == last
    assert len(found(revise(own, "Four. " + FIVE))[0]) == 1


def test_a_follower_that_was_withdrawn_on_purpose_does_not_come_back(article, revise, withdraw):
    """Two followers of one chain, the newer first: the words are asked for, not found again."""
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    third = revise(own, "Three. " + FIVE)
    newest, newer = Quote.objects.get(version=third), Quote.objects.get(version=second)
    withdraw(newest)
    assert states(newer) == [(3, "open")]
    withdraw(newer)
    assert (states(newer), states(old)) == ([(3, "superseded")], [(2, "superseded"), (3, "open")])
    newest.refresh_from_db()
    assert newest.withdrawn_reason == "wrong"


@pytest.mark.parametrize("first", ["source", "follower"])
def test_what_was_dropped_stays_so_when_quotes_before_go(
    article, revise, withdraw, quote, record, first
):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    follower = Quote.objects.get(version=second)
    revise(own, FIVE.replace("The Kremlin said", "Nobody"))
    with record("gone"):
        actions.drop_drift(Drift.objects.get().pk, expected=None)
    if first == "source":
        withdraw(old)
    withdraw(follower)
    assert states(follower) == [(3, "dropped")]
    # The quote before asks for itself.
    assert states(old) == ([] if first == "source" else [(2, "superseded"), (3, "open")])
    quote(second, KEPT)
    assert states(follower) == [(3, "dropped")]


def test_a_quote_comes_back_with_the_followers_withdrawn_after_it(article, revise, withdraw, quote):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    third = revise(own, "Three. " + FIVE)
    for version in (old.version, second, third):
        withdraw(Quote.objects.get(version=version))
    quote(old.version, KEPT)
    assert (found(second), found(third)) == (
        ([(KEPT, "same", KEPT, 97)], []),
        ([(KEPT, "moved", KEPT, 104)], []),
    )
    assert Quote.objects.exclude(withdrawn_reason=None).count() == 0


def test_what_came_back_together_goes_and_comes_back_again(article, revise, withdraw, quote, undo):
    own = article(KEPT)
    old = Quote.objects.get()
    second = revise(own, FIVE)
    third = revise(own, "Three. " + FIVE)
    for version in (old.version, second, third):
        withdraw(Quote.objects.get(version=version))
    for _ in range(2):
        quote(old.version, KEPT)
        assert Quote.objects.filter(withdrawn_reason=None).count() == 3
        back = Change.objects.latest("position")
        assert undo(back) == [("quote", "withdrawn", None)] * 3
        assert not Drift.objects.exists()


def test_a_late_quote_goes_with_all_that_it_brought(article, revise, withdraw, quote, undo):
    own = article()
    first = own.versions.get()
    second = revise(own, FIVE)
    withdraw(quote(second, KEPT))
    third = revise(own, "Three. " + FIVE)
    for _ in range(2):
        quote(first, KEPT)
        assert Quote.objects.get(version=third).withdrawn_reason is None
        made = Change.objects.latest("position")
        assert {outcome for _, outcome, _ in undo(made)} == {"withdrawn"}
        assert not Quote.objects.filter(withdrawn_reason=None).exists()
        assert not Drift.objects.exclude(state="superseded").exists()


def test_a_late_quote_goes_though_its_follower_was_withdrawn(
    article, revise, withdraw, quote, undo
):
    own = article()
    first = own.versions.get()
    second = revise(own, FIVE)
    revise(own, "Three. " + FIVE)
    old = quote(first, KEPT)
    made = Change.objects.latest("position")
    withdraw(Quote.objects.get(version=second))
    assert states(old) == [(2, "superseded"), (3, "open")]
    assert ("quote", "withdrawn", None) in undo(made)
    assert not Quote.objects.filter(withdrawn_reason=None).exists()
    assert states(old) == [(2, "superseded"), (3, "superseded")]


def test_what_followed_a_quote_when_it_came_back_goes_with_it(
    article, revise, withdraw, quote, undo
):
    own = article()
    first = own.versions.get()
    old = quote(first, CHANGED)
    withdraw(old)
    revise(own, "Two. " + ONE)
    third = revise(own, FIVE)
    quote(old.version, CHANGED)
    back = Change.objects.latest("position")
    assert undo(back) == [
        ("drift", "withdrawn", None),
        ("quote", "withdrawn", None),
        ("quote", "withdrawn", None),
    ]
    assert not Quote.objects.filter(withdrawn_reason=None).exists()
    assert not Quote.objects.filter(version=third).exists()


def test_late_quotes_of_many_versions_go_up_together(article, revise, record):
    """As many comparisons as there are versions to come, not one for each pair of them."""
    own = article()
    versions = [own.versions.get(), *(revise(own, f"{n}. {ONE}") for n in range(2, 7))]
    with record("late"):
        places = [
            Place(version, Span(at, at + len(KEPT)), KEPT)
            for version in versions
            for at in [version.text.index(KEPT)]
        ]
        with CaptureQueriesContext(connection) as captured:
            recorded = actions.record(places)
    assert len({quote.pk for quote, _ in recorded.values()}) == 6
    assert Quote.objects.count() == 6
    texts = [query for query in captured if '"sources_version"."text"' in query["sql"]]
    assert len(texts) <= 2 * 5


def test_few_replaced_versions_are_compared_for_late_quotes(article, revise, quote, monkeypatch):
    """Where their words stand just once, none; of others, the newest is compared in any case."""
    monkeypatch.setattr(searching, "MOST_COMPARED", 5 * len(ONE))
    own = article()
    first = own.versions.get()
    last = [revise(own, f"{number}. {FIVE}") for number in range(2, 7)][-1]
    old = quote(first, CHANGED)
    drifts = Drift.objects.filter(quote=old).order_by("version").values_list("outcome", "state")
    assert list(drifts) == [
        *[("changed", "superseded")] * 2,
        *[("lost", "superseded")] * 2,
        ("changed", "open"),
    ]
    quote(first, KEPT)
    assert Quote.objects.get(version=last).follows.version.number == 5


def test_few_texts_are_held_at_once(article, revise, quote):
    own = article()
    quote(own.versions.get(), KEPT)
    for number in range(2, 7):
        revise(own, f"{number}. {FIVE}")
    versions = list(own.versions.without_text().order_by("number"))
    search = searching.Search()
    search.begin(versions)
    for before, version in pairwise(versions):
        outcomes = [found.outcome for _, found in search.found(before.quotes.all(), version)]
        assert outcomes == ["same" if before.number > 1 else "moved"]
        assert ["text" in vars(one) for one in versions].count(True) <= 2


def test_a_withdrawn_quote_of_the_same_place_is_taken_again(article, revise, withdraw, quote):
    own = article()
    first = own.versions.get()
    second = revise(own, FIVE)
    alien = quote(second, KEPT)
    withdraw(alien)
    third = revise(own, "Three. " + FIVE)
    old = quote(first, KEPT)
    assert states(old) == [(2, "quoted")]
    alien.refresh_from_db()
    assert alien.withdrawn_reason is None
    assert Quote.objects.get(version=third).follows == alien


@pytest.fixture
def twice(article, revise):
    """Three versions: the second has the words “yes now” twice, the third once."""
    own = article(text="Ada nodded: yes now. Ben left.")
    second = revise(own, "Title: yes now! She: yes now? Nobody left.")
    return own.versions.get(number=1), second, revise(own, "It was said: yes now! Nobody left.")


def test_a_place_that_another_quote_was_followed_to_is_queued(twice, quote):
    first, second, third = twice
    one = quote(second, "yes now", prefix="Title: ")
    assert Quote.objects.get(version=third).follows == one
    late = quote(first, "yes now")
    assert states(late) == [(2, "superseded"), (3, "open")]


def test_a_place_is_free_once_what_was_followed_to_it_is_withdrawn(twice, quote, withdraw):
    first, second, third = twice
    withdraw(quote(second, "yes now", prefix="Title: "))
    late = quote(first, "yes now")
    assert states(late) == [(2, "superseded"), (3, "quoted")]
    assert Drift.objects.get(version=third).new_quote == Quote.objects.get(version=third)


def test_a_place_that_settled_another_quote_is_queued(twice, quote):
    first, second, third = twice
    last = quote(third, "yes now")
    assert states(quote(second, "yes now", prefix="Title: ")) == [(3, "quoted")]
    assert states(quote(first, "yes now")) == [(2, "superseded"), (3, "open")]
    assert Quote.objects.filter(version=third).get() == last


def test_no_text_is_read_where_all_is_known(article, revise, withdraw, record):
    own = article(KEPT)
    old = Quote.objects.get()
    for number in range(2, 6):
        revise(own, f"{number}. {FIVE}")
    withdraw(old)
    with CaptureQueriesContext(connection) as captured, record("quoted"):
        actions.find_or_create(Selector(version=old.version_id, start=old.start, end=old.end))
    texts = [query for query in captured if '"sources_version"."text"' in query["sql"]]
    assert len(texts) == 1  # that in which it is quoted
