"""Stores of their own for the tests of histories that are about facts."""

from collections.abc import Callable
from typing import Any

import pytest

from factstore.sources import actions as source_actions


@pytest.fixture
def renamed(record: Callable[..., Any]) -> Callable[..., Any]:
    """Record a publisher that is called each of these names in turn; returns it."""

    def make(*names: str) -> Any:
        with record("first"):
            publisher = source_actions.create_publisher(name=names[0])
        for name in names[1:]:
            with record(f"now {name}"):
                source_actions.update_publisher(publisher.pk, {"name": name}, expected=None)
        return publisher

    return make
