"""Properties are tried on the demonstration, unless a file says otherwise."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import stores


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), stores.lend(*stores.DEMO):
        yield
