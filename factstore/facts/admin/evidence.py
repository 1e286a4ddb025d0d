"""Evidence, as editors see it: a page of its own, written as a part of its fact."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from factstore.accounts.models import User
from factstore.core.roles import Role
from factstore.facts.admin.evidence_forms import (
    CoverageInline,
    EvidenceForm,
    HopInline,
    QuoteInline,
    fact_of,
    values_in_words,
)
from factstore.facts.admin.lists import facts_in_sight
from factstore.facts.admin.proposing import ProposingAdmin, change_or_propose, proposes
from factstore.facts.admin.reading import is_stale, shown
from factstore.facts.drafts import EvidenceDraft, FactPatch
from factstore.facts.models import Evidence, Fact
from factstore.ledger.admin.base import Formset
from factstore.ledger.admin.state import state
from factstore.ledger.admin.steps import Asked, Step, in_use


def _to_fact(evidence: Evidence) -> tuple[str, UUID]:
    return "facts_fact", evidence.fact_id


def _may_edit(user: User, evidence: Evidence) -> bool:
    fact = evidence.fact
    own = user.role >= Role.EDITOR or fact.created_by_id == user.pk
    return own or proposes(user, fact)


def _write(asked: Asked, patch: FactPatch) -> object:
    return change_or_propose(
        asked.actor,
        asked.obj.fact,
        patch,
        opened=asked.expected,
        reason=asked.said["reason"],
    )


CONFIRM = Step(
    "confirm",
    "Confirm as it stands…",
    "Its words still carry the values of the fact as they now are. Dates that were computed from "
    "the day of publication are anchored to that day as it now is.",
    "Confirmed.",
    None,
    applies=lambda evidence: in_use(evidence.fact) and is_stale(evidence.fact_id, evidence.pk),
    role=Role.CONTRIBUTOR,
    allowed=_may_edit,
    act=lambda asked: _write(asked, FactPatch(confirm=(asked.obj.pk,))),
    leads_to=_to_fact,
)

TAKE_OFF = Step(
    "take-off",
    "Take off the fact…",
    "The fact no longer stands on this evidence. Its history keeps it; the quotes stay.",
    "Taken off the fact.",
    None,
    applies=lambda evidence: in_use(evidence.fact),
    role=Role.CONTRIBUTOR,
    allowed=_may_edit,
    act=lambda asked: _write(asked, FactPatch(remove_evidence=(asked.obj.pk,))),
    grave=True,
    leads_to=_to_fact,
)


@admin.register(Evidence)
class EvidenceAdmin(ProposingAdmin):
    kind = "fact"
    revertible = False
    form = EvidenceForm
    fields = [("version", "mode"), ("stance", "hedged"), ("attests", "attests_note")]
    inlines = [QuoteInline, CoverageInline, HopInline]
    autocomplete_fields = ["version"]
    change_form_template = "facts/admin/evidence.html"
    subtitled = False
    members = {"evidence_quotes": "quotes"}
    list_display = ["__str__", "version", "stance", "mode", "hedged"]
    list_filter = ["stance", "mode"]
    list_select_related = ["version__article"]
    ordering = ["-pk"]
    steps = [CONFIRM, TAKE_OFF]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Keep it off the index: evidence is reached from its fact."""
        return {}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Evidence]":
        evidence = super().get_queryset(request).filter(facts_in_sight(request, "fact__"))
        return evidence.select_related("version__article", "fact__fact_type").defer("version__text")

    def recorded_id(self, object_id: str) -> UUID | None:
        """Return the id of the fact that the evidence is a part of."""
        evidence_id = super().recorded_id(object_id)
        if evidence_id is None:
            return None
        return Evidence.objects.filter(pk=evidence_id).values_list("fact", flat=True).first()

    def parent_id(self, request: HttpRequest) -> UUID | None:
        fact = fact_of(request, None)
        return fact.pk if fact else None

    def seen(self, request: HttpRequest, obj: Evidence | None) -> dict[str, str]:
        """The values that its words carry are its fact's."""
        return dict(values_in_words(fact_of(request, obj)))

    def fact(self, request: HttpRequest, obj: Evidence | None) -> Fact | None:
        return fact_of(request, obj)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Evidence is added to a fact: its page leads here."""
        if self.has_add_permission(request) and fact_of(request, None) is None:
            raise Http404("Evidence is added from the page of its fact.")
        return super().add_view(request, form_url, extra_context)

    def render_change_form(  # noqa: PLR0917  given by the framework
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the fact above, and the evidence as it stands."""
        fact = fact_of(request, obj)
        told = shown(fact) if fact else None
        own = [e for e in told.evidence if obj and e.document["id"] == str(obj.pk)] if told else []
        context |= {
            "fact": fact,
            "shown": told,
            "own": own,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Evidence:
        fact = Fact.objects.get(pk=form.recorded_id())
        before = set(Evidence.objects.filter(fact=fact).values_list("pk", flat=True))
        patch = FactPatch(set_evidence=(_draft(request, form, formsets),))
        if self.write(request, form, fact, patch):
            return Evidence.objects.exclude(pk__in=before).get(fact=fact)
        return Evidence(fact=fact)

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        patch = FactPatch(set_evidence=(_draft(request, form, formsets),))
        self.write(request, form, form.instance.fact, patch)

    def response_post_save_add(self, request: HttpRequest, obj: Evidence) -> HttpResponseRedirect:
        return _back_to(obj.fact_id)

    def response_post_save_change(
        self, request: HttpRequest, obj: Evidence
    ) -> HttpResponseRedirect:
        return _back_to(obj.fact_id)


def _back_to(fact_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:facts_fact_change", args=[fact_id]))


def _draft(request: HttpRequest, form: Any, formsets: Sequence[Any]) -> EvidenceDraft:
    """Return the evidence as the forms say it, as a whole."""
    said = form.cleaned_data
    quotes, covers, hops = (formset.kept() for formset in formsets)
    places = state(request).places
    places["/evidence/set/0"] = ""
    for name, rows in (("quotes", quotes), ("covers", covers), ("hops", hops)):
        places |= {f"/evidence/set/0/{name}/{i}": row.prefix for i, row in enumerate(rows)}
    stored = not form.instance._state.adding  # noqa: SLF001  Django's own word
    return EvidenceDraft(
        id=form.instance.pk if stored else None,
        stance=said["stance"],
        mode=said["mode"],
        hedged=said["hedged"],
        attests=said["attests"] or None,
        attests_note=said["attests_note"],
        quotes=tuple(row.draft(said["version"]) for row in quotes),
        covers=tuple(row.draft() for row in covers),
        hops=tuple(row.draft() for row in hops),
    )
