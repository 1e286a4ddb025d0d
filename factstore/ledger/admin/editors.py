"""What all pages of the editors' door share: who may come, and the steps of their objects."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from factstore.core.roles import Role
from factstore.ledger.admin.choosing import Choosing
from factstore.ledger.admin.state import may
from factstore.ledger.admin.step_pages import step_view
from factstore.ledger.admin.steps import Step, Subject


class EditorsAdmin(Choosing, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """For staff: editors edit, contributors look; nothing is ever deleted."""

    show_full_result_count = False
    actions = None
    list_per_page = 50
    steps: ClassVar[Sequence[Step]] = ()

    class Media:
        css = {"all": ["ledger/admin.css"]}
        js = ["ledger/labels.js"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.EDITOR)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def subject(self, request: HttpRequest, object_id: str) -> Subject | None:
        """Return what the steps of a page are about; None: there is no such thing for the asker."""
        return None

    def all_steps(self) -> Sequence[Step]:
        """Return the steps that objects of this kind can have."""
        return self.steps

    def offered_steps(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """Return the steps that an object has for who asks, as buttons."""
        return [
            {
                "name": step.name,
                "label": step.label,
                "grave": step.grave,
                "url": reverse(self.url_of(step.name), args=[obj.pk]),
            }
            for step in self.all_steps()
            if step.offered(request, obj)
        ]

    def url_of(self, page: str) -> str:
        """Return the name of the address of one of the model's pages."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def get_urls(self) -> list[URLPattern]:
        """Add a page for each step."""
        own = [
            path(
                f"<path:object_id>/{step.name}/",
                self.admin_site.admin_view(step_view(self, step)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{step.name}",
            )
            for step in self.all_steps()
        ]
        return own + super().get_urls()
