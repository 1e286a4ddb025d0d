"""Filters that lists of recorded things share."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class UseFilter(admin.SimpleListFilter):
    """What is in use, what was withdrawn, and what was merged into another."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "in use"), ("withdrawn", "withdrawn"), ("merged", "merged")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        match self.value():
            case "yes":
                return queryset.filter(withdrawn_reason=None, merged_into=None)
            case "withdrawn":
                return queryset.exclude(withdrawn_reason=None)
            case "merged":
                return queryset.exclude(merged_into=None)
        return queryset
