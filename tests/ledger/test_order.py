"""Position order is commit order, with real threads and real transactions."""

import threading

import pytest
from django.db import connection

from factstore.ledger import actions as ledger_actions
from factstore.ledger.models import Change, Revision
from factstore.sources import actions as source_actions
from tests.ledger.test_changes import verify_chain

THREADS, CHANGES = 4, 25


def race(*workers):
    """Run the workers at once, each with its own connection; raise what any of them raised."""
    start, failures = threading.Barrier(len(workers)), []

    def run(worker):
        try:
            start.wait(60)
            worker()
        except BaseException as error:  # noqa: BLE001  handed to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]


@pytest.mark.django_db(transaction=True)
def test_positions_are_gapless_and_in_the_order_of_commits(ada):
    seen, done = [], threading.Event()

    def writer(number):
        def write():
            for i in range(CHANGES):
                with ledger_actions.change(actor=ada, reason="race", origin="command"):
                    source_actions.create_publisher(name=f"{number}-{i}")

        return write

    def write_all():
        try:
            race(*(writer(number) for number in range(THREADS)))
        finally:
            done.set()

    def follow():
        """A follower of the feed: what it sees only ever grows at the end."""
        last = 0
        while True:
            over = done.is_set()
            new = list(
                Change.objects.filter(position__gt=last)
                .order_by("position")
                .values_list("position", flat=True)
            )
            seen.extend(new)
            last = new[-1] if new else last
            if over and not new:
                return

    race(write_all, follow)
    assert seen == list(range(1, THREADS * CHANGES + 1))
    assert verify_chain() == THREADS * CHANGES
    assert Revision.objects.current("publisher").count() == THREADS * CHANGES


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_one_thing_overwrite_nothing(ada):
    with ledger_actions.change(actor=ada, reason="r", origin="command"):
        publisher = source_actions.create_publisher(name="x")
    outcomes = []

    def edit(name):
        def write():
            from factstore.core.errors import Conflict

            try:
                with ledger_actions.change(actor=ada, reason=name, origin="command"):
                    source_actions.update_publisher(
                        publisher.pk, {"description": name}, expected=frozenset({1})
                    )
                outcomes.append(name)
            except Conflict as conflict:
                outcomes.append(conflict.etag)

        return write

    race(*(edit(name) for name in ("a", "b", "c", "d")))
    winners = [outcome for outcome in outcomes if outcome in {"a", "b", "c", "d"}]
    assert len(winners) == 1
    assert sorted(outcome for outcome in outcomes if outcome not in winners) == ['"2.2"'] * 3
    publisher.refresh_from_db()
    assert publisher.description == winners[0]


@pytest.mark.django_db(transaction=True)
def test_two_who_quote_the_same_words_get_one_quote(ada):
    from factstore.quotes import actions as quote_actions
    from factstore.quotes.selectors import Selector
    from factstore.sources.actions import CaptureRecord

    with ledger_actions.change(actor=ada, reason="r", origin="command"):
        article = source_actions.create_article(CaptureRecord(language="en"), text="the words")
    found = []

    def quote():
        with ledger_actions.change(actor=ada, reason="r", origin="command"):
            row, is_new = quote_actions.find_or_create(Selector(article=article.pk, exact="words"))
        found.append((row.pk, is_new))

    race(*[quote] * 4)
    assert len({pk for pk, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_is_not_withdrawn_while_it_is_quoted(ada):
    from factstore.core.errors import InUse, Invalid
    from factstore.quotes import actions as quote_actions
    from factstore.quotes.selectors import Selector
    from factstore.sources.actions import CaptureRecord

    def change():
        return ledger_actions.change(actor=ada, reason="r", origin="command")

    for i in range(10):
        with change():
            article = source_actions.create_article(CaptureRecord(language="en"), text=f"word {i}")
        outcomes = []

        def attempt(action, refusal, outcomes=outcomes):
            def run():
                try:
                    with change():
                        action()
                except refusal:
                    outcomes.append("refused")
                else:
                    outcomes.append("done")

            return run

        words = Selector(article=article.pk, exact="word")
        race(
            attempt(lambda words=words: quote_actions.find_or_create(words), Invalid),
            attempt(
                lambda article=article: source_actions.withdraw_article(
                    article.pk, reason="error", expected=None
                ),
                InUse,
            ),
        )
        assert sorted(outcomes) == ["done", "refused"]
