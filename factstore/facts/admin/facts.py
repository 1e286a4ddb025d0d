"""Facts, as editors see them: values in a form, evidence in its context, and the steps."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from factstore.facts import actions
from factstore.facts.admin.finding import found
from factstore.facts.admin.lists import (
    WARNING_WORDS,
    ArticleFilter,
    SentenceList,
    StaleFilter,
    WarningFilter,
    facts_in_sight,
    searched,
)
from factstore.facts.admin.proposing import ProposingAdmin
from factstore.facts.admin.reading import shown, waiting
from factstore.facts.admin.values import CONTENT, ValueInline, type_of
from factstore.facts.admin.workflow import WORKFLOW
from factstore.facts.drafts import FactDraft
from factstore.facts.models import Fact, FactType
from factstore.ledger.admin.base import Formset
from factstore.ledger.admin.forms import RecordedForm
from factstore.ledger.admin.lists import UseFilter
from factstore.ledger.admin.state import actor
from factstore.ledger.admin.steps import in_use


class FactForm(RecordedForm):
    """What a fact says stands in its values and evidence; here only the reason is typed."""

    class Meta:
        model = Fact
        fields: list[str] = []


@admin.register(Fact)
class FactAdmin(ProposingAdmin):
    kind = "fact"
    form = FactForm
    fields = ()
    inlines = [ValueInline]
    change_form_template = "facts/admin/fact.html"
    subtitled = False
    list_display = ["sentence", "fact_type", "status", "standing", "warns", "created_by", "in_use"]
    list_filter = [
        "fact_type",
        "status",
        "standing",
        StaleFilter,
        WarningFilter,
        ArticleFilter,
        UseFilter,
    ]
    list_select_related = ["fact_type", "created_by"]
    search_fields = ["pk"]
    search_help_text = "Words of the sentence, the quotes or the names; “in quotes”, or, -not."
    ordering = ["-pk"]
    steps = WORKFLOW

    class Media:
        js = ["facts/values.js"]

    def fact(self, request: HttpRequest, obj: Fact | None) -> Fact | None:
        return obj

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Fact]":
        facts: QuerySet[Fact] = super().get_queryset(request)
        return facts.filter(facts_in_sight(request))

    def get_urls(self) -> list[URLPattern]:
        """Add the search that fills the selects of facts."""
        find = self.admin_site.admin_view(self.find)
        return [path("find/", find, name="facts_fact_find"), *super().get_urls()]

    def find(self, request: HttpRequest) -> JsonResponse:
        """Answer what a select of facts asks while one types."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return found(request, self.get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[SentenceList]:
        return SentenceList

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Fact]", search_term: str
    ) -> "tuple[QuerySet[Fact], bool]":
        """Find by the search vector that the API's `q` reads."""
        found = searched(queryset, search_term) if search_term.strip() else queryset
        return self.offered(request, found), False

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        return []

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for the type first: the form has its fields."""
        fact_type = type_of(request, None)
        if fact_type is None and self.has_add_permission(request):
            types = FactType.objects.filter(withdrawn_reason=None).order_by("label")
            context = {
                **self.admin_site.each_context(request),
                "title": "Add fact: of which type?",
                "opts": self.opts,
                "types": types,
            }
            return TemplateResponse(request, "facts/admin/choose_type.html", context)
        return super().add_view(request, form_url, {"fact_type": fact_type})

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the fact above its form, as it stands."""
        fact_type = type_of(request, obj)
        fields = fact_type.fields.order_by("position", "name") if fact_type else ()
        context |= {
            "fact_type": fact_type,
            "shown": shown(obj) if obj else None,
            "waiting": waiting(obj) if obj else [],
            "show_save_and_add_another": False,
            "value_rules": {
                "content": CONTENT,
                "fields": {
                    f.name: {
                        "kinds": f.kinds,
                        "scope": f.scope,
                        "choices": [c["choice"] for c in f.choices],
                    }
                    for f in fields
                },
            },
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Fact:
        values: Any = formsets[0]
        patch, fact_type = values.patch(None), type_of(request, None)
        draft = FactDraft(
            type=fact_type.name if fact_type else "",
            values=patch.set_values,
            clauses=patch.set_clauses,
        )
        return actions.create_fact(draft, actor=actor(request))

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        values: Any = formsets[0]
        patch = values.patch(form.instance)
        self.write(request, form, form.instance, patch)

    @admin.display(ordering="pk")
    def sentence(self, fact: Any) -> str:
        return fact.sentence or str(fact)

    @admin.display(description="warns of")
    def warns(self, fact: Any) -> str:
        return ", ".join(WARNING_WORDS[warning] for warning in fact.warned) or "—"

    @admin.display(boolean=True, description="in use")
    def in_use(self, fact: Fact) -> bool:
        return in_use(fact)
