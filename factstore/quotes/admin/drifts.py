"""The queue of drifted quotes: what stood there, what stands there now, and what an editor says."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from factstore.core.roles import Role
from factstore.ledger.admin import queues
from factstore.ledger.admin.base import RecordedAdmin
from factstore.ledger.admin.state import may
from factstore.ledger.admin.steps import Step
from factstore.quotes import actions
from factstore.quotes.admin.drift_pages import Confirming, Placing
from factstore.quotes.admin.quotes import SHORT, shortened
from factstore.quotes.models import Drift

DROP = Step(
    "drop",
    "Drop it…",
    "The quote stands in the newer text no more, and is looked for in no later one. It stays what "
    "it is: a quote of the older text. Facts that stand on it go on to say that it drifted.",
    "Dropped.",
    None,
    applies=lambda drift: drift.state in Drift.UNDECIDED,
    grave=True,
    act=lambda asked: actions.drop_drift(asked.recorded, expected=asked.expected),
)


@admin.register(Drift)
class DriftAdmin(RecordedAdmin):
    kind = "drift"
    subtitled = False
    list_display = ["words", "outcome", "article", "number", "state", "resolved_by"]
    list_filter = [
        "state",
        "outcome",
        ("version__article__publisher", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["quote", "version__article", "resolved_by"]
    search_fields = ["quote__exact", "version__article__title"]
    search_help_text = "Words of the quote, or of the article’s title."
    ordering = ["-pk"]
    steps = [DROP]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Drift]":
        rows: QuerySet[Drift] = super().get_queryset(request)
        return rows.defer("version__text", "version__sketch", "version__claims")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "version__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the page that places a drifted quote anew."""
        place = self.admin_site.admin_view(self.place)
        return [
            path("<uuid:object_id>/place/", place, name="quotes_drift_place"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Drifted quotes"})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what became of a quote, and let an editor confirm a place."""
        subject = self.subject(request, object_id)
        if subject is None:
            raise Http404("There is no such drift.")
        if request.method == "POST" and not may(request, Role.EDITOR):
            raise PermissionDenied
        return Confirming(self, request, subject.obj).answer()

    def place(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Let an editor say where a drifted quote stands."""
        if not may(request, Role.EDITOR):
            raise PermissionDenied
        subject = self.subject(request, str(object_id))
        is_typed = request.method == "POST"
        if subject is None or (subject.obj.state not in Drift.UNDECIDED and not is_typed):
            raise Http404("There is no such drift to be settled.")
        return Placing(self, request, subject.obj).answer()

    @admin.display(description="quote", ordering="quote__exact")
    def words(self, drift: Drift) -> str:
        return shortened(drift.quote.exact, SHORT)

    @admin.display(description="article", ordering="version__article__title")
    def article(self, drift: Drift) -> object:
        return drift.version.article

    @admin.display(description="version", ordering="version__number")
    def number(self, drift: Drift) -> int:
        return drift.version.number


queues.register(
    queues.Queue(
        "drifted quotes",
        "A newer text does not simply have them: say what became of them.",
        lambda _request: f"{reverse('admin:quotes_drift_changelist')}?state__exact=open",
        lambda _request: Drift.objects.filter(state=Drift.State.OPEN).count(),
        Role.EDITOR,
    )
)
