"""Drifts that the store settled with a quote that was there: an editor may settle them otherwise."""

import pytest

from factstore.core.errors import IllegalTransition
from factstore.ledger.models import Change
from factstore.quotes import actions
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version
from tests.quotes import test_quotes_come_back as back
from tests.quotes.test_drifts import FIVE, ONE, found

article, revise, quote, withdraw, undo = (
    back.article,
    back.revise,
    back.quote,
    back.withdraw,
    back.undo,
)
_whole, states = back._whole, back.states
KEPT = back.KEPT


@pytest.fixture
def late(article, revise, quote):
    """Quote words of the second version, then the same of the first; returns both quotes."""
    own = article()
    first = own.versions.get()
    there = quote(revise(own, FIVE), KEPT)
    return quote(first, KEPT), there


@pytest.fixture
def settle(record):
    """Settle the drift of a quote; returns the change."""

    def make(old, step):
        drift = Drift.objects.get(quote=old)
        with record(f"rather: {step}") as change:
            if step == "confirm":
                actions.confirm_drift(drift.pk, candidate=0, expected=None)
            elif step == "place":
                actions.place_drift(drift.pk, Selector(exact="Moscow"), expected=None)
            else:
                actions.drop_drift(drift.pk, expected=None)
        return change

    return make


def settled(old):
    drift = Drift.objects.get(quote=old)
    return drift.state, drift.new_quote and drift.new_quote.exact, drift.resolution_reason


QUOTED = ("quoted", KEPT, "These words are quoted there already.")
STEPS = {"confirm": ("confirmed", KEPT), "place": ("placed", "Moscow"), "drop": ("dropped", None)}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("later", [False, True], ids=["newest", "replaced"])
def test_an_editor_says_otherwise_and_takes_it_back(late, revise, settle, undo, step, later):
    old, there = late
    assert settled(old) == QUOTED
    if later:
        revise(there.version.article, "Three. " + FIVE)
    change = settle(old, step)
    assert settled(old) == (*STEPS[step], f"rather: {step}")
    with pytest.raises(IllegalTransition):
        settle(old, step)
    outcomes = {(kind, outcome) for kind, outcome, _ in undo(change)}
    assert outcomes == {("drift", "reverted")} | (
        {("quote", "withdrawn")} if step == "place" else set()
    )
    assert settled(old)[:2] == QUOTED[:2]
    there.refresh_from_db()
    assert there.withdrawn_reason is None


def test_a_place_in_a_replaced_version_is_followed_on(late, revise, settle):
    old, there = late
    third = revise(there.version.article, "Three. " + FIVE)
    settle(old, "place")
    placed = Drift.objects.get(quote=old).new_quote
    assert (placed.follows, placed.followed_as) == (old, "placed")
    assert found(third)[0] == [(KEPT, "moved", KEPT, 104), ("Moscow", "moved", "Moscow", 126)]


@pytest.mark.parametrize("later", [False, True], ids=["newest", "replaced"])
def test_what_is_not_its_quote_any_more_may_go(late, revise, settle, withdraw, undo, later):
    """The quote asks again, once it is no longer dropped: what it was settled with is gone."""
    old, there = late
    change = settle(old, "drop")
    withdraw(there)
    if later:
        revise(there.version.article, "Three. " + ONE)
    assert undo(change) == [("drift", "reverted", None)]
    if later:
        assert states(old) == [(2, "superseded")]
        assert Quote.objects.get(version__number=3).follows == old
    else:
        assert states(old) == [(2, "open")]


def test_a_quote_that_settles_stays_until_somebody_says_otherwise(late, api):
    _, there = late
    url = f"/api/v1/quotes/{there.pk}/withdraw"
    refused = api.post(url, {"reason": "no"}, HTTP_IF_MATCH="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    (drift,) = api.get("/api/v1/quotes/drift", {"state": "quoted"}).json()["results"]
    url = f"/api/v1/quotes/drift/{drift['id']}/drop"
    assert api.post(url, {"reason": "others"}, HTTP_IF_MATCH="*").status_code == 200
    url = f"/api/v1/quotes/{there.pk}/withdraw"
    assert api.post(url, {"reason": "no"}, HTTP_IF_MATCH="*").status_code == 200


def test_a_late_quote_goes_with_what_settled_it(late, undo):
    old, there = late
    assert undo(Change.objects.latest("position")) == [
        ("drift", "withdrawn", None),
        ("quote", "withdrawn", None),
    ]
    assert settled(old)[:2] == ("superseded", None)
    assert list(Quote.objects.filter(withdrawn_reason=None)) == [there]
    assert Version.objects.count() == 2


@pytest.mark.parametrize("step", STEPS)
def test_of_a_quote_that_was_withdrawn_nobody_says_more(late, withdraw, settle, step):
    old, _ = late
    withdraw(old)
    with pytest.raises(IllegalTransition):
        settle(old, step)
    assert settled(old) == QUOTED
