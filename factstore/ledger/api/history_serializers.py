"""The shapes of revisions and of what changed between them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.parameters import PageParameters
from factstore.ledger.models import Change, Revision

ACTIONS = ["add", "remove", "change", "reorder"]


class RevisionPageParameters(PageParameters):
    """Revisions, newest first."""


class ChangeSummaryRead(serializers.Serializer[Any]):
    """By which change a revision was recorded."""

    id = serializers.UUIDField(help_text="Id of the change.")
    position = serializers.IntegerField(help_text="Its position in the feed, counted from 1.")
    at = serializers.DateTimeField(help_text="When it was recorded (RFC 3339, UTC).")
    actor = serializers.CharField(
        allow_null=True, help_text="Username of who made it; null for all but editors."
    )
    reason = serializers.CharField(
        allow_null=True, help_text="Why, in the actor's words; null for all but editors."
    )
    origin = serializers.ChoiceField(
        choices=Change.Origin.values, help_text="By which way it was made."
    )
    agent = serializers.CharField(
        allow_null=True,
        help_text="The program that made it, as its token says; null: none, or none for you.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "revision",
            value={
                "number": 4,
                "content_revision": 3,
                "content_digest": "sha256:" + "0f" * 32,
                "redacted_by": None,
                "change": {
                    "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e",
                    "position": 812,
                    "at": "2024-06-21T12:00:00.123456Z",
                    "actor": None,
                    "reason": None,
                    "origin": "api",
                    "agent": None,
                },
            },
        )
    ]
)
class RevisionRead(serializers.Serializer[Any]):
    """One revision of a recorded thing, without its document."""

    number = serializers.IntegerField(help_text="Its number, from 1.")
    content_revision = serializers.IntegerField(
        help_text="How many revisions up to this one changed the thing itself."
    )
    content_digest = serializers.CharField(
        help_text="`sha256:` and the hex SHA-256 of the document's canonical JSON (RFC 8785) "
        "without its member `recorded`, as it was recorded."
    )
    redacted_by = serializers.UUIDField(
        allow_null=True,
        help_text="The change that last blotted words out of the document, which no longer has "
        "that digest. Null: none.",
    )
    change = ChangeSummaryRead(help_text="The change that recorded it.")


class DifferenceRead(serializers.Serializer[Any]):
    """One thing that differs between two revisions."""

    path = serializers.CharField(
        help_text="JSON pointer (RFC 6901) in which an item of a list is named by its id, key or "
        "name instead of its place."
    )
    label = serializers.CharField(help_text="The same in words.")
    action = serializers.ChoiceField(
        choices=ACTIONS,
        help_text="`add` and `remove` a member or item, `change` a value, `reorder` a list.",
    )
    before = serializers.JSONField(
        allow_null=True, help_text="What is there in the first; null for `add`."
    )
    after = serializers.JSONField(
        allow_null=True, help_text="What is there in the second; null for `remove`."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "differences",
            value={
                "before": 3,
                "after": 4,
                "changes": [
                    {
                        "path": "/values/01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e/entity/name",
                        "label": "value grantor › entity › name",
                        "action": "change",
                        "before": "USA",
                        "after": "United States",
                    }
                ],
            },
        )
    ]
)
class DifferencesRead(serializers.Serializer[Any]):
    """What differs between two revisions: applied to the first, it gives the second."""

    before = serializers.IntegerField(help_text="Number of the first revision.")
    after = serializers.IntegerField(help_text="Number of the second revision.")
    changes = DifferenceRead(
        many=True, help_text="What differs, but for `revision`, `content_revision`, `recorded`."
    )


def summary(row: Revision, *, sees_all: bool) -> dict[str, Any]:
    """Return a revision as `RevisionRead` declares it."""
    change = row.change
    return {
        "number": row.number,
        "content_revision": row.content_revision,
        "content_digest": row.content_digest,
        "redacted_by": row.redacted_by_id,
        "change": {
            "id": change.id,
            "position": change.position,
            "at": change.at and change.at.isoformat().replace("+00:00", "Z"),
            "actor": change.actor.get_username() if sees_all else None,
            "reason": change.reason if sees_all else None,
            "origin": change.origin,
            "agent": change.agent if sees_all else None,
        },
    }
