"""Serializers and fields that take JSON at its word: no unknown member, coercion or trimming."""

import functools
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from factstore.core import dates, text
from factstore.core.api.parameters import Parameters
from factstore.core.dates import PartialDate

DAY = {"type": "string", "format": "date"}


# Base of what clients write: refuses members that it does not have and those it only shows.
# (No docstring: the schema would give it as the description of each that has none of its own.)
class StrictSerializer(serializers.Serializer[Any]):
    def to_internal_value(self, data: Any) -> Any:
        refused = _refused_members(data, self.fields) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **refused}) from error
            raise
        if refused:
            raise ValidationError(refused)
        return value


def _refused_members(
    data: Mapping[str, Any], fields: Mapping[str, Any]
) -> dict[str, list[ErrorDetail]]:
    refused = {}
    for name in data:
        if name not in fields:
            refused[name] = [ErrorDetail("There is no such member.", code="unknown_member")]
        elif fields[name].read_only:
            refused[name] = [ErrorDetail("The server sets this.", code="read_only_member")]
    return refused


class ExactText(serializers.CharField):
    """Text of which every character is kept; numbers are not taken for text."""

    default_error_messages = {
        "unstorable_text": "{what} at code point {offset} cannot be stored.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        found = text.unstorable(data)
        if found:
            self.fail("unstorable_text", offset=found[0], what=found[1])
        return data


class Line(ExactText):
    """A name or other text of one line: not blank, no white space around it, no line break."""

    default_error_messages = {
        "not_a_line": "Write one line without white space around it.",
    }

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if value != value.strip() or len(value.splitlines()) > 1:
            self.fail("not_a_line")
        return value


class ReasonField(ExactText):
    """Why a change is made; a member of every write."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("help_text", "Why this change is made; recorded with it.")
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not value.strip():
            self.fail("blank")
        return value


class IdField(serializers.UUIDField):
    """A UUID in its usual form of 36 characters."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or len(data) != len(str(UUID(int=0))):
            self.fail("invalid", value=data)
        value: UUID = super().to_internal_value(data)
        return value


class Flag(serializers.BooleanField):
    """True or false; in query parameters the words `true` and `false`."""

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(self.root, Parameters) and data in {"true", "false"}:
            return bool(data == "true")
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number; bodies must write it as a number, not as text."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(self.root, Parameters) and type(data) is not int:
            self.fail("invalid")
        value: int = super().to_internal_value(data)
        return value


@extend_schema_field(DAY)
class DayField(serializers.DateField):
    """A calendar day written `YYYY-MM-DD`, no other ISO 8601 form."""

    default_error_messages = {"invalid_date": "Write a day as YYYY-MM-DD."}

    def to_internal_value(self, value: Any) -> date:
        try:
            day = date.fromisoformat(value)
        except (ValueError, TypeError):
            self.fail("invalid_date")
        if day.isoformat() != value:
            self.fail("invalid_date")
        return day


_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)


class InstantField(serializers.DateTimeField):
    """A time with its offset from UTC. Source: RFC 3339, 5.6."""

    default_error_messages = {
        "invalid_time": "Write a time with its offset, as 2024-05-30T18:00:00Z."
    }

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            self.fail("invalid_time")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid_time")


@extend_schema_serializer(component_name="PartialDateWrite")
class PartialDateField(StrictSerializer):
    """A date as far as it is known: either the two bounds or EDTF text."""

    default_error_messages = {"invalid_date": "{reason}."}

    edtf = ExactText(
        required=False,
        max_length=50,
        help_text="EDTF text, for example `2024`, `2024-05`, `2024-05-30`, `202X` or "
        "`[2024-05-21..2024-05-30]` (one day of a span). Instead of the two bounds.",
    )
    not_before = DayField(
        required=False, allow_null=True, help_text="The first possible day; null: unknown."
    )
    not_after = DayField(
        required=False, allow_null=True, help_text="The last possible day; null: unknown."
    )

    def to_internal_value(self, data: Any) -> PartialDate:
        written = super().to_internal_value(data)
        bounds = {"not_before", "not_after"} & written.keys()
        if bool(bounds) == ("edtf" in written):
            self.fail("invalid_date", reason="give either edtf or not_before and not_after")
        try:
            if bounds:
                return PartialDate(written.get("not_before"), written.get("not_after"))
            return dates.parse(written["edtf"])
        except ValueError as error:
            self.fail("invalid_date", reason=error)


class PartialDateRead(serializers.Serializer[Any]):
    """A date as far as it is known."""

    edtf = serializers.CharField(
        allow_null=True, help_text="The bounds as EDTF text; null where EDTF would say less."
    )
    not_before = serializers.DateField(
        allow_null=True, help_text="The first possible day; null: unknown."
    )
    not_after = serializers.DateField(
        allow_null=True, help_text="The last possible day; null: unknown."
    )


def many(
    shape: type[serializers.Serializer[Any]], *, most: int, **options: Any
) -> serializers.ListSerializer[Any]:
    """Return a list field of up to `most` items of a shape."""
    items: Any = shape(many=True, max_length=most, **options)  # type: ignore[call-arg]  # the stubs lack it
    listed: serializers.ListSerializer[Any] = items
    return listed


@functools.cache
def page_of(read: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Return the serializer class of a page whose results are of the shape `read`.

    Its component is called `<Read>Page`, without a final `Read` or `Serializer` of the name.
    """
    stem = read.__name__.removesuffix("Serializer").removesuffix("Read")
    members = {
        "__doc__": "One page of a list; follow `next_cursor` until it is null.",
        "results": read(many=True, help_text="The results in the order of the list."),
        "next_cursor": serializers.CharField(
            allow_null=True, help_text="`cursor` of the next page; null: this is the last."
        ),
        "previous_cursor": serializers.CharField(
            allow_null=True, help_text="`cursor` of the previous page; null: this is the first."
        ),
        "omitted": serializers.DictField(
            child=serializers.IntegerField(),
            allow_null=True,
            help_text="On the first page: how many results each standing that is left out by "
            "default has, counted up to 1,000; else null.",
        ),
    }
    return type(f"{stem}Page", (serializers.Serializer,), members)
