"""Letting a user go: the person is gone, the record is not."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from rest_framework.exceptions import AuthenticationFailed

from factstore.accounts import actions as account_actions
from factstore.accounts.authentication import TokenAuthentication
from factstore.accounts.models import User
from factstore.core.errors import IllegalTransition
from factstore.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return account_actions.create_user(username="root", role=Role.ADMINISTRATOR)


def test_name_address_password_and_rights_are_gone(ada, root):
    ada.first_name, ada.last_name, ada.email = "Ada", "Lovelace", "ada@example.org"
    ada.is_staff = True
    ada.set_password("a long sentence")
    ada.save()
    _, key = account_actions.create_token(user=ada, name="Ada's laptop")
    LogEntry.objects.create(
        user=root,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(ada.pk),
        object_repr="ada",
        action_flag=CHANGE,
    )
    account_actions.pseudonymise_user(ada)
    gone = User.objects.get(pk=ada.pk)
    assert gone.username == f"deleted-{ada.pk.hex[-12:]}"
    assert (gone.first_name, gone.last_name, gone.email) == ("", "", "")
    assert (gone.is_active, gone.is_staff, gone.has_usable_password()) == (False, False, False)
    assert gone.role == Role.READER
    assert not gone.groups.exists()
    assert [t.name for t in gone.auth_token_set.all()] == ["revoked"]
    assert LogEntry.objects.get().object_repr == gone.username
    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate_credentials(key.encode())


def test_the_name_is_free_again(ada):
    account_actions.pseudonymise_user(ada)
    assert account_actions.create_user(username="ada").pk != ada.pk


def test_going_twice_changes_nothing(ada):
    first = account_actions.pseudonymise_user(ada).username
    assert account_actions.pseudonymise_user(ada).username == first


def test_one_administrator_stays(root):
    with pytest.raises(IllegalTransition):
        account_actions.pseudonymise_user(root)
    account_actions.create_user(username="second", role=Role.ADMINISTRATOR)
    account_actions.pseudonymise_user(root)
    assert not User.objects.get(pk=root.pk).is_superuser


def test_no_user_is_ever_deleted(ada):
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        User.objects.filter(pk=ada.pk).delete()
