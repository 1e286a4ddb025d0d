"""Changes and revisions: the record of who said what, when and why; for reading only."""

# ruff: noqa: ARG002  signatures given by the framework

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.roles import Role
from factstore.ledger import kinds, undoing
from factstore.ledger.admin.editors import EditorsAdmin
from factstore.ledger.admin.history import name_of, page_of, readable, revision_link
from factstore.ledger.admin.state import may
from factstore.ledger.admin.steps import Step, Subject
from factstore.ledger.models import Change, Revision


class ReadOnlyAdmin(EditorsAdmin):
    """Pages of what nobody edits. Drafts stand in them, too, which contributors do not see."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.EDITOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.EDITOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


REVERT_CHANGE = Step(
    "revert",
    "Revert this change…",
    "All that this change wrote goes back to what it was before, in one new change: what it "
    "changed is as before, what it made is withdrawn. Each thing has its result; what has "
    "changed since stays, and says why.",
    "Reverted; see the newest change for what became of it.",
    None,
    role=Role.REVIEWER,
    grave=True,
    act=lambda asked: undoing.revert_change(asked.recorded),
    applies=lambda change: change.position is not None and change.origin != Change.Origin.REDACTION,
    weighs=True,
    alone=True,
)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    change_form_template = "ledger/admin/change_of_many.html"
    steps = [REVERT_CHANGE]
    list_display = ["position", "at", "actor", "origin", "reason", "objects"]
    list_display_links = ["position", "reason"]
    list_filter = ["origin", ("actor", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor"]
    search_fields = ["reason", "actor__username"]
    search_help_text = "Words of the reason, or who."
    ordering = ["-position"]
    fields = ["position", "at", "actor", "origin", "reason", "digest", "revisions"]
    readonly_fields = ["revisions"]

    def subject(self, request: HttpRequest, object_id: str) -> Subject | None:
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            return None
        return Subject(change, f"change {change}", "change", change.pk)

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["offered_steps"] = self.offered_steps(request, obj) if obj is not None else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Change]":
        rows: QuerySet[Change] = super().get_queryset(request)
        # Counted for the page alone: a join would count all that was ever recorded.
        own = Revision.objects.filter(change=OuterRef("pk")).order_by().values("change")
        return rows.annotate(revision_count=Subquery(own.annotate(n=Count("pk")).values("n")))

    @admin.display(description="objects", ordering="revision_count")
    def objects(self, change: Any) -> int:
        count: int = change.revision_count
        return count

    @admin.display(description="what it recorded")
    def revisions(self, change: Change) -> SafeString:
        rows = change.revisions.order_by("kind", "object_id")[:500]
        items = (
            (row.kind.replace("_", " "), revision_link(row, name_of(json.loads(row.document))))
            for row in rows
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", items))


class KindFilter(admin.SimpleListFilter):
    """The kinds that are registered: to find those recorded would read all revisions."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ")) for name in sorted(kinds.names())]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Revision]") -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "name", "number", "at", "actor", "reason", "is_current"]
    list_display_links = ["name"]
    list_filter = [KindFilter, ("to_position", admin.EmptyFieldListFilter)]
    list_select_related = ["change__actor"]
    search_fields = ["=object_id", "change__reason"]
    search_help_text = "Id of an object, or words of the reason."
    ordering = ["-from_position", "kind", "object_id"]
    fields = [
        "kind",
        "object_link",
        ("number", "content_revision"),
        "recorded_by",
        "content_digest",
        "view",
    ]
    readonly_fields = ["object_link", "recorded_by", "view"]

    @admin.display
    def name(self, row: Revision) -> str:
        return name_of(json.loads(row.document))

    @admin.display(ordering="change__at")
    def at(self, row: Revision) -> object:
        return row.change.at

    @admin.display(ordering="change__actor")
    def actor(self, row: Revision) -> object:
        return row.change.actor

    @admin.display(ordering="change__reason")
    def reason(self, row: Revision) -> str:
        return row.change.reason

    @admin.display(boolean=True, description="current")
    def is_current(self, row: Revision) -> bool:
        return row.to_position is None

    @admin.display(description="object")
    def object_link(self, row: Revision) -> SafeString:
        name = name_of(json.loads(row.document))
        url = page_of(row.kind, row.object_id)
        if not url:
            return format_html("{}", name)
        return format_html('<a href="{}">{}</a>', url, name)

    @admin.display(description="recorded by")
    def recorded_by(self, row: Revision) -> SafeString:
        change = row.change
        url = reverse("admin:ledger_change_change", args=[change.pk])
        told = f"{change.actor}, {change.at:%d %B %Y, %H:%M:%S} UTC: {change.reason}"
        return format_html('<a href="{}">{}</a>', url, told)

    @admin.display(description="document")
    def view(self, row: Revision) -> SafeString:
        return readable(json.loads(row.document))
