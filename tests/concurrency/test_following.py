"""Quotes made on a text while its article gets new versions: each is followed or queued."""

import random
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.core.errors import DomainError, IllegalTransition
from factstore.core.retries import retried
from factstore.ledger.actions import change
from factstore.ledger.verification import findings
from factstore.quotes import actions
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Version

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = [f"sentence{n:02} tells of thing{n:02} and more" for n in range(24)]
TEXT = ". ".join(WORDS)
VERSIONS = 4
KEPT = "sentence02"
"""Words that the second version changes, and nobody withdraws."""


def revised(number):
    """Return the text with some words changed, and all of it moved."""
    sentences = [w.replace("tells", "told") if n % 5 == number else w for n, w in enumerate(WORDS)]
    return f"Version {number}. " + ". ".join(sentences)


def run(*works):
    failures = []

    def guarded(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001  handed to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []


@pytest.fixture
def who():
    return {
        "actor": account_actions.create_user(username="ada", writer=True),
        "reason": "a test",
        "origin": "command",
    }


@pytest.fixture
def first(who):
    with change(**who):
        article = source_actions.create_article(CaptureRecord(language="en"), text=TEXT)
    return article.versions.get()


def test_no_quote_is_forgotten(who, first):
    def quote(own, by_article):
        for words in own:
            named = {"article": first.article_id} if by_article else {"version": first.pk}
            exact = words.split(" tells")[0] if by_article else words
            with change(**who):
                actions.find_or_create(Selector(exact=exact, **named))

    def revise():
        for number in range(2, VERSIONS + 1):
            with change(**who):
                source_actions.add_version(first.article_id, text=revised(number))

    run(
        lambda: quote(WORDS[:8], by_article=False),
        lambda: quote(WORDS[8:16], by_article=False),
        lambda: quote(WORDS[16:], by_article=True),
        revise,
    )
    versions = Version.objects.filter(article=first.article_id)
    assert versions.count() == VERSIONS
    sources = Quote.objects.filter(follows=None)
    assert sources.count() == len(WORDS)
    for version in versions.filter(number__gt=1):
        for source in sources.filter(version__number__lt=version.number):
            chain = {source.pk}
            for _ in range(VERSIONS):
                chain |= {*Quote.objects.filter(follows__in=chain).values_list("pk", flat=True)}
            here = Quote.objects.filter(pk__in=chain, version=version).count()
            queued = Drift.objects.filter(quote__in=chain, version=version).count()
            assert here + queued == 1, (source.exact, version.number)
    assert not Drift.objects.filter(state="open", version__number__lt=VERSIONS).exists()
    assert [str(finding) for finding in findings()] == []


def test_a_drift_is_settled_or_superseded_not_both(who, first):
    with change(**who):
        for words in WORDS:
            actions.find_or_create(Selector(version=first.pk, exact=words))
    with change(**who):
        changed = TEXT.replace(" and more", " or less")
        source_actions.add_version(first.article_id, text=changed)
    drifts = list(Drift.objects.values_list("pk", flat=True))
    assert len(drifts) == len(WORDS)

    def confirm(own):
        for drift in own:
            try:
                with change(**who):
                    actions.confirm_drift(drift, candidate=0, expected=None)
            except IllegalTransition as error:
                assert "superseded" in error.detail  # noqa: PT017  the later version came first

    def revise():
        with change(**who):
            source_actions.add_version(first.article_id, text=f"Three. {changed}")

    run(lambda: confirm(drifts[::2]), lambda: confirm(drifts[1::2]), revise)
    third = Version.objects.get(number=3)
    confirmed = Drift.objects.filter(pk__in=drifts, state="confirmed")
    superseded = Drift.objects.filter(pk__in=drifts, state="superseded")
    assert confirmed.count() + superseded.count() == len(WORDS)
    assert Quote.objects.filter(version=third).count() == confirmed.count()
    assert Drift.objects.filter(version=third, state="open").count() == superseded.count()


def test_what_is_withdrawn_while_a_version_comes_waits_no_more(who, first):
    with change(**who):
        quotes = [
            actions.find_or_create(Selector(version=first.pk, exact=words))[0].pk for words in WORDS
        ]
    changed = TEXT.replace(" and more", " or less")
    with change(**who):
        source_actions.add_version(first.article_id, text=changed)
    barrier = threading.Barrier(3)

    def withdraw(own):
        barrier.wait(60)
        for quote in own:
            with change(**who):
                actions.withdraw_quote(quote, reason="no", expected=None)

    def revise():
        barrier.wait(60)
        with change(**who):
            source_actions.add_version(first.article_id, text=f"Three. {changed}")

    run(lambda: withdraw(quotes[::2]), lambda: withdraw(quotes[1::2]), revise)
    assert not Drift.objects.filter(state="open").exists()
    assert [str(finding) for finding in findings()] == []


def tried(who, work):
    """Do some work in a change, again where it had to give way; be content where it is refused."""

    def once():
        with change(**who):
            work()

    with suppress(DomainError):  # somebody else came first
        retried(once)


def quotes_of_any(who, article, seed):
    """Quote words on any version, or withdraw a quote of any, but of one sentence."""
    chosen = random.Random(seed)  # noqa: S311  no secret
    for _ in range(24):
        version = chosen.choice(Version.objects.filter(article=article))
        words = chosen.choice(WORDS).split(" tells")[0]
        tried(who, partial(actions.find_or_create, Selector(version=version.pk, exact=words)))
        there = Quote.objects.filter(withdrawn_reason=None).exclude(exact__startswith=KEPT)
        quote = chosen.choice(there)
        tried(who, partial(actions.withdraw_quote, quote.pk, reason="no", expected=None))


def decisions(who, decided, over):
    """Confirm what waits until it is over; tell of the first that was confirmed."""
    while not over.wait(0.01):
        for drift in Drift.objects.filter(state="open").order_by("?")[:1]:
            tried(who, partial(actions.confirm_drift, drift.pk, candidate=0, expected=None))
        if Drift.objects.filter(state="confirmed").exists():
            decided.set()


def test_all_at_once_forgets_no_quote(who, first):
    """Versions, quotes of any of them, withdrawals and decisions."""
    with change(**who):
        for words in WORDS[::2]:
            actions.find_or_create(Selector(version=first.pk, exact=words))
    decided, over = threading.Event(), threading.Event()

    def revise():
        try:
            for number in range(2, VERSIONS + 2):
                text = revised(number)
                tried(who, partial(source_actions.add_version, first.article_id, text=text))
                decided.wait(60)  # the second version lets the kept sentence drift
        finally:
            over.set()

    quoting = [partial(quotes_of_any, who, first.article_id, seed) for seed in (1, 2)]
    run(revise, *quoting, partial(decisions, who, decided, over))
    assert Version.objects.filter(article=first.article_id).count() == VERSIONS + 1
    assert Quote.objects.exclude(follows=None).count() > len(WORDS)
    assert Drift.objects.filter(new_quote__isnull=False).exists()
    assert [str(finding) for finding in findings()] == []


def test_a_place_that_is_quoted_while_a_late_quote_is_followed_to_it(who, first):
    """Two callers begin at once; whichever comes second finds the other's quote there."""
    with change(**who):
        second = source_actions.add_version(first.article_id, text=revised(2))
    words = [w for n, w in enumerate(WORDS) if n % 5 != 2]
    barrier = threading.Barrier(2)

    def quote(version):
        for exact in words:
            barrier.wait(60)
            with change(**who):
                actions.find_or_create(Selector(version=version.pk, exact=exact))

    run(lambda: quote(first), lambda: quote(second))
    followed = Quote.objects.filter(version=second, follows__version=first).count()
    settled = Drift.objects.filter(state="quoted", new_quote__version=second).count()
    assert followed + settled == len(words) == Quote.objects.filter(version=second).count()
    assert [str(finding) for finding in findings()] == []
