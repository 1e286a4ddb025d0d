"""Internal notes over HTTP."""

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api import cursors
from factstore.core.api.views import list_response, operation
from factstore.core.roles import Role
from factstore.ledger import notes
from factstore.ledger.api.notes_serializers import (
    NoteCreate,
    NoteListParameters,
    NotePage,
    NoteRead,
)
from factstore.ledger.api.views import RecordedView
from factstore.ledger.api.visibility import sight
from factstore.ledger.models import Note


class Notes(RecordedView):
    collection = "notes"

    @operation("list", parameters=NoteListParameters, response=NotePage, role=Role.CONTRIBUTOR)
    def get(self, request: Request) -> HttpResponse:
        """List internal notes, newest first.

        Contributors get those on what they may see, and their own.
        """
        scan = cursors.scan(self.query, order="-recorded", check=[UUID])
        rows = Note.objects.page(
            kind=self.query.get("kind"),
            object_id=self.query.get("object"),
            sight=sight(request),
            beyond=UUID(scan.key[0]) if scan.key and scan.key[0] else None,
            descending=scan.direction == "next",
            limit=scan.limit + 1,
        )
        return list_response(
            request, scan, rows, key=lambda row: (str(row.pk),), document=_document
        )

    @operation("create", request=NoteCreate, response=NoteRead, status=201, role=Role.CONTRIBUTOR)
    def post(self, request: Request) -> HttpResponse:
        """Note something on a recorded object.

        Notes are for colleagues: they are in no document and never shown to readers. They are
        neither changed nor deleted.
        """
        body = self.body()
        body["object_id"] = body.pop("object")
        note = notes.write_note(author=self.actor, sight=sight(request), **body)
        return HttpResponse(_document(note), status=201, content_type="application/json")


def _document(note: Note) -> bytes:
    members: dict[str, Any] = {
        "id": note.pk,
        "kind": note.kind,
        "object": note.object_id,
        "text": note.text,
        "author": note.author_id,
        "at": note.at,
    }
    return orjson.dumps(members, option=orjson.OPT_UTC_Z)
