"""The editors' door to quotes: each in its context, with the facts that stand on it."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.ledger import kinds
from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.forms import ExactLines, RecordedForm
from factstore.ledger.admin.history import sentences
from factstore.ledger.admin.steps import withdrawal
from factstore.quotes import actions
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version

CONTEXT_SHOWN = 200
"""How many code points of the text are shown before and after a quote."""


class QuoteForm(RecordedForm):
    """A quote never changes, so this form has nothing to type."""

    class Meta:
        model = Quote
        fields: list[str] = []


class NewQuoteForm(RecordedForm):
    exact = ExactLines(
        help_text="The source's words, however copied; its own characters are what is stored."
    )
    prefix = ExactLines(  # type: ignore[assignment]  # Django takes fields off the class
        required=False, help_text="What stands right before them, where the words occur twice."
    )
    suffix = ExactLines(required=False, help_text="What stands right after them.")

    class Meta:
        model = Quote
        fields = ["version"]

    def _post_clean(self) -> None:
        """Leave the model's own checks: the action finds the span."""

    def selector(self) -> Selector:
        version: Version = self.cleaned_data["version"]
        said = {name: self.cleaned_data[name] for name in ("exact", "prefix", "suffix")}
        words: Any = as_in(version.text, said)
        return Selector(version=version.pk, **words)


def as_in(text: str, said: dict[str, str]) -> dict[str, str]:
    """Return pasted words with the line ends that `text` has: browsers send CR LF for all."""
    for end in ("\n", "\r\n", "\r"):
        ended = {name: words.replace("\n", end) for name, words in said.items()}
        if ended["exact"] in text:
            return ended
    return said


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
    readonly_fields = ["in_context", "source", "standing_on_it"]
    steps = [
        withdrawal(
            lambda obj, reason, expected: actions.withdraw_quote(
                obj.pk, reason=reason, expected=expected
            )
        )
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Quote]":
        return super().get_queryset(request).defer("version__text")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "version__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Quote | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Quote | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["version", "exact", "prefix", "suffix"]})]
        place = ["source", ("start", "end"), ("start_utf16", "end_utf16")]
        return [
            ("In its context", {"fields": ["in_context"]}),
            ("Facts that stand on it", {"fields": ["standing_on_it"]}),
            ("Place (code points, end exclusive; then UTF-16 code units)", {"fields": place}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Take words for a new quote; an old one stays as it is."""
        if not change:
            kwargs |= {"form": NewQuoteForm, "fields": ["version"]}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"version": request.GET.get("version")}

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Quote:
        quote, _ = actions.find_or_create(form.selector())
        return quote

    @admin.display(description="quote", ordering="exact")
    def short(self, quote: Quote) -> str:
        return quote.exact if len(quote.exact) <= CONTEXT_SHOWN else quote.exact[:199] + "…"

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
        told = sentences("fact", ids)
        if not told:
            return format_html('<span class="quiet">None.</span>')
        rows = ((reverse("admin:facts_fact_change", args=[i]), told[i]) for i in sorted(told))
        return format_html(
            '<ul class="plain">{}</ul>',
            format_html_join("", '<li><a href="{}">{}</a></li>', rows),
        )
