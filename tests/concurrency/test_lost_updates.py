"""Eight writers on the same things at once, by every door: no update is lost.

`FACTSTORE_EDITS` sets how many edits are made together; a few hundred by default, so that the suite
stays quick. `pytest -s` shows what each door took.
"""

import os
import statistics
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from rest_framework.test import APIClient

from factstore.accounts import actions as account_actions
from factstore.core.errors import Conflict
from factstore.entities import actions as entity_actions
from factstore.entities.models import Entity
from factstore.ledger.actions import change
from factstore.ledger.models import Change, Revision
from tests.editing import fields, sign_in

EDITS = int(os.environ.get("FACTSTORE_EDITS", "240"))
SHARED = 16
DOORS = ("api", "api", "api", "admin", "admin", "command", "command", "command")


class Writer(threading.Thread):
    """Adds one to the counter in an entity's description, over and over, by one door.

    Each edit reads, adds and writes what it read plus one; a conflict means reading again.
    """

    def __init__(self, door, user, entities, edits):
        super().__init__()
        self.door, self.user, self.entities, self.edits = door, user, entities, edits
        self.made, self.conflicts, self.failure = Counter(), 0, None
        self.took = []  # seconds of each edit, with what was read again

    def run(self):
        try:
            self.edit = getattr(self, f"by_{self.door}")()
            for i in range(self.edits):
                entity = self.entities[i % len(self.entities)]
                began = time.perf_counter()
                while not self.edit(entity):
                    self.conflicts += 1
                self.took.append(time.perf_counter() - began)
                self.made[entity] += 1
        except Exception as error:  # noqa: BLE001  told by the test
            self.failure = error
        finally:
            connection.close()

    def by_api(self):
        client = APIClient()
        _, key = account_actions.create_token(user=self.user, name=self.name)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")

        def edit(entity):
            read = client.get(f"/api/v1/entities/{entity}")
            count = int(read.json()["description"]) + 1
            answer = client.patch(
                f"/api/v1/entities/{entity}",
                {"description": str(count), "reason": "counted by a program"},
                HTTP_IF_MATCH=read["ETag"],
            )
            assert answer.status_code in {200, 412}, answer.content
            return answer.status_code == 200

        return edit

    def by_admin(self):
        client = sign_in(self.user)

        def edit(entity):
            url = f"/admin/entities/entity/{entity}/change/"
            data = fields(client.get(url))
            data |= {"description": str(int(data["description"]) + 1), "reason": "counted by hand"}
            answer = client.post(url, data)
            assert answer.status_code in {200, 302}, answer.content
            return answer.status_code == 302

        return edit

    def by_command(self):
        def edit(entity):
            current = Revision.objects.current("entity").get(object_id=entity)
            count = int(Entity.objects.get(pk=entity).description) + 1
            try:
                with change(actor=self.user, reason="counted by a command", origin="command"):
                    entity_actions.update_entity(
                        entity,
                        {"description": str(count)},
                        expected=frozenset({current.content_revision}),
                    )
            except Conflict:
                return False
            return True

        return edit


def tell(writers, seconds):
    print(f"\n{EDITS} edits in {seconds:.1f} s")  # noqa: T201  asked for with -s
    for door in sorted(set(DOORS)):
        of_door = [writer for writer in writers if writer.door == door]
        took = [1000 * one for writer in of_door for one in writer.took]
        p50, p99 = (statistics.quantiles(took, n=100)[at] for at in (49, 98))
        conflicts = sum(writer.conflicts for writer in of_door)
        told = f"{conflicts} read again, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
        print(f"{door:8} {len(took)} edits, {told}")  # noqa: T201  asked for with -s


@pytest.mark.django_db(transaction=True)
def test_no_update_is_lost_among_eight_writers_by_three_doors():
    users = [account_actions.create_user(username=f"w{i}", writer=True) for i in range(8)]
    with change(actor=users[0], reason="counters", origin=Change.Origin.COMMAND):
        entities = [
            entity_actions.create_entity(kind="other", name=f"counter {i}", description="0").pk
            for i in range(SHARED)
        ]
    writers = [
        Writer(door, user, entities, EDITS // len(DOORS))
        for door, user in zip(DOORS, users, strict=True)
    ]
    began = time.perf_counter()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    tell(writers, time.perf_counter() - began)
    assert [writer.failure for writer in writers if writer.failure] == []
    made = sum((writer.made for writer in writers), Counter())
    assert sum(made.values()) == EDITS // len(DOORS) * len(DOORS)
    for entity in entities:
        assert int(Entity.objects.get(pk=entity).description) == made[entity]
        revisions = Revision.objects.filter(kind="entity", object_id=entity)
        assert revisions.count() == made[entity] + 1
    # It was a race: writers met, were refused, read again, and nothing of it shows.
    assert sum(writer.conflicts for writer in writers) > 0
    changes = Change.objects.order_by("position")
    assert [c.position for c in changes] == list(range(1, len(changes) + 1))
    assert all(c.reason for c in changes)
