"""What all writes share: the trial run, and the key under which an answer is kept.

Source: draft-ietf-httpapi-idempotency-key-header (Idempotency-Key).
"""

import re
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.exceptions import BadHeader
from factstore.core.api.operations import Operation, SerializerClass
from factstore.core.api.parameters import Parameters
from factstore.core.api.serializers import Flag

Work = Callable[[], HttpResponse]
"""The rest of a request: it writes, and answers."""

MAX_KEY = 200
_KEY = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY}}}")
_OF_THE_RECORDED = ("ETag", "Location")


class WriteParameters(Parameters):
    dry_run = Flag(
        default=False,
        help_text="`true`: do and check everything, answer 200 with the document as it would be "
        "recorded, and keep nothing of it.",
    )


def parameters_of(declared: Operation | None) -> SerializerClass | None:
    """Return the query parameters of an operation; every write has those of `WriteParameters`."""
    if declared is None:
        return None
    return declared.parameters or (WriteParameters if declared.writes else None)


def idempotency_key(request: Request) -> str | None:
    """Return the caller's key for this request, or None.

    Raises:
        BadHeader: it is empty, too long, or has other than visible ASCII characters.
    """
    sent: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if sent is not None and not _KEY.fullmatch(sent):
        raise BadHeader(f"Idempotency-Key has 1 to {MAX_KEY} visible ASCII characters.")
    return sent


def dry_run(work: Work) -> HttpResponse:
    """Answer as `work` does, and take back whatever it wrote.

    What the database would check at commit only is checked before that.
    """
    with transaction.atomic():
        response = work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)
    for name in _OF_THE_RECORDED:  # there is nothing yet that they would name
        response.headers.pop(name, None)
    if response.status_code < 300:  # noqa: PLR2004  a success of whatever kind
        response.status_code = 200
    response["Dry-Run"] = "true"
    return response
