"""Answers kept under the caller's keys, so that a request sent twice is carried out once.

An answer is stored in the transaction of the change that it tells of: both stay, or neither.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from factstore.core.ids import new_id
from factstore.ledger.errors import IdempotencyMismatch, InProgress
from factstore.ledger.models import Idempotency

KEPT = timedelta(hours=24)
WAIT_MILLISECONDS = 10_000
"""How long a second request waits for the first one's transaction."""
SWEPT = 20
"""How many expired answers are removed with each new one: more than come in, so all go."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it was given; `body` is JSON."""

    status: int
    headers: dict[str, str]
    body: str


def hold(user_id: UUID, key: str) -> None:
    """Wait for whoever is using the key, and hold it until the transaction ends.

    Raises:
        InProgress: the other request takes longer than `WAIT_MILLISECONDS`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone() or ("0",)
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MILLISECONDS}ms"])
        try:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7305))", [f"{user_id} {key}"]
            )
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                detail = "The first request with this key has not ended yet; ask again."
                raise InProgress(detail) from error
            raise
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def answered(user_id: UUID, key: str, fingerprint: str) -> Answer | None:
    """Return the answer that was given under the key, or None where there is none yet.

    The caller holds the key.

    Raises:
        IdempotencyMismatch: it was given to another request.
    """
    kept = Idempotency.objects.filter(user=user_id, key=key, at__gt=_expiry()).first()
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        raise IdempotencyMismatch(
            "This key was sent with another request within the last 24 hours; take a new key."
        )
    return Answer(kept.status, kept.headers, kept.body)


def keep(user_id: UUID, key: str, fingerprint: str, answer: Answer) -> None:
    """Store the answer given under a key; the caller holds the key."""
    Idempotency.objects.bulk_create(
        [
            Idempotency(
                id=new_id(),
                user_id=user_id,
                key=key,
                fingerprint=fingerprint,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
                at=datetime.now(UTC),
            )
        ],
        update_conflicts=True,  # an expired one
        unique_fields=["user", "key"],
        update_fields=["fingerprint", "status", "headers", "body", "at"],
    )
    _sweep()


def purge() -> int:
    """Remove all expired answers; return how many there were."""
    removed, _ = Idempotency.objects.filter(at__lte=_expiry()).delete()
    return removed


def _sweep() -> None:
    # Rows that another transaction is removing are left to it: nobody waits for housekeeping.
    expired = (
        Idempotency.objects.select_for_update(skip_locked=True)
        .filter(at__lte=_expiry())
        .order_by("at")
        .values("pk")[:SWEPT]
    )
    Idempotency.objects.filter(pk__in=list(expired.values_list("pk", flat=True))).delete()


def _expiry() -> datetime:
    return datetime.now(UTC) - KEPT
