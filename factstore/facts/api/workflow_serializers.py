"""What clients send for the steps of a fact's life."""

from rest_framework import serializers

from factstore.core.api.serializers import ExactText, IdField, ReasonField, StrictSerializer
from factstore.facts.models.facts import Fact

MAX_CONFLICT = 5_000
MAX_NOTE = 2_000


def _conflict_of_interest() -> ExactText:
    return ExactText(
        required=False,
        max_length=MAX_CONFLICT,
        help_text="What ties you to the matter; kept as an internal note on the fact.",
    )


class FactStep(StrictSerializer):
    """A step of a fact from one status to another."""

    reason = ReasonField(help_text="Why.")
    conflict_of_interest = _conflict_of_interest()


class FactAccept(StrictSerializer):
    """Publishing a fact."""

    reason = ReasonField(default="accepted", help_text="Why, or on what check.")
    conflict_of_interest = _conflict_of_interest()


class StandingWrite(StrictSerializer):
    """How an accepted fact stands from now on."""

    state = serializers.ChoiceField(choices=Fact.Standing.values, help_text="The standing.")
    reason = ReasonField(help_text="Why; part of the fact's document.")
    note = ExactText(
        required=False, allow_null=True, max_length=MAX_NOTE, help_text="A note to readers."
    )
    superseded_by = IdField(
        required=False,
        allow_null=True,
        help_text="Of `superseded`, and of it alone: the accepted fact in its place.",
    )
