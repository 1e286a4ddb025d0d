"""Doing work again that the database broke off because it and other work waited for each other.

Source: PostgreSQL, 13.5 (a transaction that ends with SQLSTATE 40001 or 40P01 may be retried).
"""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, SerializationFailure

Result = TypeVar("Result")

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds that lie between the attempts at the most; after the last one the error is passed on."""

logger = logging.getLogger(__name__)


def gave_way(error: OperationalError) -> bool:
    """Tell whether the transaction was broken off so that another one could go on."""
    return isinstance(error.__cause__, DeadlockDetected | SerializationFailure)


def retried(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, beginning anew where it had to give way to others.

    `work` opens its own transaction, so that nothing is left of an attempt that was broken off.
    Inside a transaction of the caller's it is done once.
    """
    for pause in PAUSES:
        try:
            return work()
        except OperationalError as error:
            if connection.in_atomic_block or not gave_way(error):
                raise
            logger.warning("done again after it gave way: %s", error)
        # Not all at the same moment, or they meet again.
        time.sleep(random.uniform(0, pause))  # noqa: S311  no secret
    return work()
