"""Exports under the web server of `make run`: slow clients, and ends that clients notice."""

import http.client
import json
import socket
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests import stores
from tests.clients.conftest import _granian
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.reading import locked
from tests.facts.recording import by

pytestmark = pytest.mark.running
EXPORT = "/api/v1/facts/export"
FACTS = 300
"""With 10,000 characters each, more than lies between a server and a client that does not read."""


def long_facts():
    from factstore.accounts.models import User
    from factstore.facts import actions
    from factstore.facts.api.drafting import fact_draft
    from factstore.facts.api.write_serializers import FactCreate

    ids = desk_ids()
    facts = []
    with by():
        curator = User.objects.get(username="curator")
        for number in range(FACTS):
            serializer = FactCreate(data=bodies.event(ids, f"{'long ' * 1990}{number}"))
            serializer.is_valid(raise_exception=True)
            fact = actions.create_fact(fact_draft(serializer.validated_data), actor=curator)
            facts.append(fact.id)
    with by("reviewer"):
        for fact in facts:
            actions.accept_fact(fact, expected=None)


@pytest.fixture
def server(django_db_setup, django_db_blocker, tmp_path):
    """Gives up statements after three seconds, and sends two facts at a time."""
    application = "tests.facts.small_pages:application"
    options = "?options=-c%20statement_timeout%3D3000"
    with django_db_blocker.unblock(), stores.copy(*DESK):
        long_facts()
        with _granian(tmp_path, application=application, options=options) as address:
            yield urlsplit(address)


@pytest.fixture
def db(server):
    """Nothing of its own."""


class SlowClient(http.client.HTTPConnection):
    """Keeps little of what it does not read."""

    def connect(self):
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sock.settimeout(120)
        self.sock.connect((self.host, self.port))


def ask(server, path=EXPORT, client=http.client.HTTPConnection):
    connection = client(server.hostname, server.port, timeout=120)
    connection.request("GET", path)
    return connection, connection.getresponse()


def read(server, path):
    connection, response = ask(server, path)
    with closing(connection):
        return response.status, response.read()


def test_slow_clients_and_errors(db, server):
    status, whole = read(server, EXPORT)
    assert (status, whole.count(b"\n")) == (200, FACTS)

    # Whoever does not read on holds one place, and leaves a thread to the others.
    slow, response = ask(server, client=SlowClient)
    with closing(slow):
        assert response.read(1) == whole[:1]
        time.sleep(1)
        status, said = read(server, EXPORT)
        assert (status, json.loads(said)["code"]) == (429, "too_many_requests")
        head = json.loads(read(server, "/api/v1/changes")[1])["head"]
        started = time.monotonic()
        page = json.loads(read(server, f"/api/v1/changes?after={head}&wait=20")[1])
        assert page["retry_after"] == 2
        assert time.monotonic() - started < 18
    deadline = time.monotonic() + 120
    while read(server, f"{EXPORT}?type=aid")[0] == 429 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert read(server, f"{EXPORT}?type=aid") == (200, b"")

    # An error of the database in the middle: the client sees that not all came.
    slow, response = ask(server, client=SlowClient)
    with closing(slow):
        assert int(response.headers["Content-Length"]) == len(whole)
        with locked("facts_facet", wait="0"), pytest.raises(http.client.IncompleteRead) as broken:
            response.read()
        assert whole.startswith(broken.value.partial)
        assert len(broken.value.partial) > 0
    assert read(server, EXPORT) == (200, whole)
