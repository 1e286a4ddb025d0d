"""Counting independent origins: articles that go back to one report are one origin."""

from collections.abc import Sequence


def independent_origins(accounts: Sequence[frozenset[str]]) -> int:
    """Return into how many groups the accounts of a fact fall.

    An account is what one article tells; its keys name the article, its publisher and the outlets
    it relays, in one name space of the caller's. Accounts that share a key are one group, also by
    way of others. An account without keys is a group of its own.
    """
    parents = list(range(len(accounts)))
    first_with: dict[str, int] = {}
    for number, keys in enumerate(accounts):
        for key in keys:
            _unite(parents, number, first_with.setdefault(key, number))
    return sum(parent == number for number, parent in enumerate(parents))


def _unite(parents: list[int], one: int, other: int) -> None:
    parents[_root(parents, one)] = _root(parents, other)


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        # Halving the path keeps long chains cheap (Tarjan and van Leeuwen, 1984).
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number
