"""Steps beside editing (withdraw, accept …): one page each that asks for the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.accounts.models import User
from factstore.core import constraints
from factstore.core.errors import Conflict, DomainError
from factstore.core.retries import retried
from factstore.core.roles import Role
from factstore.ledger import actions, notes
from factstore.ledger.admin.history import named, told_since
from factstore.ledger.admin.state import actor, may, told_more
from factstore.ledger.models import MAX_NOTE, Change, Revision

if TYPE_CHECKING:
    from factstore.ledger.admin.base import RecordedAdmin


@dataclass(frozen=True, slots=True)
class Asked:
    """One step as it was asked for: what the form says, and who says it of what."""

    obj: Any
    said: Mapping[str, Any]
    expected: frozenset[int]
    actor: User
    kind: str
    recorded: UUID


Perform = Callable[[Any, str, frozenset[int]], object]


class StepForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autofocus": True}),
        help_text="Why; recorded with the change, for every reader.",
    )
    content_revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `perform(object, reason, expected)` runs inside the step's own change.

    `applies` tells for which objects it is offered; `role` who may do it, at the least;
    `leads_to` names the object whose page comes after it, by model and id. A step whose `form` asks
    for more than the reason has `act` in the place of `perform`; `told` makes the reason of the
    change. What is not `recorded` opens no change; what runs `alone` waits for all
    other changes (`ledger.locks`).
    """

    name: str
    label: str
    explanation: str
    done: str
    perform: Perform | None
    applies: Callable[[Any], bool] = lambda obj: getattr(obj, "withdrawn_reason", None) is None
    grave: bool = False
    role: Role = Role.EDITOR
    leads_to: Callable[[Any], tuple[str, UUID]] | None = None
    form: type[StepForm] = StepForm
    act: Callable[[Asked], object] | None = None
    told: Callable[[Any, str], str] = lambda _obj, reason: reason
    recorded: bool = True
    alone: bool = False


class NoteForm(StepForm):
    reason = forms.CharField(
        label="Note",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text="For colleagues alone; neither changed nor deleted.",
    )


NOTE = Step(
    "note",
    "Add a note…",
    "Notes are for colleagues: no reader sees them, and they are no part of the record.",
    "Noted.",
    None,
    applies=lambda _obj: True,
    role=Role.CONTRIBUTOR,
    form=NoteForm,
    act=lambda asked: notes.write_note(
        kind=asked.kind, object_id=asked.recorded, author=asked.actor, text=asked.said["reason"]
    ),
    recorded=False,
)


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
        form = step.form(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            problems = retried(lambda: _performed(model_admin, request, step, obj, form, recorded))
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
    said = form.cleaned_data
    reason, opened = said["reason"], said["content_revision"]
    asked = Asked(obj, said, frozenset({opened}), actor(request), model_admin.kind, recorded)
    opening = (
        actions.change(
            actor=asked.actor,
            reason=step.told(obj, reason),
            origin=Change.Origin.ADMIN,
            alone=step.alone,
        )
        if step.recorded
        else transaction.atomic()
    )
    try:
        with opening:
            if step.act is not None:
                step.act(asked)
            elif step.perform is not None:
                step.perform(obj, reason, asked.expected)
    except Conflict:
        return [told_since(model_admin.kind, recorded, opened)]
    except DomainError as error:
        return [error.detail, *(item.detail for item in error.errors), *told_more(error)]
    except IntegrityError as error:
        return [constraints.detail(error) or constraints.violated(error)]
    return []


def _after(model_admin: "RecordedAdmin", step: Step, obj: Any) -> str:
    if step.leads_to is None:
        return reverse(model_admin.url_of("change"), args=[obj.pk])
    model, object_id = step.leads_to(obj)
    return reverse(f"admin:{model}_change", args=[object_id])
