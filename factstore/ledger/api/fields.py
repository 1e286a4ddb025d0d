"""The field that asks what the store said earlier."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factstore.core.api.parameters import PageParameters, Parameters
from factstore.core.api.serializers import IdField, InstantField

MAX_POSITION_DIGITS = 18
MAX_IDS = 100


@extend_schema_field({"type": "string", "examples": ["2024-06-21T12:00:00Z", "812"]})
class KnownAtField(serializers.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """A time (RFC 3339) or a position of the change feed; gives a datetime or an int."""

    default_error_messages = {
        "invalid_time": "Write a time with its offset, as 2024-05-30T18:00:00Z, or a position of "
        "the feed, as 812."
    }

    def to_internal_value(self, data: Any) -> datetime | int:
        text = str(data)
        if text.isascii() and text.isdecimal() and len(text) <= MAX_POSITION_DIGITS:
            return int(text)
        try:
            # A plus sign in a query string that was not escaped arrives as a space.
            return InstantField().to_internal_value(text.replace(" ", "+"))
        except serializers.ValidationError:
            self.fail("invalid_time")

    def to_representation(self, value: Any) -> str:
        return str(value)


class KnownAtParameters(Parameters):
    known_at = KnownAtField(
        required=False,
        help_text="Answer what the store said at this time (RFC 3339 with its offset) or at this "
        "position of the change feed; without it, what it says now.",
    )


class RecordedPageParameters(PageParameters):
    known_at = KnownAtField(
        required=False,
        help_text="List what the store said at this time (RFC 3339 with its offset) or at this "
        "position of the change feed, filtered by what it said then; without it, what it says now.",
    )
    order = serializers.ChoiceField(
        choices=["recorded", "-recorded"],
        default="-recorded",
        help_text="`recorded`: first recorded first; `-recorded`: last recorded first.",
    )
    id = serializers.ListField(
        child=IdField(),
        required=False,
        max_length=MAX_IDS,
        help_text=f"Only these, by id; may be repeated up to {MAX_IDS} times.",
    )
