"""`follow_quotes`: what was quoted on replaced versions before the store followed quotes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from config.prepare import UPGRADES
from factstore.ledger.models import Change
from factstore.quotes import actions
from factstore.quotes.actions import upgrading
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from tests.quotes.test_drifts import ONE, found
from tests.quotes.test_drifts import article as _article
from tests.quotes.test_drifts import revise as _revise

article, revise = _article, _revise
CHANGED, KEPT, GONE = "Four US officials confirmed", "The Kremlin said", "asked for a vote"


def run(command, **options):
    output = StringIO()
    call_command(command, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def older(article, revise, record):
    """Return a function that records an article of three versions, its first quoted of old."""

    def make(text=ONE):
        own = article(text=text)
        after = text.replace("Four", "Five").replace(GONE, "went home")
        versions = [own.versions.get(), revise(own, after), revise(own, f"Three. {after}")]
        with record():
            Quote.objects.bulk_create(
                Quote(version=versions[0], start=at, end=at + len(exact), exact=exact)
                for exact in (CHANGED, KEPT, GONE)
                for at in [text.index(exact)]
            )
        return versions

    return make


def test_verify_ledger_names_what_was_forgotten(older):
    older()
    with pytest.raises(CommandError, match="3 findings"):
        run("verify_ledger")
    some = Quote.objects.filter(exact=KEPT)
    assert list(some.forgotten()) == list(some)


def test_what_was_forgotten_is_followed_through_all_versions(older):
    _, second, third = older()
    assert run("follow_quotes") == "Followed (3 quotes).\n"
    assert [row[:2] for row in found(second)[0]] == [(KEPT, "same")]
    assert [(row[0], row[1], row[3]) for row in found(second)[1]] == [
        (CHANGED, "changed", "superseded"),
        (GONE, "lost", "superseded"),
    ]
    assert [row[:2] for row in found(third)[0]] == [(KEPT, "moved")]
    assert [(row[0], row[1], row[3]) for row in found(third)[1]] == [
        (CHANGED, "changed", "open"),
        (GONE, "lost", "open"),
    ]
    assert run("verify_ledger").startswith("All is as recorded")
    change = Change.objects.latest("position")
    assert (change.origin, change.reason) == ("upgrade", upgrading.REASON)
    assert change.actor.username == "factstore-system"


def test_nothing_is_done_twice(older):
    older()
    for step in UPGRADES:
        run(step)
    changes = Change.objects.count()
    assert run("follow_quotes") == "All quotes are followed.\n"
    assert run("follow_quotes", verbosity=0) == ""
    assert Change.objects.count() == changes


def test_what_is_known_stays(older, record, ada):
    """The same words were quoted anew in the newest version, and one quote was dropped."""
    _, second, third = older()
    with record():
        newer = actions.find_or_create(Selector(version=third.pk, exact=KEPT))[0]
        changed = Quote.objects.get(exact=CHANGED)
        drift = {"quote": changed, "version": second, "outcome": "lost", "state": "dropped"}
        resolution = {"resolution_reason": "gone", "resolved_by": ada, "resolved_at": Now()}
        Drift.objects.create(**drift, **resolution)
    assert upgrading.follow_older() == 2
    assert Drift.objects.get(version=third, quote__exact=KEPT).new_quote == newer
    assert list(changed.drifts.values_list("state", flat=True)) == ["dropped"]
    assert run("verify_ledger").startswith("All is as recorded")


def test_each_article_is_a_change_and_the_rest_is_done_later(older):
    for number in range(3):
        older(f"{number} {ONE}")
    before = Change.objects.count()

    def break_off(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upgrading.follow_older(progress=break_off)
    assert Change.objects.count() == before + 1
    seen = []
    assert upgrading.follow_older(progress=seen.append) == 6
    assert seen == [3, 6]
    assert Change.objects.count() == before + 3
