"""What is being recorded while a text is redacted repeats none of its words."""

import threading
import time

import pytest
from django.db import connection, transaction

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.entities import actions as entity_actions
from factstore.ledger.actions import change
from factstore.ledger.models import Revision
from factstore.sources.models import Version
from factstore.sources.redaction import redact_version
from tests import stores
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import by, record_fact

WORDS = "anywhere inside Russia"


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


def somebody_waits():
    """Whether anyone in this store waits for a lock that another holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() != (0,)


def test_a_fact_recorded_anew_meanwhile_keeps_no_redacted_words(db):
    ids = desk_ids()
    record_fact(bodies.permission(ids))
    root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
    version = Version.objects.get(article=ids["main"])
    recorded, go_on, failures = threading.Event(), threading.Event(), []

    def rename():
        try:
            with transaction.atomic():
                with by():
                    entity_actions.update_entity(ids["us"], {"name": "USA"}, expected=None)
                recorded.set()  # with the fact that names it, and not committed
                go_on.wait(60)
        except Exception as error:  # noqa: BLE001  handed to the test
            failures.append(error)
        finally:
            connection.close()

    def redact():
        try:
            with change(actor=root, reason="order", origin="redaction", alone=True):
                redact_version(version.pk, None, expected=None)
        except Exception as error:  # noqa: BLE001  handed to the test
            failures.append(error)
        finally:
            connection.close()

    renaming, redacting = threading.Thread(target=rename), threading.Thread(target=redact)
    renaming.start()
    assert recorded.wait(60)
    redacting.start()
    while redacting.is_alive() and not somebody_waits():
        time.sleep(0.01)
    go_on.set()
    renaming.join(60)
    redacting.join(60)
    assert failures == []
    assert Revision.objects.filter(kind="fact").count() > 2
    assert not Revision.objects.filter(document__contains=WORDS).exists()
