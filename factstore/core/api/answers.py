"""Answers made of stored document bytes: one document, or a page of them."""

from collections.abc import Iterable

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.conditions import not_modified
from factstore.core.api.cursors import page_body

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


def page_response(
    request: Request,
    results: Iterable[bytes],
    *,
    next_cursor: str | None,
    previous_cursor: str | None,
    omitted: bytes | None = None,
) -> HttpResponse:
    """Answer with a page and the `Link`s to its neighbours. Source: RFC 8288."""
    links = [
        f'<{_neighbour(request, cursor)}>; rel="{relation}"'
        for relation, cursor in (("next", next_cursor), ("prev", previous_cursor))
        if cursor is not None
    ]
    return HttpResponse(
        page_body(results, next_cursor, previous_cursor, omitted),
        content_type=MEDIA_TYPE,
        headers={"Link": ", ".join(links)} if links else {},
    )


def _neighbour(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
