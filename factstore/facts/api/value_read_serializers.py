"""Values as they are served: a union discriminated by `kind`, one serializer per kind."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from factstore.core.api.serializers import PartialDateRead
from factstore.facts.api.value_serializers import one_kind
from factstore.facts.models.facts import Clause


class EntityReferenceRead(serializers.Serializer[Any]):
    """An entity, or a publisher among the agents, by id, name and kind."""

    id = serializers.UUIDField(help_text="Its id.")
    name = serializers.CharField(help_text="Its name.")
    kind = serializers.CharField(help_text="What it is: person, country, publisher …")


class ChoiceRead(serializers.Serializer[Any]):
    """A choice of a field."""

    choice = serializers.CharField(help_text="The choice, stable.")
    label = serializers.CharField(help_text="How it reads in a sentence.")


class QuantityRead(serializers.Serializer[Any]):
    """An amount of something."""

    min = serializers.CharField(allow_null=True, help_text="Smallest possible amount, decimal.")
    max = serializers.CharField(allow_null=True, help_text="Largest possible amount, decimal.")
    unit = serializers.CharField(allow_null=True, help_text="What is counted, singular.")
    approximate = serializers.BooleanField(help_text="Printed as “about”, “some”.")


class MoneyRead(serializers.Serializer[Any]):
    """An amount of money."""

    min = serializers.CharField(allow_null=True, help_text="Smallest possible amount, decimal.")
    max = serializers.CharField(allow_null=True, help_text="Largest possible amount, decimal.")
    currency = serializers.CharField(help_text="ISO 4217 code.")
    approximate = serializers.BooleanField(help_text="Printed as “about”, “some”.")


class _ValueRead(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Id of the value.")
    field = serializers.CharField(help_text="Name of its field.")
    clause = serializers.IntegerField(
        allow_null=True, help_text="Number of its clause within the fact; null outside clauses."
    )
    polarity = serializers.ChoiceField(
        choices=Clause.Polarity.values,
        allow_null=True,
        help_text="Whether its clause is included or excluded; null outside clauses.",
    )
    changed_in = serializers.IntegerField(
        help_text="The content revision of the fact in which it last changed."
    )


class EntityValueRead(_ValueRead):
    """A value that is an entity."""

    kind = one_kind("entity")
    entity = EntityReferenceRead(help_text="The entity.")


class TextValueRead(_ValueRead):
    """A value that is text."""

    kind = one_kind("text")
    text = serializers.CharField(help_text="The text.")


class ChoiceValueRead(_ValueRead):
    """A value that is one of the field's choices."""

    kind = one_kind("choice")
    choice = ChoiceRead(help_text="The choice.")


class DateValueRead(_ValueRead):
    """A value that is a day, as far as it is known."""

    kind = one_kind("date")
    date = PartialDateRead(help_text="The day, as far as it is known.")


class QuantityValueRead(_ValueRead):
    """A value that is an amount of something."""

    kind = one_kind("quantity")
    quantity = QuantityRead(help_text="The amount.")


class MoneyValueRead(_ValueRead):
    """A value that is an amount of money."""

    kind = one_kind("money")
    money = MoneyRead(help_text="The amount.")


class SomeValueRead(_ValueRead):
    """Known to exist, not known who or what."""

    kind = one_kind("some")
    description = serializers.CharField(allow_null=True, help_text="As far as said.")


class NoneValueRead(_ValueRead):
    """Known not to exist."""

    kind = one_kind("none")


VALUE_READS: Mapping[str, type[serializers.Serializer[Any]]] = {
    "entity": EntityValueRead,
    "text": TextValueRead,
    "choice": ChoiceValueRead,
    "date": DateValueRead,
    "quantity": QuantityValueRead,
    "money": MoneyValueRead,
    "some": SomeValueRead,
    "none": NoneValueRead,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Value", serializers=dict(VALUE_READS), resource_type_field_name="kind"
    )
)
class ValueReadField(serializers.Field[Any, Any, Any, Any]):
    """One value, of the shape of its `kind`; declares, never converts."""

    def to_representation(self, value: Any) -> Any:
        return value
