"""Bearer tokens: looked up by digest alone; a request that bears a bad one is refused."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from factstore.accounts.models import Token, User


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]  # knox is not typed
    """Knox's tokens with one query per request and no write.

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
        digest = hash_token(token.decode("ascii"))
        found = Token.objects.select_related("user").filter(digest=digest).first()
        if found is None:
            raise AuthenticationFailed("The token is unknown or revoked.")
        if found.expiry is not None and found.expiry <= timezone.now():
            raise AuthenticationFailed("The token has expired.")
        checked: tuple[User, Token] = self.validate_user(found)
        return checked

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"
