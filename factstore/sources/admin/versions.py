"""Versions, as editors see them: the captured text with its quotes marked in place."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.forms import RecordedForm
from factstore.ledger.admin.state import state
from factstore.sources import actions
from factstore.sources.admin.capture import CaptureFields
from factstore.sources.admin.redacting import REDACT
from factstore.sources.marking import segments
from factstore.sources.models import Version


class VersionForm(RecordedForm):
    """A captured text is never changed, so this form has nothing to type."""

    class Meta:
        model = Version
        fields: list[str] = []


class NewVersionForm(CaptureFields, RecordedForm):
    class Meta:
        model = Version
        fields = ["article"]


@admin.register(Version)
class VersionAdmin(RecordedAdmin):
    kind = "version"
    form = VersionForm
    autocomplete_fields = ["article"]
    list_display = ["__str__", "publisher", "length", "quote_count", "captured_at"]
    list_filter = [("article__publisher", admin.RelatedOnlyFieldListFilter), "captured_at"]
    list_select_related = ["article__publisher"]
    search_fields = ["article__title", "article__byline", "article__publisher__name", "sha256"]
    search_help_text = "Words of the article's title, byline or publisher; or a SHA-256."
    ordering = ["-pk"]
    steps = [REDACT]
    readonly_fields = ["article_link", "marked_text", "quote_link"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Version]":
        versions: QuerySet[Version] = super().get_queryset(request)
        versions = versions.defer("text", "sketch").select_related("article__publisher")
        return versions.annotate(quote_count_=Count("quotes"))

    def has_change_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Version | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["article", "text", "file"]})]
        facts = ["article_link", ("number", "length", "captured_at"), "sha256", "quote_link"]
        return [(None, {"fields": facts}), ("Text", {"fields": ["marked_text"]})]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Take a text for a new version; an old one stays as it is."""
        if not change:
            kwargs |= {"form": NewVersionForm, "fields": ["article"]}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"article": request.GET.get("article")}

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Version:
        state(request).places["/text"] = ""
        return actions.add_version(form.cleaned_data["article"].pk, text=form.captured)

    @admin.display(description="publisher", ordering="article__publisher__name")
    def publisher(self, version: Version) -> object:
        return version.article.publisher or "—"

    @admin.display(description="quotes", ordering="quote_count_")
    def quote_count(self, version: Any) -> int:
        count: int = version.quote_count_
        return count

    @admin.display(description="article")
    def article_link(self, version: Version) -> SafeString:
        url = reverse("admin:sources_article_change", args=[version.article_id])
        return format_html('<a href="{}">{}</a>', url, version.article)

    @admin.display(description="quotes")
    def quote_link(self, version: Version) -> SafeString:
        return format_html(
            '<a href="{}?version__id__exact={}">List its quotes</a> · '
            '<a href="{}?version={}">Quote it</a>',
            reverse("admin:quotes_quote_changelist"),
            version.pk,
            reverse("admin:quotes_quote_add"),
            version.pk,
        )

    @admin.display(description="")
    def marked_text(self, version: Version) -> SafeString:
        """Return the text with its quotes marked; a mark leads to the shortest quote there."""
        quotes = version.quotes.filter(withdrawn_reason=None).values_list("start", "end", "pk")
        return format_html(
            '<div class="captured">{}</div>',
            format_html_join("", "{}", ((_segment(s),) for s in segments(version.text, quotes))),
        )


def _segment(segment: Any) -> SafeString:
    if not segment.marks:
        return format_html("{}", segment.text)
    return format_html(
        '<a class="mark depth-{}" href="{}">{}</a>',
        min(len(segment.marks), 3),
        reverse("admin:quotes_quote_change", args=[segment.marks[-1]]),
        segment.text,
    )
