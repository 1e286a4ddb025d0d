"""Values as clients send them: a union discriminated by `kind`, one serializer per kind."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from factstore.core.api.serializers import (
    ExactText,
    Flag,
    IdField,
    PartialDateField,
    StrictSerializer,
    Whole,
)

MAX_TEXT = 10_000
MAX_CLAUSE = 999


def one_kind(name: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[name], help_text=f"Always `{name}`.")


class DecimalText(serializers.DecimalField):
    """A decimal number as text, so that no digit is lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=30, decimal_places=6, coerce_to_string=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class _AmountWrite(StrictSerializer):
    min = DecimalText(
        required=False, allow_null=True, help_text="Smallest possible amount; null: not known."
    )
    max = DecimalText(
        required=False, allow_null=True, help_text="Largest possible amount; null: not known."
    )
    approximate = Flag(default=False, help_text="Printed as “about”, “some”.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        low, high = attrs.get("min"), attrs.get("max")
        if low is None and high is None:
            raise ValidationError({"min": ["Give min, max or both."]}, code="required")
        if low is not None and high is not None and low > high:
            raise ValidationError({"max": ["max is less than min."]}, code="invalid")
        return attrs


class QuantityWrite(_AmountWrite):
    """An amount of something: `min`, `max` or both."""

    unit = ExactText(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="What is counted or measured, singular: year, missile; null: none.",
    )


class MoneyWrite(_AmountWrite):
    """An amount of money: `min`, `max` or both."""

    currency = serializers.RegexField(
        r"^[A-Z]{3}$", help_text="ISO 4217 code of the currency, e.g. USD."
    )


class _ValueWrite(StrictSerializer):
    id = IdField(required=False, help_text="In a patch: the value to replace; absent: a new value.")
    key = ExactText(
        required=False, max_length=100, help_text="A name local to this request, for `covers`."
    )
    field = ExactText(max_length=40, help_text="Name of the field of the fact's type.")
    clause = Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_CLAUSE,
        help_text="Number of its clause, for scope fields only.",
    )


class EntityValueWrite(_ValueWrite):
    """A value that is an entity."""

    kind = one_kind("entity")
    entity = IdField(help_text="Id of the entity.")


class TextValueWrite(_ValueWrite):
    """A value that is text."""

    kind = one_kind("text")
    text = ExactText(max_length=MAX_TEXT, help_text="The text.")


class ChoiceValueWrite(_ValueWrite):
    """A value that is one of the field's choices."""

    kind = one_kind("choice")
    choice = ExactText(max_length=40, help_text="One of the field's choices.")


class DateValueWrite(_ValueWrite):
    """A value that is a day, as far as it is known."""

    kind = one_kind("date")
    date = PartialDateField(help_text="The day, as far as it is known.")


class QuantityValueWrite(_ValueWrite):
    """A value that is an amount of something."""

    kind = one_kind("quantity")
    quantity = QuantityWrite(help_text="The amount.")


class MoneyValueWrite(_ValueWrite):
    """A value that is an amount of money."""

    kind = one_kind("money")
    money = MoneyWrite(help_text="The amount of money.")


class SomeValueWrite(_ValueWrite):
    """Known to exist, not known who or what."""

    kind = one_kind("some")
    description = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="Who or what it is, as far as said: “one official”.",
    )


class NoneValueWrite(_ValueWrite):
    """Known not to exist."""

    kind = one_kind("none")


VALUE_WRITES: Mapping[str, type[StrictSerializer]] = {
    "entity": EntityValueWrite,
    "text": TextValueWrite,
    "choice": ChoiceValueWrite,
    "date": DateValueWrite,
    "quantity": QuantityValueWrite,
    "money": MoneyValueWrite,
    "some": SomeValueWrite,
    "none": NoneValueWrite,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="ValueWrite", serializers=dict(VALUE_WRITES), resource_type_field_name="kind"
    )
)
class ValueWriteField(serializers.Field[Any, Any, Any, Any]):
    """One value, read by the serializer of its `kind`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shapes: dict[str, StrictSerializer] = {}  # made once: that costs more than reading

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise ValidationError([ErrorDetail("A value is a JSON object.", code="invalid")])
        kind = data.get("kind")
        if not isinstance(kind, str) or kind not in VALUE_WRITES:
            kinds = ", ".join(VALUE_WRITES)
            error = ErrorDetail(f"kind is one of: {kinds}.", code="unknown_kind")
            raise ValidationError({"kind": [error]})
        if kind not in self._shapes:
            self._shapes[kind] = VALUE_WRITES[kind]()
        validated: dict[str, Any] = self._shapes[kind].run_validation(data)
        return validated
