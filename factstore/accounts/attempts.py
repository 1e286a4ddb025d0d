"""Counting failed attempts to sign in, so that passwords cannot be guessed one after the other."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from factstore.accounts.models import SignInAttempt

WINDOW = timedelta(minutes=15)
"""How long a failed attempt counts."""

PER_ADDRESS = 10
"""One address may fail this many times as often as one name from that address."""


def begin(name: str, address: str | None) -> timedelta | None:
    """Count an attempt before its password is looked at; return how long to wait, or None.

    It counts until `succeeded`. What comes while waiting is turned away without being counted, so
    that the wait ends. Nothing here depends on whether there is such a user.
    """
    now, who = timezone.now(), _digest(name)
    SignInAttempt.objects.filter(at__lte=now - WINDOW).delete()
    # Written first: of attempts sent at once, each sees the others.
    attempt = SignInAttempt.objects.create(who=who, address=address, at=now)
    from_there = SignInAttempt.objects.filter(address=address)
    most = settings.SIGN_IN_ATTEMPTS
    waits = [
        wait
        for wait in (
            _wait(list(from_there.filter(who=who).order_by("-at", "-pk")[: most + 1]), most, now),
            _wait(
                list(from_there.order_by("-at", "-pk")[: most * PER_ADDRESS + 1]),
                most * PER_ADDRESS,
                now,
            ),
        )
        if wait is not None
    ]
    if not waits:
        return None
    attempt.delete()
    return max(waits)


def succeeded(name: str, address: str | None) -> None:
    """Forget the attempts of somebody who has signed in."""
    SignInAttempt.objects.filter(who=_digest(name), address=address).delete()


def _wait(newest: list[SignInAttempt], most: int, now: datetime) -> timedelta | None:
    """Return how long until fewer than `most` of the attempts before the present one count."""
    if len(newest) <= most:
        return None
    return newest[-1].at + WINDOW - now


def _digest(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return salted_hmac("factstore.accounts.attempts", plain, algorithm="sha256").hexdigest()
