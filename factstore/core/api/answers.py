"""Answers made of stored document bytes: one document, or a page of them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.conditions import not_modified
from factstore.core.api.cursors import Direction, Key, Scan, encode, page_body
from factstore.core.api.cursors import page as make_page

Row = TypeVar("Row")

MEDIA_TYPE = "application/json"


def document_response(
    request: Request,
    document: bytes,
    etag: str,
    *,
    status: int = 200,
    location: str | None = None,
) -> HttpResponse:
    """Answer with `document` as it is; 304 where the caller has it already."""
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    headers = {"ETag": etag}
    if location is not None:
        headers["Location"] = location
    return HttpResponse(document, status=status, content_type=MEDIA_TYPE, headers=headers)


def list_response(
    request: Request,
    scan: Scan,
    fetched: Sequence[Row],
    *,
    key: Callable[[Row], Key],
    document: Callable[[Row], bytes],
    omitted: bytes | None = None,
) -> HttpResponse:
    """Answer with a page of stored documents and the `Link`s to its neighbours.

    `fetched` are up to `scan.limit + 1` rows in the direction of the scan; `key` gives a row's
    place in the order, `document` its JSON. Source: RFC 8288.
    """
    page = make_page(
        fetched, limit=scan.limit, direction=scan.direction, from_cursor=not scan.is_first
    )
    after = _cursor(scan, "next", page.next, key)
    before = _cursor(scan, "previous", page.previous, key)
    links = [
        f'<{_neighbour(request, cursor)}>; rel="{relation}"'
        for relation, cursor in (("next", after), ("prev", before))
        if cursor is not None
    ]
    return HttpResponse(
        page_body((document(row) for row in page.rows), after, before, omitted),
        content_type=MEDIA_TYPE,
        headers={"Link": ", ".join(links)} if links else {},
    )


def _cursor(
    scan: Scan, direction: Direction, row: Row | None, key: Callable[[Row], Key]
) -> str | None:
    return None if row is None else encode(scan.order, direction, key(row), scan.fingerprint)


def _neighbour(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
