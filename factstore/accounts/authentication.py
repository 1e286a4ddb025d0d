"""Bearer tokens: looked up by digest alone; a request that bears a bad one is refused."""

# ruff: noqa: ARG002  signatures given by the framework

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from factstore.accounts.models import Token, User
from factstore.accounts.roles import role_of
from factstore.core.roles import Role

NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a token is noted at the most."""


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]  # knox is not typed
    """Knox's tokens with one query per request, and one write per minute and token.

    Knox itself looks through all tokens of the user, deletes expired ones while reading and fails
    with a server error on a token that is not UTF-8.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if header and header.split(None, 1)[:1] != [] and header.split()[0].lower() != "bearer":
            # Ignoring it would let the caller take the public view for the whole.
            raise AuthenticationFailed("Send the token as `Authorization: Bearer <token>`.")
        found: tuple[User, Token] | None = super().authenticate(request)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, Token]:
        if not token.isascii():
            raise AuthenticationFailed("The token is unknown or revoked.")
        found = _find(hash_token(token.decode("ascii")))
        if found is None or found.revoked is not None:
            raise AuthenticationFailed("The token is unknown or revoked.")
        now = timezone.now()
        if found.expiry is not None and found.expiry <= now:
            raise AuthenticationFailed("The token has expired.")
        user: User
        user, _ = self.validate_user(found)
        user.group_role = role_of(found.groups_of_user)
        user.ceiling = None if found.role is None else Role.named(found.role)
        _note_use(found, now)
        return user, found

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


def _find(digest: str) -> Any:
    """Return the token with its user and the names of the user's groups, in one statement."""
    groups = Group.objects.filter(user=OuterRef("user_id")).values("name")
    return (
        Token.objects.select_related("user")
        .annotate(groups_of_user=ArraySubquery(groups))
        .filter(digest=digest)
        .first()
    )


def _note_use(token: Token, now: datetime) -> None:
    if token.last_used is not None and token.last_used > now - NOTED_EVERY:
        return
    # Whoever comes second within the minute changes nothing.
    Token.objects.filter(pk=token.pk).exclude(last_used__gt=now - NOTED_EVERY).update(last_used=now)
