"""The shapes of the change feed and of snapshots."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.parameters import PageParameters, Parameters
from factstore.core.api.serializers import Whole
from factstore.ledger import feed, kinds
from factstore.ledger.models import Change

MAX_POSITION = 10**18
MAX_WAIT = 30
ACTIONS = ["create", "change", "withdraw", "merge", "redact", "hide"]
OPERATIONS = ["add", "remove", "replace"]
FORMAT = (
    "How objects are told: `document`, whole; `patch`, as a JSON Patch where the asker had the "
    "revision before, else whole; `none`, not at all."
)


class ChangeParameters(Parameters):
    format = serializers.ChoiceField(choices=feed.FORMS, default="document", help_text=FORMAT)


class FeedParameters(ChangeParameters):
    after = Whole(
        default=0,
        min_value=0,
        max_value=MAX_POSITION,
        help_text="Changes beyond this position: `next_after` of the page before, or the position "
        "of a snapshot.",
    )
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=kinds.names()),
        required=False,
        help_text="Only objects of this kind, and changes that recorded some; may be repeated.",
    )
    limit = Whole(
        default=100,
        min_value=1,
        max_value=500,
        help_text="How many changes a page has at the most, 1 to 500. A page also ends when its "
        f"changes have {feed.MAX_OBJECTS:,} objects.",
    )
    wait = Whole(
        default=0,
        min_value=0,
        max_value=MAX_WAIT,
        help_text="Where there is no change yet, wait so many seconds for one, 0 to 30.",
    )


class SnapshotParameters(PageParameters):
    position = Whole(
        min_value=0, max_value=MAX_POSITION, help_text="The position that the snapshot names."
    )


class PatchOperationRead(serializers.Serializer[Any]):
    """One operation of a JSON Patch (RFC 6902)."""

    op = serializers.ChoiceField(choices=OPERATIONS, help_text="What is done.")
    path = serializers.CharField(help_text="JSON pointer (RFC 6901) to the place.")
    value = serializers.JSONField(
        required=False, allow_null=True, help_text="The new value; absent for `remove`."
    )


class ChangedObjectRead(serializers.Serializer[Any]):
    """What a change did to one object."""

    kind = serializers.CharField(help_text="Kind of the object, for example `fact`.")
    id = serializers.UUIDField(help_text="Its id.")
    revision = serializers.IntegerField(
        allow_null=True, help_text="Number of the revision that was recorded; null for `hide`."
    )
    content_revision = serializers.IntegerField(
        allow_null=True,
        help_text="How many revisions up to this one changed the object itself; null for `hide`.",
    )
    action = serializers.ChoiceField(
        choices=ACTIONS,
        help_text="`create`: it is new, or you see it from now on; `change`; `withdraw`: it "
        "was recorded in error; `merge`: into another; `redact`: content was taken out of all its "
        "revisions; `hide`: you no longer see it.",
    )
    document = serializers.DictField(
        allow_null=True,
        help_text="The document as recorded, the same as the object's own address answers; null "
        "where a patch tells it, or nothing is told.",
    )
    patch = PatchOperationRead(
        many=True,
        allow_null=True,
        help_text="What makes this document of the one before; null where `document` tells it.",
    )
    reverse = PatchOperationRead(
        many=True, allow_null=True, help_text="What makes the one before of this document."
    )


_CHANGE = {
    "position": 812,
    "at": "2024-06-21T12:00:00.123456Z",
    "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e",
    "actor": None,
    "reason": None,
    "origin": "api",
    "agent": None,
    "details_digest": "sha256:" + "f0" * 32,
    "digest": "sha256:" + "0f" * 32,
    "redacted_by": None,
    "altered": None,
    "objects": [
        {
            "kind": "publisher",
            "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0f",
            "revision": 2,
            "content_revision": 2,
            "action": "change",
            "document": None,
            "patch": [{"op": "replace", "path": "/name", "value": "POLITICO"}],
            "reverse": [{"op": "replace", "path": "/name", "value": "Politico"}],
        }
    ],
}


@extend_schema_serializer(examples=[OpenApiExample("change", value=_CHANGE)])
class ChangeRead(serializers.Serializer[Any]):
    """One change: a unit of work by one actor for one reason."""

    position = serializers.IntegerField(help_text="Its position in the feed, counted from 1.")
    at = serializers.DateTimeField(help_text="When it was recorded (RFC 3339, UTC).")
    id = serializers.UUIDField(help_text="Id of the change.")
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
    details_digest = serializers.CharField(
        help_text="`sha256:` and the hex SHA-256 over the change's own record: actor (by id), "
        "reason, origin, agent, time and position, and `altered` where it is not null."
    )
    digest = serializers.CharField(
        help_text="`sha256:` and the hex SHA-256 over the digest of the change before, the details "
        "digest, and the content digests of what this one recorded."
    )
    redacted_by = serializers.UUIDField(
        allow_null=True,
        help_text="The change that blotted words out of the reason; the digests are of what it "
        "said. Null: none.",
    )
    altered = serializers.CharField(
        allow_null=True,
        help_text="Of a redaction: `sha256:` and the hex SHA-256 over the store's list of what it "
        "altered and of the digests of what it left. Else null.",
    )
    objects = ChangedObjectRead(
        many=True, help_text="What was recorded, what is mentioned before what mentions it."
    )


_FEED = {"results": [_CHANGE], "next_after": 812, "head": 812, "retry_after": None}


@extend_schema_serializer(examples=[OpenApiExample("feed", value=_FEED)])
class FeedRead(serializers.Serializer[Any]):
    """A page of the change feed."""

    results = ChangeRead(many=True, help_text="Changes by position, none left out.")
    next_after = serializers.IntegerField(help_text="`after` of the next request.")
    head = serializers.IntegerField(
        help_text="Position where the feed ends; there is more at once where it is beyond "
        "`next_after`."
    )
    retry_after = serializers.IntegerField(
        allow_null=True,
        help_text="Seconds to let pass before asking again, where too many wait already for this "
        "request to wait, too; else null.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "snapshot",
            value={
                "position": 812,
                "at": "2024-06-21T12:00:00.123456Z",
                "lists": {"fact": "/api/v1/snapshot/fact?position=812&limit=500"},
                "changes": "/api/v1/changes?after=812",
            },
        )
    ]
)
class SnapshotRead(serializers.Serializer[Any]):
    """Where to load all that the store says, and where to go on from there."""

    position = serializers.IntegerField(help_text="Position of the feed that the lists show.")
    at = serializers.DateTimeField(
        allow_null=True, help_text="When that change was recorded (RFC 3339, UTC); null: none yet."
    )
    lists = serializers.DictField(
        child=serializers.CharField(),
        help_text="Path of the list of each kind; what is mentioned before what mentions it.",
    )
    changes = serializers.CharField(help_text="Path of the feed from there.")


class SnapshotPageRead(serializers.Serializer[Any]):
    """A page of the documents that a kind had; follow `next_cursor` until it is null."""

    results = serializers.ListField(
        child=serializers.DictField(), help_text="Documents as recorded, in the order of their ids."
    )
    next_cursor = serializers.CharField(
        allow_null=True, help_text="`cursor` of the next page; null: this is the last."
    )
    previous_cursor = serializers.CharField(
        allow_null=True, help_text="`cursor` of the previous page; null: this is the first."
    )
    omitted = serializers.DictField(
        child=serializers.IntegerField(), allow_null=True, help_text="Always null."
    )
