"""What one request to the admin carries from step to step: what it read, and what was refused."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from factstore.accounts.models import User
from factstore.core.errors import DomainError, FieldError
from factstore.core.roles import Role
from factstore.ledger.sight import Sight

Refusals = dict[str, list[tuple[str | None, str]]]
"""Messages by the prefix of the form that they belong to, each with its member or None."""


@dataclass(slots=True)
class FormState:
    """One form view: the revision it opened, where its parts went, what the store refused.

    `places` maps a JSON pointer into what the action was given to the prefix of a form.
    `proposed` is the id of the proposal that the form made instead of a change.
    `opened_with` is what the form showed when it was opened, as the page carries it; `meanwhile`
    tells what others saved since, `overlaps` where that meets what was typed.
    """

    content_revision: int | None = None
    unchanged: bool = False
    proposed: UUID | None = None
    opened_with: str | None = None
    meanwhile: list[str] = field(default_factory=list)
    overlaps: list[Any] = field(default_factory=list)
    role: Role | None = None
    places: dict[str, str] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=lambda: defaultdict(list))

    def restart(self) -> None:
        """Forget what an earlier attempt at the same request found."""
        self.unchanged, self.proposed, self.opened_with = False, None, None
        self.meanwhile, self.overlaps = [], []
        self.places.clear()
        self.refusals.clear()

    def refuse(self, error: DomainError, more: Iterable[str] = ()) -> None:
        """Keep what the store refused for the forms that are shown again."""
        for item in error.errors:
            prefix, member = self._placed(item)
            self.refusals[prefix].append((member, item.detail))
        if not error.errors:
            self.refusals[""].append((None, error.detail))
        for message in more:
            self.refusals[""].append((None, message))

    def _placed(self, item: FieldError) -> tuple[str, str | None]:
        pointer = item.pointer
        while pointer:
            if pointer in self.places:
                rest = item.pointer.removeprefix(pointer).strip("/")
                return self.places[pointer], rest.rpartition("/")[2] or None
            pointer = pointer.rpartition("/")[0]
        return "", item.pointer.strip("/").rpartition("/")[2] or None


def state(request: HttpRequest) -> FormState:
    """Return the state of a request, made at first use."""
    found: FormState = request.__dict__.setdefault("_factstore_form", FormState())
    return found


def may(request: HttpRequest, role: Role) -> bool:
    """Tell whether the user is staff and has at least `role`; asks the database once a request."""
    known = state(request)
    if known.role is None:
        user = request.user
        known.role = user.role if isinstance(user, User) and user.is_staff else Role.READER
    return known.role >= role


def sight(request: HttpRequest) -> Sight:
    """Return what the user sees."""
    user = actor(request)
    return Sight.of(user.role, user.pk)


def actor(request: HttpRequest) -> User:
    """Return who writes; the permissions let nobody else come so far."""
    if not isinstance(request.user, User):
        raise TypeError("only a user of ours writes")
    return request.user
