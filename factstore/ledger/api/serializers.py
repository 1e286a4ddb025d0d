"""What every recorded document has, and what every withdrawal needs."""

from typing import Any

from rest_framework import serializers

from factstore.core.api.serializers import ReasonField, StrictSerializer

EXAMPLE = {
    "revision": 1,
    "content_revision": 1,
    "recorded": {
        "at": "2024-06-21T12:00:00.123456Z",
        "position": 812,
        "change": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e",
        "content_digest": "sha256:" + "0f" * 32,
    },
}
"""The members that the ledger adds to a document, for examples."""


class StampRead(serializers.Serializer[Any]):
    """When and by which change this revision was recorded."""

    at = serializers.DateTimeField(help_text="When it was recorded (RFC 3339, UTC).")
    position = serializers.IntegerField(
        help_text="Position of the change in the feed, counted from 1."
    )
    change = serializers.UUIDField(help_text="Id of the change.")
    content_digest = serializers.CharField(
        help_text="`sha256:` and the hex SHA-256 of this document's canonical JSON (RFC 8785) "
        "without its member `recorded`."
    )


class WithdrawalRead(serializers.Serializer[Any]):
    """That it was recorded in error."""

    reason = serializers.CharField(help_text="Why it was withdrawn.")


# No docstrings below: the schema would repeat them for each serializer that has none of its own.
class RecordedRead(serializers.Serializer[Any]):
    revision = serializers.IntegerField(
        help_text="Number of this revision, from 1; also counts changes of what it mentions."
    )
    content_revision = serializers.IntegerField(
        help_text="How many revisions changed the thing itself, counted from 1."
    )
    recorded = StampRead(help_text="When and by which change this revision was recorded.")


class WithdrawableRead(RecordedRead):
    withdrawn = WithdrawalRead(
        allow_null=True, help_text="Set where it was recorded in error; null: it was not."
    )


class WithdrawWrite(StrictSerializer):
    """Withdraws what was recorded in error."""

    reason = ReasonField(
        help_text="Why it is withdrawn; recorded, and told to whoever asks for it."
    )
