"""Many facts in one request: what is sent, and what became of each."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from factstore.core.api.problem_serializers import ProblemRead
from factstore.core.api.problems import field_errors
from factstore.core.api.serializers import ReasonField, StrictSerializer
from factstore.core.errors import Invalid
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.write_serializers import FactCreate
from factstore.facts.drafts import FactDraft

MAX_ITEMS = 1000
ALL_OR_NOTHING, EACH = "all_or_nothing", "each"


class FactBatchItem(FactCreate):
    """A fact with its values and evidence; the batch has one reason for all."""

    example = {name: member for name, member in FactCreate.example.items() if name != "reason"}
    reason = None


@extend_schema_field(FactBatchItem)
class _Unread(serializers.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """An item as it was sent: it is refused by itself, not with the others."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class FactBatchCreate(StrictSerializer):
    """Facts to record in one change."""

    items = serializers.ListField(
        child=_Unread(),
        min_length=1,
        max_length=MAX_ITEMS,
        help_text=f"1 to {MAX_ITEMS} facts; recorded in this order.",
    )
    mode = serializers.ChoiceField(
        choices=[ALL_OR_NOTHING, EACH],
        default=ALL_OR_NOTHING,
        help_text="`all_or_nothing`: one refused item refuses the batch; `each`: what can be "
        "recorded is, and the answer tells why the others are not.",
    )
    reason = ReasonField(required=False, help_text="Why they are recorded.")


class FactBatchResultRead(serializers.Serializer[Any]):
    """What became of one item."""

    index = serializers.IntegerField(help_text="Its place in the request, from 0.")
    status = serializers.IntegerField(
        help_text="201: recorded; else the HTTP status that it would have had alone."
    )
    id = serializers.UUIDField(allow_null=True, help_text="Id of the fact; null: it is refused.")
    etag = serializers.CharField(
        allow_null=True, help_text="Entity tag of the fact; null: it is refused."
    )
    problem = ProblemRead(
        allow_null=True,
        help_text="Why it is refused, with pointers into the item; null: it is recorded.",
    )


class FactBatchRead(serializers.Serializer[Any]):
    """What became of a batch."""

    results = FactBatchResultRead(many=True, help_text="One for each item, in their order.")


def drafts(items: Sequence[Any]) -> list[FactDraft | Invalid]:
    """Return each item as a draft, or why it is none."""
    shape = FactBatchItem()  # once: making its fields costs more than reading an item
    return [_draft(shape, item) for item in items]


def _draft(shape: FactBatchItem, item: Any) -> FactDraft | Invalid:
    try:
        return fact_draft(shape.run_validation(item))
    except ValidationError as error:
        return Invalid(
            "Some members of the item are refused.", errors=list(field_errors(error.detail))
        )
