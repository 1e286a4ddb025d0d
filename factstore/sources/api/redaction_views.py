"""Redacting a text over HTTP, for administrators alone."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from factstore.core.api.serializers import ReasonField, StrictSerializer, Whole, many
from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.ledger.actions import change
from factstore.ledger.api.views import RecordedView
from factstore.ledger.models import Change
from factstore.sources.api.serializers import VersionRead
from factstore.sources.redaction import redact_version

MAX_SPANS = 1000


class SpanWrite(StrictSerializer):
    """A span of the text, in code points, end exclusive."""

    start = Whole(min_value=0, help_text="First code point, counted from 0.")
    end = Whole(min_value=1, help_text="One past the last code point.")


class RedactWrite(StrictSerializer):
    """Blots out a text, or spans of it, and whatever repeats these words."""

    spans = many(
        SpanWrite,
        required=False,
        most=MAX_SPANS,
        help_text="What to blot out; without it, the whole text.",
    )
    reason = ReasonField(help_text="The order that asks for it; without the words themselves.")

    def validate_spans(self, spans: list[object]) -> list[object]:
        if not spans:
            raise serializers.ValidationError("Name a span, or leave it out.", code="empty")
        return spans


class VersionRedaction(RecordedView):
    collection, kind = "versions", "version"
    variables = {"version_id": "Id of the version."}

    @operation(
        "redact",
        request=RedactWrite,
        response=VersionRead,
        conditional=True,
        role=Role.ADMINISTRATOR,
    )
    def post(self, request: Request, version_id: UUID) -> HttpResponse:
        """Redact a text by order of a court.

        Each character becomes a blot; quotes, words as printed and search follow, in every
        revision. Altered revisions keep their digests, so that the chain can still be verified.
        """
        expected, body = if_match(request), self.body()
        spans = body.get("spans")
        named = None if spans is None else [(span["start"], span["end"]) for span in spans]
        with change(
            actor=self.actor,
            reason=body["reason"],
            origin=Change.Origin.REDACTION,
            agent=self.agent,
            alone=True,
        ):
            redact_version(version_id, named, expected=expected)
        return self.written(version_id)
