"""The revisions of recorded things over HTTP; each capability asks for the views of its kinds."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from factstore.core.api import cursors
from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.serializers import page_of
from factstore.core.api.views import document_response, etag, list_response, operation
from factstore.core.roles import Role
from factstore.ledger import history
from factstore.ledger.api.history_serializers import (
    DifferencesRead,
    RevisionPageParameters,
    RevisionRead,
    summary,
)
from factstore.ledger.api.views import ROOT, RecordedView
from factstore.ledger.api.visibility import sight

UNCHANGING = "private, max-age=86400, immutable"
"""A day: what a court orders to be redacted must leave the caches, too."""

_NUMBERS = {
    "number": "Number of the revision, from 1.",
    "before": "Number of the first revision, from 1.",
    "after": "Number of the second revision, from 1; it may be the older one.",
}
_Page = page_of(RevisionRead)


class HistoryView(RecordedView):
    """A view of the revisions of one thing, which the path names by `variable`."""

    variable: ClassVar[str] = ""
    identify: ClassVar[Callable[[Any], UUID]]

    @property
    def object_id(self) -> UUID:
        return type(self).identify(self.kwargs[self.variable])

    def revisions(self) -> HttpResponse:
        """Answer with a page of the revisions that the asker may see, newest first."""
        scan = cursors.scan(self.query, order="-number", check=[_check_number])
        seen = sight(self.request)
        rows = history.page(
            self.kind,
            self.object_id,
            sight=seen,
            descending=scan.direction == "next",
            beyond=int(scan.key[0]) if scan.key and scan.key[0] else None,
            limit=scan.limit + 1,
        )
        return list_response(
            self.request,
            scan,
            rows,
            key=lambda row: (str(row.number),),
            document=lambda row: orjson.dumps(summary(row, sees_all=seen.everything)),
        )

    def revision(self, number: int) -> HttpResponse:
        """Answer with a revision's document as it was recorded, and how to cite it."""
        kept = self._kept(number)
        found = kept.recorded
        tag = etag(found.content_revision, found.number)
        response = document_response(self.request, found.document, tag)
        thing = f"{ROOT}/{self.collection}/{self.kwargs[self.variable]}"
        cited = self.request.build_absolute_uri(f"{thing}/revisions/{number}")
        links = [(cited, "cite-as"), (thing, "latest-version")]
        links += [(f"{thing}/revisions", "version-history")]
        response["Link"] = ", ".join(f'<{url}>; rel="{relation}"' for url, relation in links)
        response["Cache-Control"] = UNCHANGING
        return response

    def differences(self, before: int, after: int) -> HttpResponse:
        """Answer with what differs between two revisions."""
        first, second = self._kept(before).recorded, self._kept(after).recorded
        changes = [asdict(change) for change in history.compared(first, second)]
        body = orjson.dumps({"before": before, "after": after, "changes": changes})
        return HttpResponse(body, content_type=MEDIA_TYPE)

    def _kept(self, number: int) -> history.Kept:
        return history.revision(self.kind, self.object_id, number, sight=sight(self.request))


def history_urls(
    kind: str,
    collection: str,
    document: type[Serializer[Any]],
    *,
    variable: tuple[str, str] = ("uuid:id", "Id of the thing."),
    identify: Callable[[Any], UUID] = lambda value: value,
    role: Role = Role.READER,
) -> list[URLPattern]:
    """Return the addresses of the revisions of a kind's things, below `collection/<thing>`.

    `document` is the shape of its documents; `variable` is the converter and name of the part of
    the path that names the thing, with what it means; `identify` makes an id of it; `role` is the
    least that may ask.
    """
    converter, meaning = variable
    name = converter.rpartition(":")[2]

    class Base(HistoryView):
        variables = {name: meaning, **_NUMBERS}

    Base.kind, Base.collection = kind, collection
    Base.variable, Base.identify = name, staticmethod(identify)

    class Revisions(Base):
        @operation("revisions", parameters=RevisionPageParameters, response=_Page, role=role)
        def get(self, _request: Request, **_place: Any) -> HttpResponse:
            """List the revisions of one thing, newest first.

            Readers see those that were public when they were recorded, contributors also those of
            what is theirs. `actor` and `reason` are for editors.
            """
            return self.revisions()

    class OneRevision(Base):
        @operation("revision", response=document, conditional=True, role=role)
        def get(self, _request: Request, *, number: int, **_place: Any) -> HttpResponse:
            """Show one revision as it was recorded: the address to cite.

            It never changes, and stays when the thing is withdrawn. The header `Link` names the
            address to cite (`cite-as`, RFC 8574) and where the thing is now (`latest-version`).
            """
            return self.revision(number)

    class Differences(Base):
        @operation("revision_diff", response=DifferencesRead, role=role)
        def get(self, _request: Request, *, before: int, after: int, **_place: Any) -> HttpResponse:
            """Show what differs between two revisions, item by item."""
            return self.differences(before, after)

    prefix = f"{collection}/<{converter}>/revisions"
    return [
        path(prefix, Revisions.as_view()),
        path(f"{prefix}/<int:number>", OneRevision.as_view()),
        path(f"{prefix}/<int:before>/diff/<int:after>", Differences.as_view()),
    ]


def _check_number(text: str) -> None:
    if not (text.isascii() and text.isdecimal()) or int(text) > history.MAX_NUMBER:
        raise ValueError(text)
