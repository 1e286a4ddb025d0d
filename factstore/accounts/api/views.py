"""Everybody's own tokens over HTTP."""

from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.accounts import actions
from factstore.accounts.api.serializers import (
    TokenCreate,
    TokenListParameters,
    TokenRead,
    TokenWithKeyRead,
)
from factstore.accounts.models import Token, User
from factstore.accounts.programs import Program
from factstore.core.api import cursors
from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.serializers import page_of
from factstore.core.api.views import ApiView, list_response, operation
from factstore.core.errors import FieldError, Forbidden, Invalid, NotFound
from factstore.core.roles import Role


class TokenView(ApiView):
    collection = "tokens"
    variables = {"token_id": "Id of the token."}

    @property
    def user(self) -> User:
        """Who asks; the permissions let nobody else come so far."""
        if not isinstance(self.request.user, User):
            raise TypeError("only a user of ours has tokens")
        return self.request.user

    def own(self) -> "QuerySet[Token]":
        """Return the asker's tokens; a narrow one sees nothing beyond itself."""
        asking: Any = self.request.auth
        tokens: QuerySet[Token] = Token.objects.filter(user=self.user)
        return tokens.filter(pk=asking.pk) if asking.is_narrow else tokens


class TokenList(TokenView):
    @operation("list", parameters=TokenListParameters, response=page_of(TokenRead), signed_in=True)
    def get(self, request: Request) -> HttpResponse:
        """List your tokens, without their keys, newest first."""
        scan = cursors.scan(self.query, order="-created", check=[UUID])
        descending = scan.direction == "next"
        tokens = self.own().order_by("-number" if descending else "number")
        if scan.key and scan.key[0]:
            tokens = tokens.filter(**{"number__lt" if descending else "number__gt": scan.key[0]})
        return list_response(
            request,
            scan,
            list(tokens[: scan.limit + 1]),
            key=lambda token: (str(token.number),),
            document=lambda token: orjson.dumps(TokenRead(token).data),
        )

    @operation(
        "create",
        request=TokenCreate,
        response=TokenWithKeyRead,
        status=201,
        role=Role.READER,
        signed_in=True,
    )
    def post(self, request: Request) -> HttpResponse:
        """Make a token for yourself; the answer alone has its key.

        A token that has a role or an origin makes no others.
        """
        asking: Any = request.auth
        if asking.is_narrow:
            raise Forbidden("A token that has a role or an origin makes no others.")
        body = self.body()
        _check_days(body.get("days"))
        role = Role.named(body["role"]) if body.get("role") else None
        origin = Program(**body["origin"]) if body.get("origin") else None
        said = {**body, "role": role, "origin": origin}
        token, key = actions.create_token(user=self.user, **said)
        return _answer({**TokenRead(token).data, "key": key}, status=201)


class TokenRevocation(TokenView):
    @operation("revoke", response=TokenRead, role=Role.READER, signed_in=True)
    def post(self, _request: Request, token_id: UUID) -> HttpResponse:
        """Revoke one of your tokens, for good; revoking it again changes nothing."""
        token = self.own().filter(number=token_id).first()
        if token is None:
            raise NotFound(f"You have no token {token_id}.")
        return _answer(TokenRead(actions.revoke_token(token)).data)


def _check_days(days: int | None) -> None:
    ttl: Any = settings.REST_KNOX["TOKEN_TTL"]
    most = ttl.days
    if days is not None and days > most:
        error = FieldError("/days", "max_value", f"A token holds for {most} days at the most.")
        raise Invalid("The token would hold too long.", errors=[error])


def _answer(document: Any, *, status: int = 200) -> HttpResponse:
    # A key is to be kept by its owner, not by anything on the way.
    return HttpResponse(
        orjson.dumps(document),
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store"},
    )
