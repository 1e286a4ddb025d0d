"""A store with the fact types, a few entities and one short article."""

from pathlib import Path

import pytest

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User


@pytest.fixture
def ada(db: None) -> User:
    """Ada edits."""
    return account_actions.create_user(username="ada", writer=True)
