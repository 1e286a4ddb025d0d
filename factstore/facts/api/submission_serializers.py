"""What proposals and flags have in common when they are read."""

from typing import Any

from rest_framework import serializers

from factstore.facts.models.facts import Fact
from factstore.ledger.api.serializers import RecordedRead


class ResolutionRead(serializers.Serializer[Any]):
    """Who resolved it, and why."""

    by = serializers.UUIDField(help_text="Id of the user who resolved it.")
    reason = serializers.CharField(help_text="Why so.")
    at = serializers.DateTimeField(help_text="When (RFC 3339, UTC).")


# No docstring: the schema would repeat it.
class SubmissionRead(RecordedRead):
    id = serializers.UUIDField(help_text="Its id.")
    fact = serializers.UUIDField(help_text="Id of the fact that it is about.")
    fact_status = serializers.ChoiceField(
        choices=Fact.Status.values,
        help_text="Status of that fact: contributors see what is about accepted ones, or theirs.",
    )
    author = serializers.UUIDField(help_text="Id of the user who submitted it.")
    created_at = serializers.DateTimeField(help_text="When it was submitted (RFC 3339, UTC).")
