"""Steps beside editing (withdraw, accept …): one page each that asks for the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core import constraints
from factstore.core.errors import Conflict, DomainError
from factstore.core.roles import Role
from factstore.ledger import actions
from factstore.ledger.admin.history import named, told_since
from factstore.ledger.admin.state import actor, may
from factstore.ledger.models import Change, Revision

if TYPE_CHECKING:
    from factstore.ledger.admin.base import RecordedAdmin

Perform = Callable[[Any, str, frozenset[int]], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `perform(object, reason, expected)` runs inside the step's own change.

    `applies` tells for which objects it is offered; `role` who may do it, at the least;
    `leads_to` names the object whose page comes after it, by model and id.
    """

    name: str
    label: str
    explanation: str
    done: str
    perform: Perform
    applies: Callable[[Any], bool] = lambda obj: getattr(obj, "withdrawn_reason", None) is None
    grave: bool = False
    role: Role = Role.EDITOR
    leads_to: Callable[[Any], tuple[str, UUID]] | None = None


class StepForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autofocus": True}),
        help_text="Why; recorded with the change, for every reader.",
    )
    content_revision = forms.IntegerField(widget=forms.HiddenInput)


def withdrawal(perform: Perform) -> Step:
    """Return the step that withdraws what was recorded in error."""
    return Step(
        "withdraw",
        "Withdraw…",
        "It was recorded in error and is never to be used. It disappears from lists; whoever asks "
        "for it is told the reason. Its history stays.",
        "Withdrawn.",
        perform,
        grave=True,
    )


def step_view(model_admin: "RecordedAdmin", step: Step) -> Callable[..., HttpResponse]:
    """Return the view of one step of an admin's objects."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        if not may(request, step.role):
            raise PermissionDenied
        recorded = model_admin.recorded_id(object_id)
        obj = model_admin.get_object(request, object_id) if recorded else None
        if recorded is None or obj is None or not step.applies(obj):
            raise Http404(f"There is nothing here to {step.name}.")
        current = Revision.objects.current(model_admin.kind).get(object_id=recorded)
        initial = {"content_revision": current.content_revision}
        form = StepForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            problems = _performed(model_admin, request, step, obj, form, recorded)
            if not problems:
                model_admin.message_user(request, step.done, messages.SUCCESS)
                return HttpResponseRedirect(_after(model_admin, step, obj))
            for problem in problems:
                form.add_error(None, problem)
        context = {
            **model_admin.admin_site.each_context(request),
            "title": f"{step.label.rstrip('…')}: {named(model_admin.kind, recorded, obj)}",
            "opts": model_admin.opts,
            "object": obj,
            "back": reverse(model_admin.url_of("change"), args=[obj.pk]),
            "step": step,
            "form": form,
        }
        return TemplateResponse(request, "ledger/admin/step.html", context)

    return view


def _performed(  # noqa: PLR0917  one call's parts
    model_admin: "RecordedAdmin",
    request: HttpRequest,
    step: Step,
    obj: Any,
    form: StepForm,
    recorded: UUID,
) -> list[str]:
    """Do the step in a change of its own; return what the store refused."""
    reason, opened = form.cleaned_data["reason"], form.cleaned_data["content_revision"]
    try:
        with actions.change(actor=actor(request), reason=reason, origin=Change.Origin.ADMIN):
            step.perform(obj, reason, frozenset({opened}))
    except Conflict:
        return [told_since(model_admin.kind, recorded, opened)]
    except DomainError as error:
        return [error.detail, *(item.detail for item in error.errors)]
    except IntegrityError as error:
        return [constraints.detail(error) or constraints.violated(error)]
    return []


def _after(model_admin: "RecordedAdmin", step: Step, obj: Any) -> str:
    if step.leads_to is None:
        return reverse(model_admin.url_of("change"), args=[obj.pk])
    model, object_id = step.leads_to(obj)
    return reverse(f"admin:{model}_change", args=[object_id])
