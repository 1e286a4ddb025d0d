import pytest
from rest_framework.test import APIClient

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role


@pytest.fixture
def ada(db):
    """Ada edits."""
    return account_actions.create_user(username="ada", role=Role.EDITOR)


@pytest.fixture
def ben(db):
    """Ben reads."""
    return account_actions.create_user(username="ben", role=Role.READER)


@pytest.fixture
def client(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # whitenoise warns where there is none
    return APIClient()
