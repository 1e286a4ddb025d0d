from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.settings import api_settings

from factstore.accounts import actions as account_actions
from factstore.accounts.authentication import TokenAuthentication
from factstore.accounts.models import Token
from factstore.core.api.permissions import ReadOrWriter

pytestmark = pytest.mark.django_db


def authenticate(header):
    headers = {} if header is None else {"Authorization": header}
    return TokenAuthentication().authenticate(RequestFactory().get("/", headers=headers))


def allowed(user, method):
    request = RequestFactory().generic(method, "/")
    request.user = user
    return ReadOrWriter().has_permission(request, None)


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
    with django_assert_num_queries(1):
        authenticate(f"Bearer {key}")


def test_a_token_expires_as_the_settings_say(ada, settings):
    token, _ = account_actions.create_token(user=ada, name="import")
    ttl = settings.REST_KNOX["TOKEN_TTL"]
    assert abs(token.expiry - timezone.now() - ttl) < timedelta(minutes=1)


def test_the_database_refuses_a_token_without_a_name(ada):
    with pytest.raises(IntegrityError, match="accounts_token_name_is_given"), transaction.atomic():
        account_actions.create_token(user=ada, name="")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_anybody_may_read(ben, method):
    assert allowed(AnonymousUser(), method)
    assert allowed(ben, method)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_writers_may_write(ada, ben, method):
    root = account_actions.ensure_admin(username="root", password="x")
    assert not allowed(AnonymousUser(), method)
    assert not allowed(ben, method)
    assert allowed(ada, method)
    assert allowed(root, method)


def test_an_inactive_writer_may_not_write(ada):
    ada.is_active = False
    assert not ada.may_write()
