"""Proposals and flags in the admin: read side by side with the fact, and resolved."""

# ruff: noqa: ARG002  signatures given by the framework

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.actions.proposals import compared
from factstore.facts.admin.lists import facts_in_sight
from factstore.facts.api.drafting import read_proposed
from factstore.facts.models import Flag, Proposal
from factstore.ledger.admin.base import RecordedAdmin
from factstore.ledger.admin.history import brief, readable, sentences, with_names
from factstore.ledger.admin.state import actor, may
from factstore.ledger.admin.steps import Asked, Step, StepForm
from factstore.ledger.sight import Sight


def _open(row: Any) -> bool:
    return bool(row.status == "open")


def _accept(asked: Asked, apply: Any) -> object:
    return actions.accept_proposal(
        asked.obj.pk,
        read=read_proposed,
        reason=asked.said["reason"],
        apply=apply,
        expected=asked.expected,
    )


def _to_fact(row: Any) -> tuple[str, Any]:
    return "facts_fact", row.fact_id


class OutcomeForm(StepForm):
    outcome = forms.ChoiceField(
        choices=[("", "—"), ("upheld", "upheld: it was right"), ("dismissed", "dismissed")]
    )

    field_order = ["outcome", "reason"]


class SubmissionAdmin(RecordedAdmin):
    """What somebody submitted about a fact: read here, resolved by the steps, never edited."""

    list_filter = ["status", ("author", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["author", "fact"]
    ordering = ["-pk"]
    search_fields = ["=fact__pk"]
    search_help_text = "The id of a fact."

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Leave out those about facts that the user does not see, but for the user's own."""
        seen = facts_in_sight(request, "fact__") | Q(author=actor(request))
        return super().get_queryset(request).filter(seen if not may(request, Role.EDITOR) else Q())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="fact")
    def fact_link(self, row: Any) -> SafeString:
        told = sentences("fact", [row.fact_id]).get(row.fact_id) or str(row.fact)
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:facts_fact_change", args=[row.fact_id]), told
        )


@admin.register(Proposal)
class ProposalAdmin(SubmissionAdmin):
    kind = "proposal"
    list_display = ["__str__", "fact_link", "author", "reason", "created_at", "status"]
    fields = [
        "fact_link",
        ("author", "created_at", "status"),
        "reason",
        ("origin_model", "origin_version"),
        "comparison",
        ("resolved_by", "resolved_at", "resolution_reason"),
        "superseded_by",
    ]
    readonly_fields = ["fact_link", "comparison"]
    steps = [
        Step(
            "accept",
            "Accept…",
            "The fact changes as the proposal says. Where something collides, nothing is done.",
            "Accepted: the fact was changed.",
            None,
            applies=_open,
            role=Role.REVIEWER,
            act=lambda asked: _accept(asked, "all"),
            told=lambda asked: actions.reason_of_acceptance(asked.recorded, asked.said["reason"]),
            leads_to=_to_fact,
        ),
        Step(
            "accept-fitting",
            "Accept what fits…",
            "What others changed meanwhile is left out; the rest of the proposal is done.",
            "Accepted, as far as it fits.",
            None,
            applies=_open,
            role=Role.REVIEWER,
            act=lambda asked: _accept(asked, "fitting"),
            told=lambda asked: actions.reason_of_acceptance(asked.recorded, asked.said["reason"]),
            leads_to=_to_fact,
        ),
        Step(
            "reject",
            "Reject…",
            "The fact stays as it is.",
            "Rejected.",
            lambda row, reason, expected: actions.reject_proposal(
                row.pk, reason=reason, expected=expected
            ),
            applies=_open,
            grave=True,
            role=Role.REVIEWER,
        ),
        Step(
            "withdraw",
            "Take back…",
            "It is no longer to be decided on. The fact stays as it is.",
            "Taken back.",
            lambda row, reason, expected: actions.withdraw_proposal(
                row.pk, reason=reason, expected=expected
            ),
            applies=_open,
            allowed=lambda user, row: bool(row.author_id == user.pk),
            role=Role.CONTRIBUTOR,
        ),
    ]

    @admin.display(description="what it changes")
    def comparison(self, row: Proposal) -> SafeString:
        """Return base, present state and proposal side by side."""
        rows = (
            (
                _called(entry),
                told_item(entry.base),
                told_item(entry.current),
                "changed meanwhile" if _differ(entry.base, entry.current) else "",
                told_item(entry.proposed),
            )
            for entry in compared(row)
        )
        return format_html(
            '<table class="overlaps compared"><thead><tr><th scope="col">What</th>'
            '<th scope="col">When proposed</th><th scope="col">Now</th>'
            '<th scope="col">Proposed</th></tr></thead><tbody>{}</tbody></table>',
            format_html_join(
                "",
                '<tr><th scope="row">{}</th><td>{}</td><td>{} <b>{}</b></td><td>{}</td></tr>',
                rows,
            ),
        )


def _called(entry: Any) -> str:
    """Return what a proposal touches: the value by its field, all else by its kind."""
    for side in (entry.proposed, entry.current, entry.base):
        if isinstance(side, dict) and "field" in side:
            return f"{entry.item[0]} {side['field']}"
    return str(entry.item[0])


def told_item(item: Any) -> SafeString:
    """Return an item of a fact in words; evidence as a whole, folded.

    Ids stand with their names where readers see what they are of, as all entities.
    """
    if not isinstance(item, dict) or "kind" not in item or "field" not in item:
        return readable(item)
    kind = item["kind"]
    told = brief(item.get("description") if kind == "some" else item.get(kind))
    words = kind if kind in {"some", "none"} and told == "—" else told
    clause = f" (clause {item['clause']})" if item.get("clause") else ""
    return format_html("{}{}", with_names([words], Sight())[0], clause)


def _differ(base: Any, current: Any) -> bool:
    return json.dumps(base, sort_keys=True) != json.dumps(current, sort_keys=True)


@admin.register(Flag)
class FlagAdmin(SubmissionAdmin):
    kind = "flag"
    list_display = ["__str__", "fact_link", "author", "created_at", "status"]
    list_filter = ["status", "kind", ("author", admin.RelatedOnlyFieldListFilter)]
    fields = [
        "fact_link",
        ("kind", "author", "created_at", "status"),
        "text",
        "duplicate_of",
        ("resolved_by", "resolved_at", "resolution_reason"),
    ]
    readonly_fields = ["fact_link"]
    steps = [
        Step(
            "resolve",
            "Resolve…",
            "Whether it was right. What follows from it for the fact is a change of its own.",
            "Resolved.",
            None,
            applies=_open,
            role=Role.REVIEWER,
            form=OutcomeForm,
            act=lambda asked: actions.resolve_flag(
                asked.obj.pk,
                outcome=asked.said["outcome"],
                reason=asked.said["reason"],
                expected=asked.expected,
            ),
        )
    ]
