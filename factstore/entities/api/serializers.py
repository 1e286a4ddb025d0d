"""The shapes of entities."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_serializer,
)
from rest_framework import serializers

from factstore.core.api.serializers import (
    ExactText,
    Line,
    ReasonField,
    StrictSerializer,
    many,
)
from factstore.entities.models import Entity
from factstore.ledger.api.serializers import EXAMPLE, WithdrawableRead

MAX_NAME = 300
MAX_NAMES = 200
SCHEME = r"^[a-z0-9][a-z0-9_-]*$"


class ExternalIdWrite(StrictSerializer):
    """What another catalogue calls an entity."""

    scheme = serializers.RegexField(
        SCHEME, max_length=40, help_text="The catalogue in lower case, e.g. `wikidata`."
    )
    value = Line(max_length=200, help_text="Its identifier there, e.g. `Q30`.")

    def to_internal_value(self, data: Any) -> tuple[str, str]:
        written = super().to_internal_value(data)
        return written["scheme"], written["value"]


class EntityPatch(StrictSerializer):
    """What to change in an entity; members that are left out stay."""

    kind = serializers.ChoiceField(
        choices=Entity.Kind.values,
        required=False,
        help_text="What it is; stays once facts name it.",
    )
    name = Line(required=False, max_length=MAX_NAME, help_text="The name it goes by here.")
    sentence_name = Line(
        required=False,
        allow_blank=True,
        max_length=MAX_NAME,
        help_text="The name inside a sentence where that differs (`the United States`); empty: "
        "the same.",
    )
    description = ExactText(
        required=False,
        allow_blank=True,
        max_length=10_000,
        help_text="What tells it from its namesakes; may be empty.",
    )
    aliases = serializers.ListField(
        child=Line(max_length=MAX_NAME),
        required=False,
        max_length=MAX_NAMES,
        help_text="Its other names, as sources print them; replaces the whole list.",
    )
    external_ids = many(
        ExternalIdWrite,
        required=False,
        most=MAX_NAMES,
        help_text="What other catalogues call it; replaces the whole list.",
    )
    reason = ReasonField()


class EntityCreate(EntityPatch):
    """A new entity."""

    kind = serializers.ChoiceField(choices=Entity.Kind.values, help_text="What it is.")
    name = Line(max_length=MAX_NAME, help_text="The name it goes by here.")
    reason = ReasonField(required=False)


class ExternalIdRead(serializers.Serializer[Any]):
    """What another catalogue calls an entity."""

    scheme = serializers.CharField(help_text="The catalogue, e.g. `wikidata`.")
    value = serializers.CharField(help_text="Its identifier there, e.g. `Q30`.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One",
            value={
                **EXAMPLE,
                "id": "01903b5e-8a00-7c3a-9d2e-000000000005",
                "kind": "country",
                "name": "United States",
                "sentence_name": "the United States",
                "description": "",
                "aliases": ["America", "US"],
                "external_ids": [{"scheme": "wikidata", "value": "Q30"}],
                "merged_into": None,
                "withdrawn": None,
            },
        )
    ]
)
class EntityRead(WithdrawableRead):
    """Somebody or something that facts name: one, however many names it has."""

    id = serializers.UUIDField(help_text="Its id (UUIDv7).")
    kind = serializers.ChoiceField(choices=Entity.Kind.values, help_text="What it is.")
    name = serializers.CharField(help_text="The name it goes by here.")
    sentence_name = serializers.CharField(
        help_text="The name inside a sentence where that differs; empty: the same."
    )
    description = serializers.CharField(help_text="What tells it from its namesakes; may be empty.")
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="Its other names, sorted by code point."
    )
    external_ids = ExternalIdRead(
        many=True, help_text="What other catalogues call it, sorted by catalogue."
    )
    merged_into = serializers.UUIDField(
        allow_null=True, help_text="Id of the entity that it was merged into; null: none."
    )
