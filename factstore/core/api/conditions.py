"""Entity tags and conditional requests. Source: RFC 9110, 8.8.3 and 13.1.

A tag is `"<content_revision>.<revision>"`. What a write depends on is the content revision alone:
a re-recorded name or count is no conflict.
"""

import re
from collections.abc import Sequence

from django.http import HttpResponse
from django.http.request import HttpRequest
from rest_framework.request import Request

from factstore.core.api.exceptions import BadHeader, PreconditionRequired
from factstore.core.errors import Conflict

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[\s,]*{_TAG}(?:\s*,[\s,]*{_TAG})*[\s,]*")
_OURS = re.compile(r'"(\d{1,18})\.\d{1,18}"')


def etag(content_revision: int, revision: int) -> str:
    """Return the strong entity tag of a recorded object, with its quotation marks."""
    return f'"{content_revision}.{revision}"'


def if_match(request: HttpRequest | Request) -> frozenset[int] | None:
    """Return the content revisions that the caller builds on; None for `*`, which is any.

    Weak tags never match (strong comparison); tags that are not ours name no revision.

    Raises:
        PreconditionRequired: there is no If-Match.
        BadHeader: it cannot be read.
    """
    sent = request.META.get("HTTP_IF_MATCH")
    if sent is None:
        raise PreconditionRequired("Send the ETag that you read as If-Match.")
    tags = _tags(sent, "If-Match")
    if tags is None:
        return None
    return frozenset(int(ours[1]) for tag in tags if (ours := _OURS.fullmatch(tag)))


def require_match(
    request: HttpRequest | Request,
    content_revision: int,
    revision: int,
    *,
    changed: Sequence[str] = (),
) -> None:
    """Refuse the write unless its If-Match names the present content revision.

    Raises:
        PreconditionRequired, BadHeader: as `if_match`.
        Conflict: the content has changed since; carries the present tag and `changed`.
    """
    expected = if_match(request)
    if expected is not None and content_revision not in expected:
        raise Conflict(
            "Its content has changed since the revision that you name.",
            etag=etag(content_revision, revision),
            changed=changed,
        )


def not_modified(request: HttpRequest | Request, tag: str) -> HttpResponse | None:
    """Return the 304 if the caller's If-None-Match names `tag` (weak comparison), else None."""
    sent = request.META.get("HTTP_IF_NONE_MATCH")
    if sent is None or request.method not in {"GET", "HEAD"}:
        return None
    tags = _tags(sent, "If-None-Match")
    if tags is None or tag in {one.removeprefix("W/") for one in tags}:
        return HttpResponse(status=304, headers={"ETag": tag})
    return None


def _tags(header: str, name: str) -> list[str] | None:
    """Return the tags in `header` as sent; None for `*`."""
    if header.strip() == "*":
        return None
    if not _LIST.fullmatch(header):
        raise BadHeader(f'{name} is neither * nor a list of tags such as "3.4".')
    return re.findall(_TAG, header)
