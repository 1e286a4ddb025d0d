"""Forms of what is accepted: saved by anybody but a reviewer, they make a proposal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from rest_framework.exceptions import ValidationError

from factstore.accounts.models import User
from factstore.core.errors import Invalid
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.admin.sending import sent
from factstore.facts.api.drafting import read_patch
from factstore.facts.drafts import FactPatch
from factstore.facts.models import Fact
from factstore.ledger.admin.base import RecordedAdmin
from factstore.ledger.admin.state import actor, may, state
from factstore.ledger.admin.steps import in_use


def proposes(user: User, fact: Fact | None) -> bool:
    """Tell whether what somebody changes in a fact becomes a proposal."""
    return fact is not None and fact.status == Fact.Status.ACCEPTED and user.role < Role.REVIEWER


def edits(request: HttpRequest, fact: Fact | None) -> bool:
    """Tell whether somebody may change a fact, or propose to; None: make a new one."""
    if fact is None or may(request, Role.EDITOR):
        return may(request, Role.CONTRIBUTOR)
    own = fact.created_by_id == actor(request).pk
    return may(request, Role.CONTRIBUTOR) and (own or fact.status == Fact.Status.ACCEPTED)


def change_or_propose(
    user: User, fact: Fact, patch: FactPatch, *, opened: frozenset[int], reason: str
) -> UUID | None:
    """Change a fact, or propose the change of an accepted one; returns the id of the proposal."""
    if not proposes(user, fact):
        actions.update_fact(fact.pk, patch, expected=opened)
        return None
    (base,) = opened
    proposal = actions.create_proposal(
        fact.pk, base=base, sent=sent(patch), read=_read, reason=reason
    )
    return proposal.pk


def _read(patch: Mapping[str, Any]) -> FactPatch:
    try:
        return read_patch(patch)
    except ValidationError as error:
        raise Invalid(f"It cannot be proposed so: {error.detail}") from error


class ProposingAdmin(RecordedAdmin):
    """The page of a fact, or of a part of one."""

    def fact(self, request: HttpRequest, obj: Any) -> Fact | None:
        """Return the fact that a page changes; None: a new one."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        fact = self.fact(request, None)
        return edits(request, fact) and (fact is None or in_use(fact))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        fact = self.fact(request, obj) if obj is not None else None
        gone = request.method != "POST" and fact is not None and not in_use(fact)
        return edits(request, fact) and not gone

    def write(self, request: HttpRequest, form: Any, fact: Fact, patch: FactPatch) -> bool:
        """Change the fact as the form says, or propose it; tells whether it was changed."""
        known = state(request)
        known.places |= {f"/patch{pointer}": prefix for pointer, prefix in known.places.items()}
        known.proposed = change_or_propose(
            actor(request),
            fact,
            patch,
            opened=form.opened(),
            reason=form.reason_or("proposed in the admin"),
        )
        return known.proposed is None

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["proposing"] = proposes(actor(request), self.fact(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None if state(request).proposed else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None if state(request).proposed else super().log_change(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        proposed = self._proposed(request, obj)
        return proposed or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._proposed(request, obj) or super().response_change(request, obj)

    def _proposed(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        proposal, fact = state(request).proposed, self.fact(request, obj)
        if proposal is None or fact is None:
            return None
        told = format_html(
            'Proposed: the fact stays as it is until a reviewer accepts it. <a href="{}">See your '
            "proposal</a>.",
            reverse("admin:facts_proposal_change", args=[proposal]),
        )
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:facts_fact_change", args=[fact.pk]))
