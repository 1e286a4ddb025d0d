"""Turns every refusal and failure into one `application/problem+json` document.

Source: RFC 9457. The codes are listed in `factstore.core.api.codes` and `member_codes`.
"""

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from psycopg.errors import QueryCanceled
from rest_framework import exceptions
from rest_framework.settings import api_settings

from factstore.core.api.codes import PROBLEMS, Code
from factstore.core.api.middleware import request_id
from factstore.core.constraints import broken, violated
from factstore.core.errors import Conflict, DomainError, FieldError

MEDIA_TYPE = "application/problem+json"
BASE = "/api/"

PERMANENT_REDIRECT = 308

logger = logging.getLogger(__name__)

_SIMPLE: dict[type[Exception], str] = {
    exceptions.ParseError: "unreadable_json",
    exceptions.PermissionDenied: "permission_denied",
    DjangoPermissionDenied: "permission_denied",
    Http404: "not_found",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


def problem_response(
    request: HttpRequest,
    code: str,
    *,
    kind: Code | None = None,
    detail: str = "",
    errors: Sequence[FieldError] = (),
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with the problem `code`, of the kind that the table names unless `kind` is given.

    `members` are extension members of the document.
    """
    known = kind or PROBLEMS[code]
    body = {
        **(members or {}),
        "type": f"urn:factstore:error:{code}",
        "title": known.title,
        "status": known.status,
        "detail": detail or known.sentence,
        "code": code,
        "request_id": request_id(request),
        "errors": [asdict(error) for error in errors],
    }
    return HttpResponse(
        orjson.dumps(body, default=str),
        status=known.status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer for `exc`; None leaves it to Django, which logs it and calls `handler500`."""
    request: HttpRequest = context["request"]
    if isinstance(exc, DomainError):
        return _domain(request, exc)
    if isinstance(exc, exceptions.ValidationError):
        return problem_response(request, "invalid", errors=list(field_errors(exc.detail)))
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return _not_authenticated(request, exc)
    if isinstance(exc, OperationalError | InterfaceError):
        return _database(request, exc)
    if isinstance(exc, IntegrityError) and violated(exc):
        # The checks before writing should have refused it.
        logger.error("request %s breaks %s", request_id(request), violated(exc), exc_info=exc)
        return _domain(request, broken(exc))
    for kind, code in _SIMPLE.items():
        if isinstance(exc, kind):
            detail = "" if isinstance(exc, Http404) else str(getattr(exc, "detail", exc))
            headers = _headers(exc, context.get("view"))
            return problem_response(request, code, detail=detail, headers=headers)
    return None


def field_errors(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """Flatten DRF's nested error lists and dicts to one entry per refusal, with JSON pointers."""
    if isinstance(detail, str):
        code = getattr(detail, "code", None) or "invalid"
        yield FieldError(pointer, code, str(detail))
        return
    for name, inner in _entries(detail):
        here = pointer if name is None else f"{pointer}/{escape(name)}"
        yield from field_errors(inner, here)


def escape(name: str) -> str:
    """Return `name` as one reference token of a JSON pointer. Source: RFC 6901, 3."""
    return name.replace("~", "~0").replace("/", "~1")


def _entries(detail: Any) -> Iterable[tuple[str | None, Any]]:
    if isinstance(detail, Mapping):
        own = api_settings.NON_FIELD_ERRORS_KEY
        return [(None if name == own else str(name), inner) for name, inner in detail.items()]
    return [
        (None if isinstance(inner, str) else str(index), inner)
        for index, inner in enumerate(detail)
    ]


def _domain(request: HttpRequest, exc: DomainError) -> HttpResponse:
    headers = {"ETag": exc.etag} if isinstance(exc, Conflict) else {}
    if exc.status == PERMANENT_REDIRECT:
        query = request.META.get("QUERY_STRING", "")
        headers["Location"] = exc.members()["into"]["url"] + (f"?{query}" if query else "")
    return problem_response(
        request,
        exc.code,
        kind=Code(exc.status, exc.title, exc.title),
        detail=exc.detail,
        errors=exc.errors,
        members=exc.members(),
        headers=headers,
    )


def _not_authenticated(request: HttpRequest, exc: exceptions.APIException) -> HttpResponse:
    # RFC 6750, 3: no error attribute where the request carried no credentials at all.
    refused = isinstance(exc, exceptions.AuthenticationFailed)
    challenge = 'Bearer error="invalid_token"' if refused else "Bearer"
    return problem_response(
        request,
        "not_authenticated",
        detail=str(exc.detail),
        headers={"WWW-Authenticate": challenge},
    )


def _database(request: HttpRequest, exc: Exception) -> HttpResponse:
    code = "time_limit" if isinstance(exc.__cause__, QueryCanceled) else "unavailable"
    logger.error("request %s: %s", request_id(request), code, exc_info=exc)
    return problem_response(request, code)


def _headers(exc: Exception, view: Any) -> dict[str, str]:
    if isinstance(exc, exceptions.MethodNotAllowed) and view is not None:
        return {"Allow": ", ".join(view.allowed_methods)}
    wait = getattr(exc, "wait", None)
    if wait is not None:
        return {"Retry-After": str(math.ceil(wait))}
    return {}


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(BASE):
        return problem_response(request, "bad_request")
    return defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(BASE):
        return problem_response(request, "permission_denied")
    return defaults.permission_denied(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(BASE):
        return problem_response(request, "not_found", detail="There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    logger.error("request %s failed", request_id(request))
    if request.path.startswith(BASE):
        return problem_response(request, "internal")
    return defaults.server_error(request)
