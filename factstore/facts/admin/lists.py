"""Filters of the list of facts, and its rows with their sentences."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from factstore.facts.models import Facet, Fact
from factstore.facts.queries import in_sight
from factstore.facts.recording import SEARCH_CONFIGURATION
from factstore.ledger.admin.history import sentences
from factstore.ledger.admin.state import sight
from factstore.sources.models import Article

MAX_ARTICLES = 30
"""How many articles the filter offers; the page of any article links to its facts."""

WARNING_WORDS = {
    "article_corrected": "article corrected",
    "article_retracted": "article retracted",
    "article_removed": "article taken down",
    "article_unreachable": "article out of reach",
    "evidence_drifted": "evidence drifted",
}


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


class SentenceList(ChangeList):
    """Facts with their recorded sentences: one statement for the whole page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        ids = [row.pk for row in rows]
        told = sentences("fact", ids)
        warned = dict(current_facets().filter(fact_id__in=ids).values_list("fact_id", "warnings"))
        for row in rows:
            row.sentence = told.get(row.pk, "")
            row.warned = warned.get(row.pk, [])
        self.result_list = rows


class ArticleFilter(admin.SimpleListFilter):
    title = "article"
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        newest = list(Article.objects.filter(withdrawn_reason=None).order_by("-pk")[:MAX_ARTICLES])
        asked = _uuid(request.GET.get(self.parameter_name))
        if asked and asked not in {article.pk for article in newest}:
            newest += Article.objects.filter(pk=asked)
        return [(str(article.pk), str(article)) for article in newest]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Fact]") -> "QuerySet[Fact]":
        asked = _uuid(self.value())
        if asked is None:
            return queryset
        return queryset.filter(
            pk__in=current_facets().filter(articles__contains=[asked]).values("fact_id")
        )


class StaleFilter(admin.SimpleListFilter):
    title = "evidence"
    parameter_name = "stale"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "waits to be confirmed"), ("no", "confirmed")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Fact]") -> "QuerySet[Fact]":
        if self.value() not in {"yes", "no"}:
            return queryset
        stale = current_facets().filter(stale=self.value() == "yes")
        return queryset.filter(pk__in=stale.values("fact_id"))


class WarningFilter(admin.SimpleListFilter):
    title = "warning"
    parameter_name = "warning"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("any", "any"), *WARNING_WORDS.items(), ("none", "none")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Fact]") -> "QuerySet[Fact]":
        asked, facets = self.value(), current_facets()
        if asked in WARNING_WORDS:
            facets = facets.filter(warnings__contains=[asked])
        elif asked == "any":
            facets = facets.exclude(warnings=[])
        elif asked == "none":
            facets = facets.filter(warnings=[])
        else:
            return queryset
        return queryset.filter(pk__in=facets.values("fact_id"))


def searched(facts: "QuerySet[Fact]", words: str) -> "QuerySet[Fact]":
    """Return the facts whose sentence, quotes or entity names have these words."""
    query = SearchQuery(words, config=SEARCH_CONFIGURATION, search_type="websearch")
    return facts.filter(pk__in=current_facets().filter(search=query).values("fact_id"))


def current_facets() -> "QuerySet[Facet]":
    return Facet.objects.filter(to_position=None)


def facts_in_sight(request: HttpRequest, prefix: str = "") -> Q:
    """Return the condition of the facts that the user sees, as the API shows them.

    `prefix` leads from the rows that are asked for to their fact: `fact__`.
    """
    return in_sight(sight(request), prefix)
