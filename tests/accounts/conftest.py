import pytest
from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from factstore.accounts import actions as account_actions
from factstore.accounts.models import WRITERS


@pytest.fixture
def ada(db):
    """Ada edits."""
    return account_actions.create_user(username="ada", writer=True)


@pytest.fixture
def ben(db):
    """Ben reads."""
    return account_actions.create_user(username="ben", writer=False)


@pytest.fixture
def client(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # whitenoise warns where there is none
    return APIClient()


@pytest.fixture
def writers(db):
    return Group.objects.get(name=WRITERS)
