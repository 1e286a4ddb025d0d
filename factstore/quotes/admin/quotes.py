"""The editors' door to quotes: each in its context, with the facts that stand on it."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.roles import Role
from factstore.ledger import kinds
from factstore.ledger.admin.base import RecordedAdmin
from factstore.ledger.admin.forms import RecordedForm
from factstore.ledger.admin.history import sentences
from factstore.ledger.admin.state import may, sight
from factstore.ledger.admin.steps import withdrawal
from factstore.quotes import actions
from factstore.quotes.admin import beside, diffs
from factstore.quotes.admin.placing_page import PlacingPage
from factstore.quotes.models import Quote

CONTEXT_SHOWN = 200
"""How many code points of the text are shown before and after a quote."""


SHORT = 200
"""How many code points of a quote a list shows."""


def shortened(words: str, most: int) -> str:
    """Return the beginning of some words, with a mark where something is left out."""
    return words if len(words) <= most else words[: most - 1] + "…"


class QuoteForm(RecordedForm):
    """A quote never changes, so this form has nothing to type."""

    class Meta:
        model = Quote
        fields: list[str] = []


@admin.register(Quote)
class QuoteAdmin(RecordedAdmin):
    kind = "quote"
    form = QuoteForm
    subtitled = False
    autocomplete_fields = ["version"]
    list_display = ["short", "article", "start", "end", "in_use"]
    list_filter = [
        ("version__article__publisher", admin.RelatedOnlyFieldListFilter),
        ("withdrawn_reason", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["version__article"]
    search_fields = ["exact"]
    search_help_text = "Words of the quote."
    ordering = ["-pk"]
    readonly_fields = [
        *("in_context", "source", "standing_on_it"),
        *("links", "alike", "repaired", "elsewhere"),
    ]
    steps = [
        withdrawal(
            lambda obj, reason, expected: actions.withdraw_quote(
                obj.pk, reason=reason, expected=expected
            )
        )
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Quote]":
        return super().get_queryset(request).defer("version__text")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Quote | None:
        """Return the quote, which knows who looks at it: drafts of others are not shown."""
        found: Quote | None = super().get_object(request, object_id, from_field)
        if found is not None:
            found.__dict__["seen_by"] = sight(request)
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "version__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Quote | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Quote | None = None) -> Any:
        place = ["source", "repaired", ("start", "end"), ("start_utf16", "end_utf16")]
        return [
            ("In its context", {"fields": ["in_context"]}),
            ("Facts that stand on it", {"fields": ["standing_on_it"]}),
            ("In other versions of its article", {"fields": ["elsewhere"]}),
            ("Links to it", {"fields": ["links"]}),
            ("Other articles that say nearly the same", {"fields": ["alike"]}),
            ("Place (code points, end exclusive; then UTF-16 code units)", {"fields": place}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Quote a text: the place of the words is looked at before it is kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return PlacingPage(self, request).answer()

    def get_urls(self) -> list[URLPattern]:
        """Add the comparison of two versions, with the quotes that it hits."""
        compare = self.admin_site.admin_view(self.compare)
        address = "diff/<uuid:article>/<int:before>/<int:after>/"
        return [path(address, compare, name="quotes_quote_diff"), *super().get_urls()]

    def compare(self, request: HttpRequest, article: UUID, before: int, after: int) -> HttpResponse:
        return diffs.page(self, request, article, before, after)

    @admin.display(description="")
    def links(self, quote: Quote) -> SafeString:
        return beside.links(quote)

    @admin.display(description="")
    def alike(self, quote: Quote) -> SafeString:
        return beside.alike(quote)

    @admin.display(description="")
    def elsewhere(self, quote: Quote) -> SafeString:
        return beside.elsewhere(quote)

    @admin.display(description="repaired")
    def repaired(self, quote: Quote) -> SafeString:
        return beside.repaired(quote)

    @admin.display(description="quote", ordering="exact")
    def short(self, quote: Quote) -> str:
        return shortened(quote.exact, SHORT)

    @admin.display(description="article", ordering="version__article__title")
    def article(self, quote: Quote) -> object:
        return quote.version

    @admin.display(boolean=True, description="in use")
    def in_use(self, quote: Quote) -> bool:
        return quote.withdrawn_reason is None

    @admin.display(description="source")
    def source(self, quote: Quote) -> SafeString:
        url = reverse("admin:sources_version_change", args=[quote.version_id])
        return format_html('<a href="{}">{}</a>', url, quote.version)

    @admin.display(description="")
    def in_context(self, quote: Quote) -> SafeString:
        text = quote.version.text
        first, last = max(0, quote.start - CONTEXT_SHOWN), quote.end + CONTEXT_SHOWN
        return format_html(
            '<div class="captured">{}{}<mark>{}</mark>{}{}</div>',
            "…" if first else "",
            text[first : quote.start],
            quote.exact,
            text[quote.end : last],
            "…" if last < len(text) else "",
        )

    @admin.display(description="")
    def standing_on_it(self, quote: Quote) -> SafeString:
        ids = kinds.get("fact").users("quote", quote.pk)
        told = sentences("fact", ids, sight=quote.__dict__["seen_by"])
        if not told:
            return format_html('<span class="quiet">None.</span>')
        rows = ((reverse("admin:facts_fact_change", args=[i]), told[i]) for i in sorted(told))
        return format_html(
            '<ul class="plain">{}</ul>',
            format_html_join("", '<li><a href="{}">{}</a></li>', rows),
        )
