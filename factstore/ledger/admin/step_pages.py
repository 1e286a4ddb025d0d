"""The page of a step: what it asks, what will happen, and the button that does it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from factstore.core.errors import Conflict, DomainError
from factstore.core.retries import retried
from factstore.ledger import actions
from factstore.ledger.admin.forms import number_in
from factstore.ledger.admin.history import since, told_since
from factstore.ledger.admin.preview import BasisChanged, Preview, seen, tried
from factstore.ledger.admin.recording import telling
from factstore.ledger.admin.results import outcomes
from factstore.ledger.admin.state import actor, may, sight
from factstore.ledger.admin.steps import Asked, Step, StepForm, Subject
from factstore.ledger.models import Change

MEANWHILE = (
    "Others have changed something that this concerns since you looked. Nothing was done: what "
    "would happen now is shown below."
)


class HasSteps(Protocol):
    """An admin whose objects have steps."""

    opts: Any
    admin_site: AdminSite

    def subject(self, request: HttpRequest, object_id: str) -> Subject | None: ...

    def url_of(self, page: str) -> str: ...

    def message_user(self, request: HttpRequest, message: str, level: int) -> None: ...


def step_view(model_admin: HasSteps, step: Step) -> Callable[..., HttpResponse]:
    """Return the view of one step of an admin's objects."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        if not may(request, step.role):
            raise PermissionDenied
        subject = model_admin.subject(request, object_id)
        if subject is None or (request.method != "POST" and not step.applies(subject.obj)):
            raise Http404(f"There is nothing here to {step.name}.")
        if not step.applies(subject.obj):
            return _too_late(model_admin, request, subject)
        if not step.offered(request, subject.obj):
            raise PermissionDenied
        return _Page(model_admin, step, request, subject).answer()

    return view


def _too_late(model_admin: HasSteps, request: HttpRequest, subject: Subject) -> HttpResponse:
    """Tell who changed what the step was meant for, and give back what was typed for it."""
    known = number_in(request.POST.get("content_revision"))
    changes = since(subject.kind, subject.recorded, known, sight(request))
    meanwhile = "; ".join(change.told for change in changes) or "see its history"
    typed = request.POST.get("reason", "").strip()
    told = f"Nothing was done, because it has changed since you opened it: {meanwhile}."
    told += f" You had typed: “{typed}”" if typed else ""
    model_admin.message_user(request, told, messages.WARNING)
    return HttpResponseRedirect(reverse(model_admin.url_of("change"), args=[subject.obj.pk]))


class _Page:
    """One request for a step."""

    def __init__(
        self, model_admin: HasSteps, step: Step, request: HttpRequest, subject: Subject
    ) -> None:
        self.model_admin, self.step = model_admin, step
        self.request, self.subject = request, subject
        self.sight = sight(request)
        self.preview: Preview | None = None
        self.picture: SafeString | None = None
        self.problems: list[str] = []
        self.outcomes: list[Any] = []

    def answer(self) -> HttpResponse:
        """Show the step; or do it, where it was asked for and may be done."""
        if self.request.method != "POST":
            asked_for = {
                n: v for n, v in self.request.GET.items() if n in self.step.form.base_fields
            }
            initial = {**asked_for, "content_revision": self.subject.content_revision}
            self._try(self._form({**initial, **self.step.form.to_try}))
            return self._shown(self._form(initial=initial))
        data = self.request.POST
        if "_show" in data or (self.step.weighs and not data.get("shown")):
            return self._show()
        form = self._form(data)
        if not form.is_valid():
            self._try_typed()
            return self._shown(form)
        self._guarded(lambda: self._do(form))
        if not self.problems:
            self.model_admin.message_user(self.request, self.step.done, messages.SUCCESS)
            return HttpResponseRedirect(self._after())
        return self._shown(form)

    def _show(self) -> HttpResponse:
        if self._try_typed().is_valid():
            return self._shown(self._form(initial=self.request.POST.dict()))
        form = self._form(self.request.POST)
        for name in self.step.form.to_try:  # these are asked for when it is done
            if not self.request.POST.get(name):
                form.errors.pop(name, None)
        return self._shown(form)

    def _try_typed(self) -> StepForm:
        """Try the step with what was typed so far."""
        typed = self.request.POST.copy()
        for name, words in self.step.form.to_try.items():
            if not typed.get(name):
                typed[name] = words
        form = self._form(typed)
        self._try(form)
        return form

    def _form(self, data: Any = None, *, initial: Any = None) -> StepForm:
        return self.step.form(data, initial=initial, subject=self.subject, request=self.request)

    def _try(self, form: StepForm) -> None:
        """Find out what the step does, if enough was typed."""
        if not form.is_valid() or not self.step.recorded:
            return
        asked = self._asked(form)
        if self.step.picture is not None:
            self.picture = self.step.picture(asked)
        self._guarded(lambda: self._keep(tried(lambda: self._doing(asked), self.sight)))

    def _keep(self, preview: Preview) -> None:
        self.preview = preview
        self.outcomes = outcomes(preview.outcome, self.sight)

    def _do(self, form: StepForm) -> None:
        """Do the step, if it does what was shown."""
        asked, shown = self._asked(form), self.request.POST.get("shown")
        with transaction.atomic():
            opened, _ = self._doing(asked)
            if shown and seen(opened, self.sight).basis != shown:
                raise BasisChanged

    def _doing(self, asked: Asked) -> tuple[Change | None, object]:
        step = self.step
        if not step.recorded:
            with transaction.atomic():
                return None, step.do(asked)
        reason = step.told(asked)
        with actions.change(
            actor=asked.actor, reason=reason, origin=step.origin, alone=step.alone
        ) as opened:
            outcome = step.do(asked)
        return opened, outcome

    def _asked(self, form: StepForm) -> Asked:
        said, subject = form.cleaned_data, self.subject
        opened = said["content_revision"]
        expected = frozenset() if opened is None else frozenset({opened})
        return Asked(
            subject.obj, said, expected, actor(self.request), subject.kind, subject.recorded
        )

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do some work; what the store refuses becomes the page's problems."""
        with telling(self.problems, self.sight):
            try:
                retried(work)
            except BasisChanged:
                self._try_typed()
                self.problems.insert(0, MEANWHILE)
            except Conflict:
                known = number_in(self.request.POST.get("content_revision"))
                told = told_since(self.subject.kind, self.subject.recorded, known, self.sight)
                self.problems.append(told)
            except DomainError as error:
                self.outcomes = outcomes(error, self.sight)
                raise

    def _shown(self, form: StepForm) -> HttpResponse:
        admin, step, subject = self.model_admin, self.step, self.subject
        asks_more = any(n not in ("reason", "content_revision") for n in form.fields)
        context = {
            **admin.admin_site.each_context(self.request),
            "title": f"{step.label.rstrip('…')}: {subject.name}",
            "opts": admin.opts,
            "name": subject.name,
            "back": reverse(admin.url_of("change"), args=[subject.obj.pk]),
            "step": step,
            "form": form,
            "media": form.media,
            "preview": self.preview,
            "picture": self.picture,
            "problems": self.problems,
            "outcomes": self.outcomes,
            "asks_more": asks_more,
            "may_do": not step.weighs or (self.preview is not None and not self.problems),
        }
        return TemplateResponse(self.request, "ledger/admin/step.html", context)

    def _after(self) -> str:
        if self.step.leads_to is None:
            return reverse(self.model_admin.url_of("change"), args=[self.subject.obj.pk])
        model, object_id = self.step.leads_to(self.subject.obj)
        return reverse(f"admin:{model}_change", args=[object_id])
