"""Long answers hold a thread of the server each: how many may, and who makes way for whom."""

import threading

from django.conf import settings


class Places:
    """Up to `most` places, in one process."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """How many are taken."""
        return self._held

    def take(self) -> bool:
        """Take a place; False: none is free."""
        with self._lock:
            free = self._held < self._most
            self._held += free
        return free

    def give_back(self) -> None:
        with self._lock:
            self._held -= 1


FEED_WAITERS = Places(settings.FEED_WAITERS)
EXPORTS = Places(settings.EXPORTS)
"""They go before: while one runs, nobody waits for the feed, and a thread stays for the others."""
