"""Users, their API tokens, and failed attempts to sign in."""

from typing import Any

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from knox.models import AbstractAuthToken

from factstore.accounts.programs import MAX_MODEL, MAX_VERSION, Program
from factstore.accounts.roles import role_of
from factstore.core.ids import new_id
from factstore.core.roles import Role

TOKEN_ROLES = [(role.label, role.label) for role in Role if role < Role.ADMINISTRATOR]


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox is not typed
    """Somebody or some program that reads, records or accepts facts.

    Never deleted, since changes name their actor: see `actions.pseudonymise_user`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    ceiling: Role | None = None
    """The most that the token of the present request lends of the user's role; None: all."""

    class Meta(AbstractUser.Meta):
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    @cached_property
    def group_role(self) -> Role:
        """The role by groups: one statement the first time, none where authentication knew it."""
        return role_of(self.groups.values_list("name", flat=True))

    @property
    def role(self) -> Role:
        """What the user may do at present."""
        if not self.is_active:
            return Role.READER
        own = Role.ADMINISTRATOR if self.is_superuser else self.group_role
        return own if self.ceiling is None else min(own, self.ceiling)


class Token(AbstractAuthToken):  # type: ignore[misc]  # knox is not typed
    """A key with which a program acts as a user; only its digest is stored."""

    number = models.UUIDField(
        default=new_id, unique=True, editable=False, help_text="Names it without its digest."
    )
    name = models.CharField(max_length=100, help_text="What the token is for.")
    origin_model = models.CharField(
        max_length=MAX_MODEL,
        null=True,
        blank=True,
        help_text="For a program: its model. Recorded with each change made with the token.",
    )
    origin_version = models.CharField(
        max_length=MAX_VERSION, null=True, blank=True, help_text="For a program: the version."
    )
    role = models.CharField(
        max_length=13,
        null=True,
        blank=True,
        choices=TOKEN_ROLES,
        help_text="The most that it may do; empty: whatever its user may.",
    )
    last_used = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="To the minute (UTC)."
    )
    revoked = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="accounts_token_name_is_given"),
            models.CheckConstraint(
                condition=~Q(origin_model="") & ~Q(origin_version=""),
                name="accounts_token_origin_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(origin_model__isnull=True, origin_version__isnull=True)
                | Q(origin_model__isnull=False, origin_version__isnull=False),
                name="accounts_token_origin_is_model_and_version",
                violation_error_message="A program has a model and a version.",
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=True) | Q(role__in=[label for label, _ in TOKEN_ROLES]),
                name="accounts_token_role_is_known",
            ),
        ]

    def __str__(self) -> Any:
        return f"{self.name} ({self.user})"

    @property
    def origin(self) -> Program | None:
        """The program that was given it; None: a person was."""
        if self.origin_model is None or self.origin_version is None:
            return None
        return Program(self.origin_model, self.origin_version)

    @property
    def is_narrow(self) -> bool:
        """Whether it is a program's, or lends less than its user's role: it makes no tokens."""
        return self.role is not None or self.origin is not None


class SignInAttempt(models.Model):
    """An attempt to sign in that has not succeeded, kept for as long as it counts."""

    who = models.CharField(
        max_length=64, help_text="Keyed digest of the name as typed; people mistype passwords here."
    )
    address = models.GenericIPAddressField(null=True, help_text="Where it came from.")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(who=""), name="accounts_signinattempt_has_name"),
        ]
        indexes = [
            models.Index(fields=["who", "address"], name="accounts_signinattempt_who"),
            models.Index(fields=["address"], name="accounts_signinattempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"
