"""Finding a fact by its sentence where another one names it: a select that searches."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from factstore.facts.admin.lists import current_facets, facts_in_sight
from factstore.facts.models import Fact
from factstore.facts.recording import SEARCH_CONFIGURATION
from factstore.ledger.admin.choosing import SearchSelect
from factstore.ledger.admin.history import named, sentences

PAGE = 20
MOST_PAGES = 1_000


class _SentenceSelect(SearchSelect):
    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(Fact._meta.get_field("superseded_by"), admin.site)  # noqa: SLF001  Django's public name
        self.asked = asked

    def get_url(self) -> str:
        return f"{reverse('admin:facts_fact_find')}?{urlencode(self.asked)}"


class FactChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """One fact, found by its sentence; there is none to choose before `among` was called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Fact.objects.none(), **kwargs)

    def among(self, request: HttpRequest, **asked: str) -> None:
        """Take the facts that the user sees, and offer some: `of` a fact, others of its type.

        `status` offers those of a status, `besides` all but one.
        """
        self.queryset = Fact.objects.filter(facts_in_sight(request), withdrawn_reason=None)
        self.widget = self._select(asked)

    def _select(self, asked: Mapping[str, str]) -> _SentenceSelect:
        widget = _SentenceSelect(asked)
        widget.choices = self.choices
        widget.is_required = self.required
        return widget

    def label_from_instance(self, obj: Any) -> str:
        return named("fact", obj.pk, obj)


def found(request: HttpRequest, facts: "QuerySet[Fact]") -> JsonResponse:
    """Answer a search for a fact as Django's select expects it, newest first."""
    asked, seen = request.GET, facts
    facts = facts.filter(withdrawn_reason=None, merged_into=None)
    if of := _uuid(asked.get("of")):
        facts = facts.filter(fact_type__in=seen.filter(pk=of).values("fact_type"))
    if status := asked.get("status"):
        facts = facts.filter(status=status)
    if besides := of or _uuid(asked.get("besides")):
        facts = facts.exclude(pk=besides)
    sent = asked.get("page", "")
    page = min(max(int(sent[:6]), 1), MOST_PAGES) if sent[:6].isdecimal() else 1
    rows = _begun(facts, asked.get("term", "")).order_by("-pk").values_list("pk", flat=True)
    ids = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    told = sentences("fact", ids[:PAGE])
    return JsonResponse(
        {
            "results": [{"id": str(pk), "text": told.get(pk, str(pk))} for pk in ids[:PAGE]],
            "pagination": {"more": len(ids) > PAGE},
        }
    )


def _begun(facts: "QuerySet[Fact]", typed: str) -> "QuerySet[Fact]":
    """Return the facts that have these words, the last one perhaps not typed to its end."""
    if known := _uuid(typed.strip()):
        return facts.filter(pk=known)
    words = re.findall(r"\w+", typed)
    if not words:
        return facts
    raw = " & ".join([*words[:-1], f"{words[-1]}:*"])
    query = SearchQuery(raw, config=SEARCH_CONFIGURATION, search_type="raw")
    return facts.filter(pk__in=current_facets().filter(search=query).values("fact_id"))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
