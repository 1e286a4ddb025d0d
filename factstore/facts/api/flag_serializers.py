"""Flags as they are sent and read, and what a list of them can ask for."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.serializers import IdField, ReasonField, StrictSerializer, page_of
from factstore.facts.api.submission_serializers import ResolutionRead, SubmissionRead
from factstore.facts.models.flags import Flag
from factstore.ledger.api.fields import RecordedPageParameters
from factstore.ledger.api.serializers import EXAMPLE

MAX_FLAG = 10_000


class FlagCreate(StrictSerializer):
    """What is wrong with a fact."""

    kind = serializers.ChoiceField(
        choices=Flag.Kind.values, help_text="What kind of thing is wrong."
    )
    text = ReasonField(
        max_length=MAX_FLAG, help_text="What is wrong, and how one can see it; told to reviewers."
    )
    duplicate_of = IdField(
        required=False,
        allow_null=True,
        help_text="Of `duplicate`, and of it alone: the fact that this one repeats.",
    )


class FlagResolve(StrictSerializer):
    """What came of a flag."""

    outcome = serializers.ChoiceField(
        choices=[Flag.Status.UPHELD.value, Flag.Status.DISMISSED.value],
        help_text="Whether the flag was right.",
    )
    reason = ReasonField(help_text="Why, and what was done about it.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Flag",
            value={
                **EXAMPLE,
                "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d13",
                "fact": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0f",
                "fact_status": "accepted",
                "kind": "outdated",
                "text": "The ban was lifted on Friday.",
                "duplicate_of": None,
                "author": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d10",
                "created_at": "2024-06-21T12:00:00.123456Z",
                "status": "open",
                "resolution": None,
            },
        )
    ]
)
class FlagRead(SubmissionRead):
    """A doubt about a fact; for contributors and up."""

    kind = serializers.ChoiceField(choices=Flag.Kind.values, help_text="What is said to be wrong.")
    text = serializers.CharField(help_text="What is wrong, in the author's words.")
    duplicate_of = serializers.UUIDField(
        allow_null=True, help_text="Of a duplicate: the fact that it repeats."
    )
    status = serializers.ChoiceField(
        choices=Flag.Status.values, help_text="Whether it is open, or how it was resolved."
    )
    resolution = ResolutionRead(allow_null=True, help_text="null: it is open.")


FlagPage = page_of(FlagRead)


def _many(choices: list[str], help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices), required=False, help_text=help_text
    )


class FactFlagParameters(RecordedPageParameters):
    status = _many(Flag.Status.values, "Flags with this status; repeated: any of them.")
    kind = _many(Flag.Kind.values, "Flags of this kind; repeated: any of them.")


class FlagListParameters(FactFlagParameters):
    fact = IdField(required=False, help_text="Flags about the fact with this id.")
