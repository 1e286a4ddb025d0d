"""Versions, as editors see them: the captured text with its quotes marked in place."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.roles import Role
from factstore.ledger.admin.base import RecordedAdmin
from factstore.ledger.admin.forms import RecordedForm
from factstore.ledger.admin.state import may
from factstore.sources.admin.look import taken_by, told_cuts
from factstore.sources.admin.new_version import NewVersion
from factstore.sources.admin.redacting import REDACT
from factstore.sources.marking import segments
from factstore.sources.models import Version


class VersionForm(RecordedForm):
    """A captured text is never changed, so this form has nothing to type."""

    class Meta:
        model = Version
        fields: list[str] = []


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
    readonly_fields = ["article_link", "marked_text", "quote_link", "taken", "claimed"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Version]":
        versions: QuerySet[Version] = super().get_queryset(request)
        versions = versions.defer("text", "sketch").select_related("article__publisher")
        return versions.annotate(quote_count_=Count("quotes"))

    def has_change_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Version | None = None) -> Any:
        facts = ["article_link", ("number", "length", "captured_at"), "sha256", "quote_link"]
        said = [("Where the text is from", {"fields": ["taken", "claimed"]})]
        return [
            (None, {"fields": facts}),
            *(said if obj and (obj.extraction or obj.claims) else []),
            ("Text", {"fields": ["marked_text"]}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Capture a newer text: what is given is looked at before it is recorded."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return NewVersion(self, request).answer()

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
            '<a href="{}?version={}">Quote it</a>{}',
            reverse("admin:quotes_quote_changelist"),
            version.pk,
            reverse("admin:quotes_quote_add"),
            version.pk,
            _compared(version),
        )

    @admin.display(description="taken")
    def taken(self, version: Version) -> SafeString:
        said = version.extraction
        if said is None:
            return format_html("as it was given")
        original = said["original"]
        address = reverse("admin:sources_version_add")
        return format_html(
            "from a file of {} bytes, {} in {}, {}{} · "
            '<a href="{}?article={}&amp;again={}">Read the file again…</a>',
            f"{original['bytes']:,}",
            original["media_type"],
            original["charset"],
            taken_by(said),
            "; cut: " + ", ".join(told_cuts(said["cut"])) if said["cut"] else "",
            address,
            version.article_id,
            version.pk,
        )

    @admin.display(description="the page claims")
    def claimed(self, version: Version) -> SafeString:
        rows = ((c["name"], c["value"], c["where"]) for c in version.claims)
        return format_html(
            '<ul class="plain">{}</ul>',
            format_html_join("", '<li>{}: “{}” <span class="quiet">({})</span></li>', rows),
        )

    @admin.display(description="")
    def marked_text(self, version: Version) -> SafeString:
        """Return the text with its quotes marked; a mark leads to the shortest quote there."""
        quotes = version.quotes.filter(withdrawn_reason=None).values_list("start", "end", "pk")
        return format_html(
            '<div class="captured">{}</div>',
            format_html_join("", "{}", ((_segment(s),) for s in segments(version.text, quotes))),
        )


def _compared(version: Version) -> SafeString:
    """Return the link to what differs from the version before."""
    if version.number == 1:
        return format_html("")
    numbers = [version.article_id, version.number - 1, version.number]
    address = reverse("admin:quotes_quote_diff", args=numbers)
    return format_html(' · <a href="{}">What differs from version {}</a>', address, numbers[1])


def _segment(segment: Any) -> SafeString:
    if not segment.marks:
        return format_html("{}", segment.text)
    return format_html(
        '<a class="mark depth-{}" href="{}">{}</a>',
        min(len(segment.marks), 3),
        reverse("admin:quotes_quote_change", args=[segment.marks[-1]]),
        segment.text,
    )
