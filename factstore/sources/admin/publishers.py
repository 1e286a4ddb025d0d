"""Publishers, as editors see them."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.forms import RecordedForm
from factstore.ledger.admin.steps import withdrawal
from factstore.sources import actions
from factstore.sources.models import Publisher

_COLUMNS = ["name", "url", "description"]


class PublisherForm(RecordedForm):
    url = forms.URLField(
        required=False, empty_value=None, assume_scheme="https", help_text="Its home page."
    )

    class Meta:
        model = Publisher
        fields = _COLUMNS


@admin.register(Publisher)
class PublisherAdmin(RecordedAdmin):
    kind = "publisher"
    form = PublisherForm
    fields = [*_COLUMNS]
    list_display = ["name", "url", "article_count", "in_use"]
    list_filter = [("withdrawn_reason", admin.EmptyFieldListFilter)]
    search_fields = ["name", "url"]
    search_help_text = "Part of the name or address."
    ordering = ["name"]
    steps = [
        withdrawal(
            lambda obj, reason, expected: actions.withdraw_publisher(
                obj.pk, reason=reason, expected=expected
            )
        )
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Publisher]":
        rows: QuerySet[Publisher] = super().get_queryset(request)
        return rows.annotate(article_count_=Count("articles"))

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Publisher:
        return actions.create_publisher(**{n: form.cleaned_data[n] for n in _COLUMNS})

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        actions.update_publisher(form.instance.pk, form.changed_columns(), expected=form.opened())

    @admin.display(description="articles", ordering="article_count_")
    def article_count(self, publisher: Any) -> int:
        count: int = publisher.article_count_
        return count

    @admin.display(boolean=True, description="in use")
    def in_use(self, publisher: Publisher) -> bool:
        return publisher.withdrawn_reason is None
