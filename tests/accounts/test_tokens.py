from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.settings import api_settings

from factstore.accounts import actions as account_actions
from factstore.accounts.authentication import TokenAuthentication
from factstore.accounts.models import Token
from factstore.core.roles import Role

pytestmark = pytest.mark.django_db


def authenticate(header):
    headers = {} if header is None else {"Authorization": header}
    return TokenAuthentication().authenticate(RequestFactory().get("/", headers=headers))


def test_the_api_authenticates_with_these_tokens():
    (used,) = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    assert used is TokenAuthentication


def test_a_token_acts_as_its_user(ada):
    token, key = account_actions.create_token(user=ada, name="import")
    assert authenticate(f"Bearer {key}") == (ada, token)
    assert authenticate(f"bearer {key}") == (ada, token)


def test_only_the_digest_is_stored(ada):
    token, key = account_actions.create_token(user=ada, name="import")
    row = Token.objects.filter(pk=token.pk).values().get()
    assert key not in [str(value) for value in row.values()]
    assert len(row["digest"]) == 128


def test_without_a_token_the_caller_is_anonymous():
    assert authenticate(None) is None


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer fs_0000",
        "Bearer é",
        "Bearer \x00",
        "Token fs_0000",
        "Basic YTpi",
        "fs_0000",
    ],
)
def test_what_is_no_known_token_is_refused(header):
    with pytest.raises(AuthenticationFailed):
        authenticate(header)


def test_a_token_of_which_only_the_beginning_is_right_is_refused(ada):
    _, key = account_actions.create_token(user=ada, name="import")
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {key[:-1]}{'0' if key[-1] != '0' else '1'}")


def test_an_expired_token_is_refused_and_kept(ada):
    token, key = account_actions.create_token(user=ada, name="import", days=1)
    assert authenticate(f"Bearer {key}")
    Token.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {key}")
    assert Token.objects.filter(pk=token.pk).exists()


def test_a_revoked_token_is_refused(ada):
    token, key = account_actions.create_token(user=ada, name="import")
    token.delete()
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {key}")


def test_a_token_of_an_inactive_user_is_refused(ada):
    _, key = account_actions.create_token(user=ada, name="import")
    ada.is_active = False
    ada.save()
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {key}")


def test_authentication_is_one_query(ada, django_assert_num_queries):
    account_actions.create_token(user=ada, name="other", days=1)
    _, key = account_actions.create_token(user=ada, name="import")
    authenticate(f"Bearer {key}")  # notes the use
    with django_assert_num_queries(1):
        authenticate(f"Bearer {key}")


def test_a_token_expires_as_the_settings_say(ada, settings):
    token, _ = account_actions.create_token(user=ada, name="import")
    ttl = settings.REST_KNOX["TOKEN_TTL"]
    assert abs(token.expiry - timezone.now() - ttl) < timedelta(minutes=1)


def test_the_database_refuses_a_token_without_a_name(ada):
    with pytest.raises(IntegrityError, match="accounts_token_name_is_given"), transaction.atomic():
        account_actions.create_token(user=ada, name="")


def test_a_revoked_token_is_kept_and_refused(ada):
    token, key = account_actions.create_token(user=ada, name="import")
    first = account_actions.revoke_token(token).revoked
    assert account_actions.revoke_token(token).revoked == first
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {key}")


def test_use_is_noted_once_a_minute(ada, django_assert_num_queries):
    token, key = account_actions.create_token(user=ada, name="import")
    with time_machine.travel("2024-06-21T12:00:00Z", tick=False) as clock:
        with django_assert_num_queries(2):
            authenticate(f"Bearer {key}")
        token.refresh_from_db()
        assert token.last_used == timezone.now()
        clock.shift(59)
        with django_assert_num_queries(1):
            authenticate(f"Bearer {key}")
        clock.shift(1)
        authenticate(f"Bearer {key}")
        token.refresh_from_db()
        assert token.last_used == timezone.now()


@pytest.mark.parametrize("role", [r for r in Role if r < Role.ADMINISTRATOR])
def test_a_token_lends_no_more_than_its_role_and_its_user_has(ada, role):
    _, key = account_actions.create_token(user=ada, name="narrow", role=role)
    user, _ = authenticate(f"Bearer {key}")
    assert user.role == min(role, Role.EDITOR)


def test_an_administrator_s_token_can_be_narrow(db):
    root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
    _, key = account_actions.create_token(user=root, name="n", role=Role.CONTRIBUTOR)
    user, _ = authenticate(f"Bearer {key}")
    assert user.role == Role.CONTRIBUTOR


def test_the_database_knows_the_roles_of_tokens(ada):
    token, _ = account_actions.create_token(user=ada, name="import")
    token.role = "administrator"
    with pytest.raises(IntegrityError, match="accounts_token_role_is_known"), transaction.atomic():
        token.save()


def test_the_role_of_a_token_s_user_costs_no_statement_of_its_own(ada, django_assert_num_queries):
    _, key = account_actions.create_token(user=ada, name="import")
    user, _ = authenticate(f"Bearer {key}")
    with django_assert_num_queries(0):
        assert user.role == Role.EDITOR
