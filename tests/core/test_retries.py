"""Doing work again that gave way to other work, a bounded number of times."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from factstore.core import retries
from factstore.core.retries import retried


def lock(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1, %s)", [number])


@pytest.mark.django_db(transaction=True)
def test_two_that_wait_for_each_other_both_end():
    met, attempts, ended = threading.Barrier(2), [], []

    def cross(first, second):
        def work():
            attempts.append(first)
            with transaction.atomic():
                lock(first)
                if len(attempts) <= 2:
                    met.wait(60)
                lock(second)
            return first

        ended.append(retried(work))
        connection.close()

    threads = [threading.Thread(target=cross, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(ended) == [1, 2]
    assert len(attempts) == 3


def gives_way(attempts, cause):
    attempts.append(1)
    raise OperationalError("given up") from cause


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("cause", "expected"), [(DeadlockDetected("met"), 6), (ValueError("another"), 1)]
)
def test_it_is_given_up_in_the_end(monkeypatch, cause, expected):
    monkeypatch.setattr(retries, "PAUSES", (0,) * len(retries.PAUSES))
    attempts = []
    with pytest.raises(OperationalError):
        retried(lambda: gives_way(attempts, cause))
    assert len(attempts) == expected


@pytest.mark.django_db
def test_inside_a_transaction_it_is_done_once():
    attempts = []
    with pytest.raises(OperationalError), transaction.atomic():
        retried(lambda: gives_way(attempts, DeadlockDetected("met")))
    assert len(attempts) == 1
