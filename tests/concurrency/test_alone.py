"""Changes that run alone: none is open beside them, and none begins before they end."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from factstore.accounts.models import User
from factstore.entities import actions as entity_actions
from factstore.ledger.actions import change
from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources.redaction import redact_version
from tests import stores
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids

SOON = 0.3
"""Seconds after which what has not happened is taken to be waiting."""
PATIENCE = 120
"""Seconds in which what is not held up happens, on a busy machine as well."""


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    """A store of its own, where writes are committed."""
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


def by(username, **kwargs):
    origin = kwargs.pop("origin", "command")
    actor = User.objects.get(username=username)
    return change(actor=actor, reason="a test", origin=origin, **kwargs)


class Held(threading.Thread):
    """Opens a change, writes in it, and keeps it open until it is let go."""

    def __init__(self, write, **kwargs):
        super().__init__()
        self.write, self.kwargs = write, kwargs
        self.wrote, self.go, self.failure = threading.Event(), threading.Event(), None
        self.start()

    def run(self):
        try:
            with by("curator", **self.kwargs):
                self.write()
                self.wrote.set()
                self.go.wait(PATIENCE)
        except Exception as error:  # noqa: BLE001  told by the test
            self.failure = error
        finally:
            self.wrote.set()
            connection.close()

    def end(self):
        self.go.set()
        self.join(PATIENCE)
        assert self.failure is None


def entity(name):
    return lambda: entity_actions.create_entity(kind="other", name=name)


def test_it_waits_for_open_changes_and_holds_up_new_ones(db):
    first = Held(entity("first"))
    assert first.wrote.wait(PATIENCE)
    beside = Held(entity("beside"))
    assert beside.wrote.wait(PATIENCE)  # two that share do not wait for each other
    alone = Held(entity("alone"), alone=True)
    assert not alone.wrote.wait(SOON)
    first.end()
    assert not alone.wrote.wait(SOON)
    beside.end()
    assert alone.wrote.wait(PATIENCE)
    after = Held(entity("after"))
    assert not after.wrote.wait(SOON)
    alone.end()
    assert after.wrote.wait(PATIENCE)
    after.end()


def test_raw_sql_waits_as_well(db):
    alone = Held(entity("alone"), alone=True)
    assert alone.wrote.wait(PATIENCE)
    user = User.objects.get(username="curator").pk
    insert = (
        "INSERT INTO ledger_change (id, actor_id, reason, origin, depth)"
        " VALUES (gen_random_uuid(), %s, 'raw', 'command', 0)"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300ms'")
        try:
            with pytest.raises(Exception, match="statement timeout"):
                cursor.execute(insert, [user])
        finally:
            cursor.execute("RESET statement_timeout")
    alone.end()


def test_words_that_are_quoted_while_they_are_redacted_are_blotted_out(db):
    ids = desk_ids()
    quoting = Held(
        lambda: quote_actions.find_or_create(
            Selector(article=UUID(ids["main"]), exact=bodies.ASKED)
        )
    )
    assert quoting.wrote.wait(PATIENCE)

    def redact():
        from factstore.sources.models import Version

        version = Version.objects.get(article=ids["main"])
        redact_version(version.pk, None, expected=None)

    redacting = Held(redact, origin="redaction")
    assert not redacting.wrote.wait(SOON)
    quoting.end()
    assert redacting.wrote.wait(PATIENCE)
    redacting.end()
    assert set(Quote.objects.get(version__article=ids["main"]).exact) == {"█"}
