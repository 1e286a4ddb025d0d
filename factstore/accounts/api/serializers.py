"""Tokens as their owners write and read them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.accounts.models import TOKEN_ROLES
from factstore.accounts.programs import MAX_MODEL, MAX_VERSION
from factstore.core.api.parameters import PageParameters
from factstore.core.api.serializers import Line, StrictSerializer, Whole

EXAMPLE = {
    "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e",
    "name": "nightly extraction",
    "role": "contributor",
    "origin": {"model": "extractor", "version": "1.2"},
    "created": "2024-06-21T12:00:00Z",
    "expires": "2024-07-21T12:00:00Z",
    "last_used": None,
    "revoked": None,
}


class TokenListParameters(PageParameters):
    """The parameters of the list of tokens."""


class TokenOrigin(StrictSerializer):
    """The program that a token is given."""

    model = Line(max_length=MAX_MODEL, help_text="Name of the model.")
    version = Line(max_length=MAX_VERSION, help_text="Its version.")


class TokenCreate(StrictSerializer):
    """Makes a token for whoever asks."""

    name = Line(max_length=100, help_text="What the token is for.")
    days = Whole(
        required=False,
        min_value=1,
        help_text="Days until it expires; by default, and at the most, as many as the server sets.",
    )
    role = serializers.ChoiceField(
        choices=TOKEN_ROLES,
        required=False,
        allow_null=True,
        help_text="The most that it lends; null: whatever its user may.",
    )
    origin = TokenOrigin(
        required=False,
        allow_null=True,
        help_text="For a program: which one. Recorded with each change and proposal made with it.",
    )


@extend_schema_serializer(examples=[OpenApiExample("token", value=EXAMPLE)])
class TokenRead(serializers.Serializer[Any]):
    """One of your tokens, without its key."""

    id = serializers.UUIDField(source="number", help_text="Id of the token; not its key.")
    name = serializers.CharField(help_text="What the token is for.")
    role = serializers.ChoiceField(
        choices=TOKEN_ROLES, allow_null=True, help_text="The most that it lends; null: all."
    )
    origin = TokenOrigin(allow_null=True, help_text="The program that was given it; null: none.")
    created = serializers.DateTimeField(help_text="When it was made (UTC).")
    expires = serializers.DateTimeField(
        source="expiry", allow_null=True, help_text="When it expires (UTC); null: never."
    )
    last_used = serializers.DateTimeField(
        allow_null=True, help_text="When it was last used, to the minute (UTC); null: never."
    )
    revoked = serializers.DateTimeField(
        allow_null=True, help_text="When it was revoked (UTC); null: it was not."
    )


@extend_schema_serializer(
    examples=[OpenApiExample("token", value={**EXAMPLE, "key": "fs_" + "0123abcd" * 8})]
)
class TokenWithKeyRead(TokenRead):
    """A new token with its key."""

    key = serializers.CharField(help_text="The key, shown this once: `Bearer <key>`.")
