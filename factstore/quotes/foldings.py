"""Folded texts, kept in memory for the next quote of the same text."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from factstore.quotes.folding import Folded, fold

MOST_KEPT = 4_000_000
"""Code points of all the texts that one process keeps folded; a longer text is never kept."""


class Foldings:
    """Folded texts by name, the least recently used forgotten first; for many threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """`most`: code points of all texts together."""
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[str, Folded]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, digest: str, text: str) -> Folded:
        """Return `text` folded. One kept under this name with another digest is forgotten."""
        with self._lock:
            digest_kept, folded = self._kept.get(name, ("", None))
            if folded is not None and digest_kept == digest:
                self._kept.move_to_end(name)
                return folded
        folded = fold(text)
        with self._lock:
            self._kept.pop(name, None)
            if len(text) <= self._most:
                self._kept[name] = digest, folded
            while sum(len(kept.text) for _, kept in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return folded

    def __len__(self) -> int:
        return len(self._kept)
