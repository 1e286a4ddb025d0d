"""Articles, as editors see them: the capture record, and the captures of the text."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.dates import PartialDate
from factstore.core.roles import Role
from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.forms import ExactText, PartialDateText, RecordedForm
from factstore.ledger.admin.state import may
from factstore.ledger.admin.steps import withdrawal
from factstore.sources import actions
from factstore.sources.admin.new_article import NewArticle
from factstore.sources.admin.standing import STANDING
from factstore.sources.documents import published
from factstore.sources.models import Article
from factstore.sources.models.standing import STANDS

LANGUAGE = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Write a BCP 47 language tag, e.g. en."
)
_RECORD = ["publisher", "title", "byline", "series", "url", "language", "published", "text_access"]


class ArticleForm(RecordedForm):
    title = ExactText(
        required=False, empty_value=None, help_text="Headline as printed; empty: not known."
    )
    byline = ExactText(required=False, empty_value=None, help_text="Author line as printed.")
    series = ExactText(required=False, empty_value=None, help_text="Column or series it ran in.")
    url = forms.URLField(
        required=False, empty_value=None, assume_scheme="https", help_text="Where it was found."
    )
    language = forms.CharField(
        initial="en",
        max_length=35,
        validators=[LANGUAGE],
        help_text="BCP 47 language tag, e.g. en.",
    )
    published = PartialDateText(required=False)

    class Meta:
        model = Article
        fields = ["publisher", "title", "byline", "series", "url", "language", "text_access"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published"] = published(self.instance)

    def record(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the named members of the capture record as they were typed."""
        record = {name: self.cleaned_data[name] for name in names}
        if record.get("publisher") is not None:
            record["publisher"] = record["publisher"].pk
        return record


@admin.register(Article)
class ArticleAdmin(RecordedAdmin):
    kind = "article"
    form = ArticleForm
    autocomplete_fields = ["publisher"]
    list_display = ["__str__", "publisher", "published", "language", "stands", "in_use"]
    list_filter = [
        "standing__state",
        ("publisher", admin.RelatedOnlyFieldListFilter),
        "language",
        "text_access",
        ("withdrawn_reason", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["publisher", "standing"]
    search_fields = ["title", "byline", "series", "url", "publisher__name"]
    search_help_text = "Words of the title, byline, series, address or publisher."
    ordering = ["-pk"]
    readonly_fields = ["captures"]
    change_form_template = "sources/admin/article.html"
    steps = [
        STANDING,
        withdrawal(
            lambda obj, reason, expected: actions.withdraw_article(
                obj.pk, reason=reason, expected=expected
            )
        ),
    ]

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Tell above the form when the article came to stand as it does."""
        standing = getattr(obj, "standing", None)
        when = PartialDate(standing.not_before, standing.not_after).edtf if standing else ""
        context |= {"when": when}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        return [
            ("The text", {"fields": ["captures"]}),
            ("What was known at capture", {"fields": _RECORD}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Capture an article: what is given is looked at before it is recorded."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return NewArticle(self, request).answer()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["fields"] = ArticleForm.Meta.fields
        return super().get_form(request, obj, change=change, **kwargs)

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        changed = [name for name in _RECORD if name in form.changed_data]
        actions.update_article(form.instance.pk, form.record(changed), expected=form.opened())

    @admin.display(description="published", ordering="published_not_before")
    def published(self, article: Article) -> str:
        date = published(article)
        return date.edtf if date else "—"

    @admin.display(description="standing", ordering="standing__state")
    def stands(self, article: Article) -> str:
        standing = getattr(article, "standing", None)
        return standing.state if standing else STANDS

    @admin.display(boolean=True, description="in use")
    def in_use(self, article: Article) -> bool:
        return article.withdrawn_reason is None

    @admin.display(description="captures")
    def captures(self, article: Article) -> SafeString:
        versions: QuerySet[Any] = article.versions.without_text().order_by("number")
        rows = (
            (
                reverse("admin:sources_version_change", args=[version.pk]),
                version.number,
                f"{version.length:,}",
                f"{version.captured_at:%d %B %Y, %H:%M} UTC",
            )
            for version in versions
        )
        more = reverse("admin:sources_version_add") + f"?article={article.pk}"
        facts = reverse("admin:facts_fact_changelist") + f"?article={article.pk}"
        return format_html(
            '<ul class="plain">{}</ul><p><a href="{}">Capture a newer text…</a> · '
            '<a href="{}">Facts that stand on this article</a></p>',
            format_html_join(
                "",
                '<li><a href="{}"><b>Version {}</b></a>: {} characters, captured {}</li>',
                rows,
            ),
            more,
            facts,
        )
