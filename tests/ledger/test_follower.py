"""A follower that starts from a snapshot and is killed at random ends up with the store's bytes."""

import itertools
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.entities import actions as entity_actions
from factstore.facts import actions
from factstore.ledger.models import Revision
from factstore.sources import actions as source_actions
from tests import stores
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import by, record_fact

FOLLOW = Path(__file__).parent.parent.parent / "docs" / "examples" / "follow.py"
SECONDS = 8
"""The least; on a busy machine it takes longer until enough was written and killed."""
SEED = 20240621


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


@pytest.fixture
def server(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


def write_facts(rng, ids, number):
    """Record a fact, accepted or not, and withdraw one now and then."""
    fact_id = record_fact(bodies.event(ids, f"asked {number}"), accept=rng.random() < 0.7)
    if rng.random() < 0.2:
        with by("reviewer"):
            actions.withdraw_fact(fact_id, reason="mistaken", expected=None)


def write_names(rng, ids, number):
    """Rename what documents mention."""
    with by():
        if rng.random() < 0.5:
            source_actions.update_publisher(ids["herald"], {"name": f"H{number}"}, expected=None)
        else:
            name = {"name": f"Joe {number} Biden"}
            entity_actions.update_entity(ids["biden"], name, expected=None)


def write_publishers(rng, ids, number):
    """Record publishers in changes of several; withdraw one now and then."""
    with by():
        for part in range(rng.randrange(1, 5)):
            publisher = source_actions.create_publisher(name=f"Publisher é {number} {part}")
    if rng.random() < 0.3:
        with by():
            source_actions.withdraw_publisher(publisher.pk, reason="mistaken", expected=None)


def in_thread(failures, work):
    def run():
        try:
            work()
        except BaseException as error:  # noqa: BLE001  handed to the test
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def writing(write, rng, ids, until):
    def work():
        for number in itertools.count():
            if until.is_set():
                return
            write(rng, ids, number)
            time.sleep(rng.uniform(0, 0.03))

    return work


def following(command, environment, rng, until, kills):
    """Start the follower and kill it, again and again."""

    def work():
        while not until.is_set():
            process = subprocess.Popen([*command, "5"], env=environment)
            time.sleep(rng.uniform(0.15, 0.9))
            process.kill()
            process.wait()
            kills.append(process.returncode)

    return work


def held(file):
    with sqlite3.connect(file) as copy:
        rows = copy.execute("SELECT kind, id, text FROM document").fetchall()
    copy.close()
    return {(kind, object_id): text for kind, object_id, text in rows}


def stored(*, accepted_only):
    rows = Revision.objects.filter(to_position=None)
    said = {(row.kind, str(row.object_id)): row.document for row in rows}
    if not accepted_only:
        return said
    return {
        key: text for key, text in said.items()
        if key[0] != "fact" or '"status":"accepted"' in text
    }  # fmt: skip


def has_enough():
    return len(stored(accepted_only=False)) > len(stored(accepted_only=True)) > 40


def test_a_follower_that_is_killed_at_random_holds_the_store_s_bytes(server, tmp_path):
    editor = account_actions.create_user(username="eve", role=Role.EDITOR)
    _, token = account_actions.create_token(user=editor, name="follower")
    bare = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    followers = {
        "reader": bare,
        "editor": {**bare, "FACTSTORE_TOKEN": token},
    }
    commands = {n: [sys.executable, FOLLOW, server, tmp_path / f"{n}.sqlite"] for n in followers}
    ids, until, failures, kills = desk_ids(), threading.Event(), [], []
    works = [
        *(
            writing(write, random.Random(SEED + i), ids, until)  # noqa: S311  no secret
            for i, write in enumerate((write_facts, write_names, write_publishers))
        ),
        *(
            following(commands[name], environment, random.Random(f"{SEED} {name}"), until, kills)  # noqa: S311  no secret
            for name, environment in followers.items()
        ),
    ]
    threads = [in_thread(failures, work) for work in works]
    time.sleep(SECONDS)
    latest = time.monotonic() + 120
    while (len(kills) < 10 or not has_enough()) and time.monotonic() < latest:
        time.sleep(0.2)
    until.set()
    for thread in threads:
        thread.join(120)
    assert failures == []
    for name, environment in followers.items():
        subprocess.run(commands[name], env=environment, check=True, timeout=180)
    assert len(kills) >= 10
    assert held(tmp_path / "reader.sqlite") == stored(accepted_only=True)
    assert held(tmp_path / "editor.sqlite") == stored(accepted_only=False)
    assert has_enough()
