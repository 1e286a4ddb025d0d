"""Internal notes as they are written and read."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.parameters import PageParameters
from factstore.core.api.serializers import ExactText, IdField, StrictSerializer, page_of
from factstore.ledger.models import MAX_NOTE

KIND = "Kind of the object: `article`, `entity`, `fact`, `fact_type`, `flag`, `proposal` …"


class NoteText(ExactText):
    """The text of a note; not blank."""

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not value.strip():
            self.fail("blank")
        return value


class NoteCreate(StrictSerializer):
    """A note on a recorded object."""

    kind = ExactText(max_length=20, help_text=KIND)
    object = IdField(help_text="Id of the object.")
    text = NoteText(max_length=MAX_NOTE, help_text=f"The note, up to {MAX_NOTE:,} code points.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Note",
            value={
                "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e",
                "kind": "fact",
                "object": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0f",
                "text": "The ministry promised a statement for Friday.",
                "author": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d10",
                "at": "2024-06-21T12:00:00.123456Z",
            },
        )
    ]
)
class NoteRead(serializers.Serializer[Any]):
    """What somebody noted for colleagues; never public, and never changed."""

    id = serializers.UUIDField(help_text="Id of the note.")
    kind = serializers.CharField(help_text="Kind of the object.")
    object = serializers.UUIDField(help_text="Id of the object.")
    text = serializers.CharField(help_text="The note.")
    author = serializers.UUIDField(help_text="Id of the user who noted it.")
    at = serializers.DateTimeField(help_text="When it was noted (RFC 3339, UTC).")


class NoteListParameters(PageParameters):
    kind = ExactText(required=False, max_length=20, help_text=f"{KIND} Default: any.")
    object = IdField(required=False, help_text="Notes on the object with this id.")


NotePage = page_of(NoteRead)
