"""Gives each request an id that stands in its answer, in problem documents and in the log."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(request: HttpRequest) -> str:
    """Return the id of `request`; give it one if the middleware has not seen it."""
    known = request.META.get("factstore.request_id")
    if isinstance(known, str):
        return known
    sent = request.META.get("HTTP_X_REQUEST_ID", "")
    chosen = sent if _SANE.fullmatch(sent) else uuid4().hex
    request.META["factstore.request_id"] = chosen
    return chosen


class RequestIdMiddleware:
    """Accepts the caller's `X-Request-Id` if it is sane, else makes one, and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request_id(request)
        response = self.get_response(request)
        response["X-Request-Id"] = chosen
        return response
