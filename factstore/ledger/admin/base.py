"""The base of the editors' pages: everything is written by actions, inside one change."""

# ruff: noqa: ARG002  signatures given by the framework

import logging
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, OperationalError
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core import constraints
from factstore.core.errors import Conflict, DomainError
from factstore.core.retries import gave_way
from factstore.core.roles import Role
from factstore.ledger import actions, kinds
from factstore.ledger.admin.editors import EditorsAdmin
from factstore.ledger.admin.forms import RecordedForm, number_in
from factstore.ledger.admin.history import (
    content_revision,
    history,
    named,
    notes_on,
    other_of,
    told_since,
)
from factstore.ledger.admin.opened import opened
from factstore.ledger.admin.rebasing import rebase
from factstore.ledger.admin.results import told_more
from factstore.ledger.admin.state import actor, may, sight, state
from factstore.ledger.admin.steps import NOTE, REVERT, Step, Subject, in_use
from factstore.ledger.models import Change

ATTEMPTS = 5
"""How often a save is merged anew where others save at the same moment."""

logger = logging.getLogger(__name__)

Formset: TypeAlias = "BaseInlineFormSet[Any, Any, Any]"


class RecordedAdmin(EditorsAdmin):
    """Pages of one `kind` of recorded thing.

    A subclass writes in `create` and `update`; both run inside the change of the form view. What
    the store refuses is shown at the field it was refused for, and nothing of the form is written.
    `members` maps the prefix of a formset to the member of the document that its rows make, where
    the two differ. `revertible`: its pages offer to revert, if its kind ever does. What is saved
    `alone` waits for all other changes (`ledger.locks`).
    """

    kind: ClassVar[str] = ""
    revertible: ClassVar[bool] = True
    subtitled: ClassVar[bool] = True
    members: ClassVar[Mapping[str, str]] = {}
    alone: ClassVar[bool] = False
    form: type[RecordedForm] = RecordedForm
    change_form_template = "ledger/admin/change_form.html"
    object_history_template = "ledger/admin/history.html"

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Model:
        """Record what the forms say and return it."""
        raise NotImplementedError

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        """Change what the forms changed."""
        raise NotImplementedError

    def recorded_id(self, object_id: str) -> UUID | None:
        """Return the id under which the ledger knows the thing of this page."""
        try:
            return UUID(object_id)
        except ValueError:
            return None

    def seen(self, request: HttpRequest, obj: Any) -> dict[str, str]:
        """Return what a page shows of other parts, by id, that its editor relies on."""
        return {}

    def parent_id(self, request: HttpRequest) -> UUID | None:
        """Return the id of the recorded thing that a new object becomes a part of, if it does."""
        return None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if request.method != "POST" and obj is not None and not in_use(obj):
            return False
        return super().has_change_permission(request, obj)

    def all_steps(self) -> Sequence[Step]:
        reverts = self.revertible and kinds.get(self.kind).revert is not None
        return (*self.steps, *([REVERT] if reverts else []), NOTE)

    def subject(self, request: HttpRequest, object_id: str) -> Subject | None:
        recorded = self.recorded_id(object_id)
        obj = self.get_object(request, object_id) if recorded else None
        if recorded is None or obj is None or not self.has_view_permission(request, obj):
            return None
        now = content_revision(self.kind, recorded)
        return Subject(obj, named(self.kind, recorded, obj), self.kind, recorded, now)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"request": request, "kind": self.kind})

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return self.offered(request, found), may_repeat

    def offered(self, request: HttpRequest, found: "QuerySet[Any]") -> "QuerySet[Any]":
        """Leave out what was withdrawn where things are looked up to be used."""
        looked_up = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        names = ("withdrawn_reason", "merged_into") if looked_up else ()
        return found.filter(**{name: None for name in names if hasattr(self.model, name)})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save the form; what the store refuses is shown in the form as it was typed."""
        recorded = self.recorded_id(object_id) if object_id else self.parent_id(request)
        typed = request.POST
        for last in (False,) * (ATTEMPTS - 1) + (True,):
            request.POST = typed
            self._start(request, object_id, recorded)
            try:
                answer = super().changeform_view(request, object_id, form_url, extra_context)
            except Conflict as error:
                if last:
                    self._refuse(request, recorded, error)
            except DomainError as error:
                self._refuse(request, recorded, error)
                break
            except OperationalError as error:
                if last or not gave_way(error):
                    raise
            except IntegrityError as error:
                logger.exception("the database refused what an action let pass")
                told = constraints.detail(error) or constraints.violated(error)
                state(request).refuse(DomainError(f"The store does not take this: {told}."))
                break
            else:
                self._tell_meanwhile(request)
                return answer
        for file in request.FILES.values():
            file.seek(0)  # type: ignore[union-attr]  # one file a name
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _start(self, request: HttpRequest, object_id: str | None, recorded: UUID | None) -> None:
        """Read the revision, and bring what was typed up to it."""
        known = state(request)
        known.restart()
        # Read before the object: a save in between makes the form stale, never the reverse.
        known.content_revision = content_revision(self.kind, recorded)
        if request.method == "POST" and recorded is not None and known.content_revision:
            rebase(self, request, object_id, recorded)

    def _tell_meanwhile(self, request: HttpRequest) -> None:
        for told in state(request).meanwhile:
            self.message_user(request, f"Meanwhile {told}. That stays.", messages.WARNING)

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Offer the steps that apply to the object."""
        known = state(request)
        if known.opened_with is None and request.method != "POST":
            formsets = {f.formset.prefix: f.formset for f in context["inline_admin_formsets"]}
            shown = opened(context["adminform"].form, formsets, self.seen(request, obj))
            known.opened_with = shown.as_sent()
        recorded = self.recorded_id(str(obj.pk)) if obj is not None else None
        name = named(self.kind, recorded, obj) if recorded else None
        context = {
            **context,
            "offered_steps": self.offered_steps(request, obj) if obj is not None else [],
            "opened_with": known.opened_with,
            "overlaps": known.overlaps,
            "merged_into": other_of(self.kind, obj, sight=sight(request)),
            "name": name,
            "subtitle": name if self.subtitled else None,
            "notes": notes_on(self.kind, recorded),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _refuse(self, request: HttpRequest, object_id: UUID | None, error: DomainError) -> None:
        if isinstance(error, Conflict) and object_id is not None:
            opened = number_in(request.POST.get("content_revision"))
            error = DomainError(told_since(self.kind, object_id, opened, sight(request)))
        state(request).refuse(error, told_more(error))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write nothing yet: `save_related` opens the change around all of it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        if change and not self.was_changed(form, formsets):
            state(request).unchanged = True
            return
        reason = form.reason_or("recorded in the admin")
        with actions.change(
            actor=actor(request), reason=reason, origin=Change.Origin.ADMIN, alone=self.alone
        ):
            if change:
                self.update(request, form, formsets)
            else:
                made = self.create(request, form, formsets)
                form.instance.__dict__.update(made.__dict__)

    def was_changed(self, form: Any, formsets: Sequence[Formset]) -> bool:
        """Tell whether anything but the reason was typed."""
        own = set(form.changed_data) - {"reason", "content_revision"}
        return bool(own) or any(formset.has_changed() for formset in formsets)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return form.cleaned_data.get("reason") or "recorded in the admin"

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not state(request).unchanged:
            return super().log_change(request, obj, message)
        return None

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if state(request).unchanged:
            self.message_user(request, "Nothing was changed.", messages.INFO)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def _revert_url(self, request: HttpRequest, obj: Any) -> str:
        """Return where the object is reverted; empty where it is not, or not by who asks."""
        offered = REVERT in self.all_steps() and REVERT.offered(request, obj)
        return reverse(self.url_of(REVERT.name), args=[obj.pk]) if offered else ""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the revisions of an object; who made them and why is told to editors alone."""
        obj = self.get_object(request, object_id)
        recorded = self.recorded_id(object_id)
        if obj is None or recorded is None or not self.has_view_permission(request, obj):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # ModelAdmin's own answer
        name = named(self.kind, recorded, obj)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {name}",
            "name": name,
            "entries": history(self.kind, recorded, sight=sight(request)),
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "object": obj,
            "opts": self.opts,
            "back": reverse(self.url_of("change"), args=[obj.pk]),
            "is_editor": may(request, Role.EDITOR),
            "revert_url": self._revert_url(request, obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)
