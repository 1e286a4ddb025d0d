"""Making users and tokens."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from factstore.accounts.models import WRITERS, Token, User


@transaction.atomic
def create_user(*, username: str, writer: bool) -> User:
    """Create a user without a password: it acts through tokens until it is given one."""
    user = User.objects.create_user(username=username, password=None)
    if writer:
        user.groups.add(Group.objects.get(name=WRITERS))
    return user


def create_token(*, user: User, name: str, days: int | None = None) -> tuple[Token, str]:
    """Create a token that holds for `days` (None: as the settings say); return it and its key.

    The key is told this once: only its digest is stored.
    """
    ttl = timedelta(days=days) if days is not None else settings.REST_KNOX["TOKEN_TTL"]
    token, key = Token.objects.create(user=user, expiry=ttl, name=name)
    return token, key


def ensure_admin(*, username: str, password: str) -> User | None:
    """Create a superuser unless there is one already; return the new one."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    return User.objects.create_superuser(username=username, password=password)
