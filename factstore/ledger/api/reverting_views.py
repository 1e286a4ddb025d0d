"""Bringing things back over HTTP; each capability asks for the view of its kinds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.ledger import reverting
from factstore.ledger.api.undoing_serializers import RevertWrite
from factstore.ledger.api.views import RecordedView


def revert_url(
    kind: str,
    collection: str,
    document: type[Serializer[Any]],
    *,
    variable: tuple[str, str] = ("uuid:id", "Id of the thing."),
    identify: Callable[[Any], UUID] = lambda value: value,
    errors: tuple[str, ...] = (),
) -> URLPattern:
    """Return the address under which a kind's things are brought back: `collection/<thing>/revert`.

    `document`, `variable` and `identify` are as of `history_urls`; `errors` are codes that this
    kind has besides the usual ones.
    """
    converter, meaning = variable
    name = converter.rpartition(":")[2]

    class Revert(RecordedView):
        variables = {name: meaning}

        @operation(
            "revert",
            request=RevertWrite,
            response=document,
            conditional=True,
            errors=("withdrawn", "cannot_revert", *errors),
            role=Role.REVIEWER,
        )
        def post(self, request: Request, **place: Any) -> HttpResponse:
            """Bring a thing back to one of its revisions.

            What it said then is written again, as a new revision; later revisions stay in the
            record.
            """
            expected, body = if_match(request), self.body()
            object_id, number = identify(place[name]), body.pop("revision")
            with self.change(body, alone=True):
                reverting.revert(kind, object_id, number=number, expected=expected)
            return self.written(object_id)

    Revert.kind, Revert.collection = kind, collection
    return path(f"{collection}/<{converter}>/revert", Revert.as_view())
