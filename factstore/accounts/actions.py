"""Making users and tokens, ending tokens, and letting users go."""

from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from factstore.accounts.models import Token, User
from factstore.accounts.programs import Program
from factstore.accounts.roles import GROUPS
from factstore.core.errors import IllegalTransition
from factstore.core.roles import Role

PSEUDONYM = "deleted-"
SYSTEM = "factstore-system"


@transaction.atomic
def create_user(*, username: str, role: Role | None = None, writer: bool = False) -> User:
    """Create a user without a password: it acts through tokens until it is given one.

    `writer` is short for the role of a reviewer. An administrator may use the admin.
    """
    asked = Role.REVIEWER if writer and role is None else role or Role.READER
    top = asked == Role.ADMINISTRATOR
    user = User.objects.create_user(
        username=username, password=None, is_superuser=top, is_staff=top
    )
    if asked in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[asked]))
    return user


def system_user() -> User:
    """Return the user in whose name the program itself records; nobody can act as it."""
    found = User.objects.filter(username=SYSTEM).first()
    return found or User.objects.create_user(username=SYSTEM, password=None, is_active=False)


def create_token(
    *,
    user: User,
    name: str,
    days: int | None = None,
    role: Role | None = None,
    origin: Program | None = None,
) -> tuple[Token, str]:
    """Create a token that holds for `days` (None: as the settings say); return it and its key.

    The key is told this once: only its digest is stored. `role` is the most that the token lends of
    its user's; `origin` the program that is given it.
    """
    ttl = timedelta(days=days) if days is not None else settings.REST_KNOX["TOKEN_TTL"]
    label = None if role is None else role.label
    token, key = Token.objects.create(
        user=user,
        expiry=ttl,
        name=name,
        role=label,
        origin_model=origin.model if origin else None,
        origin_version=origin.version if origin else None,
    )
    return token, key


def revoke_token(token: Token) -> Token:
    """End a token for good; revoking it again changes nothing."""
    if token.revoked is None:
        token.revoked = timezone.now()
        token.save(update_fields=["revoked"])
    return token


def ensure_admin(*, username: str, password: str) -> User | None:
    """Create a superuser unless there is one already; return the new one."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    return User.objects.create_superuser(username=username, password=password)


@transaction.atomic
def pseudonymise_user(user: User) -> User:
    """Let a user go: name, address and rights are gone; what was recorded keeps its actor.

    Every change goes on pointing to the row, whose name is a pseudonym from now on.

    Raises:
        IllegalTransition: nobody else could administer the store.
    """
    administrators = set(
        User.objects.select_for_update()
        .filter(is_superuser=True, is_active=True)
        .values_list("pk", flat=True)
    )
    if administrators == {user.pk}:
        raise IllegalTransition("The only administrator stays.")
    user.username = _pseudonym(user)
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    Token.objects.filter(user=user, revoked=None).update(revoked=timezone.now())
    # What tokens are called may tell whose they were.
    Token.objects.filter(user=user).update(name="revoked")
    LogEntry.objects.filter(
        content_type__app_label="accounts", content_type__model="user", object_id=str(user.pk)
    ).update(object_repr=user.username)
    return user


def _pseudonym(user: User) -> str:
    """Return a name that nobody has: the end of a UUIDv7 is random."""
    return f"{PSEUDONYM}{user.pk.hex[-12:]}"
