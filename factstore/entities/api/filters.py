"""The query parameters of lists of entities."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factstore.core.api.serializers import ExactText
from factstore.entities.models import Entity
from factstore.ledger import past
from factstore.ledger.api.fields import RecordedPageParameters

MAX_WORDS = 300


@extend_schema_field({"type": "string", "examples": ["wikidata:Q30"]})
class ExternalIdField(serializers.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """`scheme:value`; gives the two."""

    default_error_messages = {"invalid": "Write it as scheme:value, e.g. wikidata:Q30."}

    def to_internal_value(self, data: Any) -> tuple[str, str]:
        scheme, _, value = str(data).partition(":")
        if not scheme or not value:
            self.fail("invalid")
        return scheme, value

    def to_representation(self, value: tuple[str, str]) -> str:
        return ":".join(value)


class EntityListParameters(RecordedPageParameters):
    kind = serializers.ListField(
        child=serializers.ChoiceField(choices=Entity.Kind.values),
        required=False,
        help_text="Only entities of this kind; repeated: of any of them.",
    )
    q = ExactText(
        required=False,
        max_length=MAX_WORDS,
        help_text="Only entities with these characters in their name or an alias, in any letter "
        "case.",
    )
    external_id = ExternalIdField(
        required=False,
        help_text="Only the entity with this external id, as `scheme:value`, e.g. `wikidata:Q30`.",
    )


def said(query: Mapping[str, Any]) -> list[past.Condition]:
    """Return what the documents of earlier entities have to say for the same parameters."""
    conditions = []
    if "kind" in query:
        conditions.append(past.one_of(["kind"], query["kind"]))
    if "q" in query:
        conditions.append(past.saying(query["q"], "name", "aliases"))
    if "external_id" in query:
        scheme, value = query["external_id"]
        conditions.append(past.having({"external_ids": [{"scheme": scheme, "value": value}]}))
    return conditions
