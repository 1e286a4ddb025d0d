"""Changes and revisions: the record of who said what, when and why; for reading only."""

# ruff: noqa: ARG002  signatures given by the framework

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.ledger.admin.base import EditorsAdmin
from factstore.ledger.admin.history import name_of, readable, revision_link
from factstore.ledger.models import Change, Revision

_MODELS = {
    "publisher": "sources_publisher",
    "article": "sources_article",
    "version": "sources_version",
    "quote": "quotes_quote",
    "entity": "entities_entity",
    "fact_type": "facts_facttype",
    "fact": "facts_fact",
    "proposal": "facts_proposal",
    "flag": "facts_flag",
}


class ReadOnlyAdmin(EditorsAdmin):
    """Pages of what nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["position", "at", "actor", "origin", "reason", "objects"]
    list_display_links = ["position", "reason"]
    list_filter = ["origin", ("actor", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor"]
    search_fields = ["reason", "actor__username"]
    search_help_text = "Words of the reason, or who."
    ordering = ["-position"]
    fields = ["position", "at", "actor", "origin", "reason", "digest", "revisions"]
    readonly_fields = ["revisions"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Change]":
        rows: QuerySet[Change] = super().get_queryset(request)
        return rows.annotate(revision_count=Count("revisions"))

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


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "name", "number", "at", "actor", "reason", "is_current"]
    list_display_links = ["name"]
    list_filter = ["kind", ("to_position", admin.EmptyFieldListFilter)]
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
        if row.kind not in _MODELS:
            return format_html("{}", name)
        url = reverse(f"admin:{_MODELS[row.kind]}_change", args=[row.object_id])
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
