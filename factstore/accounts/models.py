"""Users and their API tokens."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from knox.models import AbstractAuthToken

from factstore.core.ids import new_id

WRITERS = "writers"
"""The group whose members may write; created by a migration."""


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox is not typed
    """Somebody or some program that reads, records or accepts facts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    def may_write(self) -> bool:
        """Tell whether the user is active and a superuser or a member of `writers`."""
        if not self.is_active:
            return False
        return self.is_superuser or self.groups.filter(name=WRITERS).exists()


class Token(AbstractAuthToken):  # type: ignore[misc]  # knox is not typed
    """A key with which a program acts as a user; only its digest is stored."""

    name = models.CharField(max_length=100, help_text="What the token is for.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""), name="accounts_token_name_is_given"
            )
        ]

    def __str__(self) -> Any:
        return f"{self.name} ({self.user})"
