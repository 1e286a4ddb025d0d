"""Waiting for the next change: PostgreSQL tells when one is committed (LISTEN / NOTIFY).

Whoever waits holds a thread of the server and a connection to the database, so few may at once.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from factstore.core.places import EXPORTS, FEED_WAITERS

CHANNEL = "factstore_changes"
RETRY_SECONDS = 2
"""What whoever may not wait is asked to let pass before asking again."""

Answer = TypeVar("Answer")

LOOK_SECONDS = 1.0
"""How long an export that begins stands beside somebody who waits."""


def answer(
    read: Callable[[], Answer], *, is_empty: Callable[[Answer], bool], seconds: float
) -> tuple[Answer, bool]:
    """Return what `read` gives as soon as it is not empty, or after `seconds`, and whether waited.

    False: as many wait in this process as may (`FEED_WAITERS`), or an export runs in it; the answer
    is that of now.
    """
    deadline = time.monotonic() + seconds
    found = read()
    if not is_empty(found) or seconds <= 0:
        return found, True
    with _place() as free:
        if not free:
            return found, False
        with _listening() as wait:
            # What was committed before the listening began told nobody.
            found = read()
            while is_empty(found) and (left := deadline - time.monotonic()) > 0:
                if EXPORTS.held:
                    return found, False
                if wait(min(left, LOOK_SECONDS)):
                    found = read()
    return found, True


@contextmanager
def _place() -> Iterator[bool]:
    if EXPORTS.held or not FEED_WAITERS.take():
        yield False
        return
    try:
        yield True
    finally:
        FEED_WAITERS.give_back()


@contextmanager
def _listening() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits so many seconds for a change, and tells whether one came."""
    parameters = connection.get_connection_params()
    raw = connection.get_new_connection(parameters)
    try:
        raw.autocommit = True
        raw.execute(f"LISTEN {CHANNEL}")

        def wait(seconds: float) -> bool:
            return seconds > 0 and any(True for _ in raw.notifies(timeout=seconds, stop_after=1))

        yield wait
    finally:
        raw.close()
