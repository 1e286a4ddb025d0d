"""Waiting for the feed under the web server of `make run`: who waits takes no thread too many."""

import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from factstore.ledger import feed
from factstore.ledger.listening import CHANNEL
from factstore.sources import actions as source_actions
from tests import stores
from tests.clients.conftest import _granian
from tests.facts.conftest import DESK
from tests.facts.recording import by

pytestmark = pytest.mark.running
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


def ask(address):
    """Return the answer, and how many seconds it took."""
    started = time.monotonic()
    with DIRECT.open(address, timeout=60) as response:
        return json.load(response), time.monotonic() - started


def somebody_listens():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query = %s",
            [f"LISTEN {CHANNEL}"],
        )
        return cursor.fetchone() != (0,)


def test_one_waits_the_others_are_answered_at_once(db, tmp_path):
    head = feed.head()[0]
    with _granian(tmp_path) as server, ThreadPoolExecutor() as pool:
        ask(f"{server}/api/v1/facts?limit=1")
        path = f"{server}/api/v1/changes?after={head}&wait=30"
        first = pool.submit(ask, path)
        while not (first.done() or somebody_listens()):
            time.sleep(0.05)
        for _ in range(3):
            page, seconds = ask(path)
            assert (page["results"], page["retry_after"]) == ([], 2)
            assert seconds < 10
            assert ask(f"{server}/api/v1/facts?limit=1")[1] < 10
        assert not first.done()
        with by():
            source_actions.create_publisher(name="late")
        started = time.monotonic()
        page, _ = first.result(60)
        assert time.monotonic() - started < 10
        assert [change["position"] for change in page["results"]] == [head + 1]
