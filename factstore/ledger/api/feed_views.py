"""The change feed and snapshots over HTTP."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api import cursors
from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.exceptions import BadParameter
from factstore.core.api.views import ApiView, list_response, operation
from factstore.core.errors import NotFound
from factstore.ledger import feed, kinds, listening, snapshot
from factstore.ledger.api.feed_serializers import (
    ChangeParameters,
    ChangeRead,
    FeedParameters,
    FeedRead,
    SnapshotPageRead,
    SnapshotParameters,
    SnapshotRead,
)
from factstore.ledger.api.views import ROOT
from factstore.ledger.api.visibility import sight


class FeedView(ApiView):
    collection = "changes"

    def wanted(self) -> feed.Wanted:
        """Return what the query asks for, as far as the asker may see it."""
        return feed.Wanted(self.query.get("kinds"), self.query["format"], sight(self.request))


class Changes(FeedView):
    @operation("list", parameters=FeedParameters, response=FeedRead)
    def get(self, _request: Request) -> HttpResponse:
        """Follow the changes, in the order in which they were committed.

        Ask on with `next_after`: nothing is left out and nothing comes twice. Readers get facts
        while they are accepted, contributors also their own drafts, and proposals and flags about
        what they may see.
        """
        follower = _Follower(self.wanted(), self.query["after"], self.query["limit"])
        page, has_waited = listening.answer(
            follower.read, is_empty=lambda page: not page.changes, seconds=self.query["wait"]
        )
        retry_after = None if has_waited else listening.RETRY_SECONDS
        body = b'{"results":[%s],"next_after":%d,"head":%d,"retry_after":%s}' % (
            b",".join(page.changes), page.next_after, page.head, orjson.dumps(retry_after)
        )  # fmt: skip
        headers = {} if has_waited else {"Retry-After": str(retry_after)}
        return HttpResponse(body, content_type=MEDIA_TYPE, headers=headers)


class _Follower:
    """One request's place in the feed, which moves while it waits."""

    def __init__(self, wanted: feed.Wanted, after: int, limit: int) -> None:
        self._wanted, self._after, self._limit = wanted, after, limit

    def read(self) -> feed.Page:
        page = feed.page(self._wanted, after=self._after, limit=self._limit)
        _require_past("after", self._after, page.head)
        if not page.changes:
            self._after = page.next_after
        return page


class ChangeDetail(FeedView):
    variables = {"change_id": "Id of the change."}

    @operation("retrieve", parameters=ChangeParameters, response=ChangeRead)
    def get(self, _request: Request, change_id: UUID) -> HttpResponse:
        """Show one change with what it recorded."""
        return HttpResponse(feed.one(change_id, self.wanted()), content_type=MEDIA_TYPE)


class SnapshotView(ApiView):
    collection = "snapshot"
    tag = "changes"

    @operation("retrieve", response=SnapshotRead)
    def get(self, _request: Request) -> HttpResponse:
        """Name the present position, the lists of what the store says there, and the feed from it.

        Load each list to its end, then follow the changes.
        """
        position, at = feed.head()
        return HttpResponse(
            orjson.dumps(
                {
                    "position": position,
                    "at": at and at.isoformat().replace("+00:00", "Z"),
                    "lists": {
                        name: f"{ROOT}/snapshot/{name}?position={position}&limit=500"
                        for name in kinds.names()
                    },
                    "changes": f"{ROOT}/changes?after={position}",
                }
            ),
            content_type=MEDIA_TYPE,
        )


class SnapshotList(ApiView):
    collection = "snapshot"
    tag = "changes"
    variables = {"kind": "Kind of object, as the snapshot names it."}

    @operation("list", parameters=SnapshotParameters, response=SnapshotPageRead)
    def get(self, request: Request, kind: str) -> HttpResponse:
        """List the documents that a kind had at a position, withdrawn ones too."""
        if kind not in kinds.names():
            raise NotFound(f"There is no kind {kind}.")
        _require_past("position", self.query["position"], feed.head()[0])
        scan = cursors.scan(self.query, order="recorded", check=[UUID])
        rows = snapshot.page(
            kind,
            self.query["position"],
            sight=sight(request),
            descending=scan.direction == "previous",
            beyond=UUID(scan.key[0]) if scan.key and scan.key[0] else None,
            limit=scan.limit + 1,
        )
        return list_response(
            request, scan, rows, key=lambda row: (str(row[1]),), document=lambda row: row[0]
        )


def _require_past(parameter: str, position: int, head: int) -> None:
    """Refuse a position that the store never had: it was restored, or is another one.

    Raises:
        BadParameter: the feed ends before `position`.
    """
    if position > head:
        said = f"{parameter}: the feed ends at {head}; begin again from a snapshot."
        raise BadParameter(said, parameter=parameter)
