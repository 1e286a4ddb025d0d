"""Requests with an Idempotency-Key: carried out once, answered alike each time."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.writes import Work
from factstore.ledger import idempotency
from factstore.ledger.idempotency import Answer

SUCCESSES = range(200, 300)


def once(request: Request, user_id: UUID, key: str, work: Work) -> HttpResponse:
    """Answer as the first time where the user has sent this request under `key` before.

    Otherwise carry out `work` and store its answer in the same transaction. A refusal leaves
    nothing behind: the key is free again.

    Raises:
        IdempotencyMismatch: under this key another request was sent.
        InProgress: the first request under this key takes too long to wait for.
    """
    fingerprint = fingerprint_of(request)
    with transaction.atomic():
        idempotency.hold(user_id, key)
        before = idempotency.answered(user_id, key, fingerprint)
        if before is not None:
            headers = {**before.headers, "Idempotent-Replayed": "true"}
            return HttpResponse(before.body, status=before.status, headers=headers)
        response = work()
        if response.status_code not in SUCCESSES:
            transaction.set_rollback(True)
            return response
        answer = Answer(response.status_code, dict(response.items()), response.content.decode())
        idempotency.keep(user_id, key, fingerprint, answer)
    return response


def fingerprint_of(request: Request) -> str:
    """Return the digest of what makes two requests the same: JSON is compared, not its spelling."""
    body = dict(request.data) if isinstance(request.data, Mapping) else request.data
    said = [
        request.method,
        request.get_full_path(),
        request.META.get("HTTP_IF_MATCH"),
        body,
    ]
    return "sha256:" + hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
