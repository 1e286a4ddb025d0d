"""The editors' door to entities, with their aliases and external ids."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from factstore.entities import actions
from factstore.entities import merging as merging_actions
from factstore.entities.models import Alias, Entity, ExternalId
from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.choosing import SearchSelect
from factstore.ledger.admin.forms import RecordedForm, UncheckedModelForm
from factstore.ledger.admin.lists import UseFilter
from factstore.ledger.admin.rows import RowsFormset, RowsInline
from factstore.ledger.admin.state import state
from factstore.ledger.admin.steps import Asked, StepForm, in_use, merging, withdrawal

_COLUMNS = ["kind", "name", "sentence_name", "description"]


class EntityForm(RecordedForm):
    class Meta:
        model = Entity
        fields = _COLUMNS


class AliasInline(RowsInline):
    model = Alias
    form = UncheckedModelForm
    formset = RowsFormset
    fields = ["text"]
    columns = ["text"]
    ordering = ["text"]
    extra = 1
    template = "admin/edit_inline/tabular.html"


class ExternalIdInline(RowsInline):
    model = ExternalId
    form = UncheckedModelForm
    formset = RowsFormset
    fields = ["scheme", "value"]
    columns = ["scheme", "value"]
    ordering = ["scheme", "value"]
    extra = 1
    template = "admin/edit_inline/tabular.html"


class MergeForm(StepForm):
    into = forms.ModelChoiceField(
        Entity.objects.all(),
        widget=SearchSelect(Entity._meta.get_field("merged_into"), admin.site),  # noqa: SLF001  Django's public name
        help_text="The entity that it turned out to be; found by name or alias.",
    )
    merge_facts = forms.BooleanField(
        required=False,
        label="Merge facts, too",
        help_text="Facts that come to claim the same are merged. Without this, they refuse it.",
    )

    field_order = ["into", "merge_facts", "reason"]


def _merge(asked: Asked) -> object:
    return merging_actions.merge_entity(
        asked.recorded,
        into=asked.said["into"].pk,
        merge_facts=asked.said["merge_facts"],
        expected=asked.expected,
    )


@admin.register(Entity)
class EntityAdmin(RecordedAdmin):
    kind = "entity"
    form = EntityForm
    fields = [*_COLUMNS]
    inlines = [AliasInline, ExternalIdInline]
    list_display = ["name", "entity_kind", "description", "alias_count", "in_use"]
    list_filter = ["kind", UseFilter]
    search_fields = ["name"]
    search_help_text = "Part of a name or alias."
    ordering = ["name", "pk"]
    steps = [
        *merging(
            MergeForm,
            _merge,
            lambda obj, _reason, expected: merging_actions.unmerge_entity(
                obj.pk, expected=expected
            ),
            told="It turned out to be another entity of its kind. Every fact that names it names "
            "the other one; its name, aliases and external ids move there, and its address leads "
            "there. Unmerging gives all that back.",
        ),
        withdrawal(
            lambda obj, reason, expected: actions.withdraw_entity(
                obj.pk, reason=reason, expected=expected
            )
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Entity]":
        rows: QuerySet[Entity] = super().get_queryset(request)
        return rows.annotate(alias_count_=Count("aliases"))

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Entity]", search_term: str
    ) -> "tuple[QuerySet[Entity], bool]":
        """Find by name and alias, as the API does."""
        words = search_term.strip()
        if not words:
            return self.offered(request, queryset), False
        called = Entity.objects.called(words).values("pk")
        return self.offered(request, queryset.filter(pk__in=called)), False

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> Entity:
        columns = {name: form.cleaned_data[name] for name in _COLUMNS}
        return actions.create_entity(**columns, **_names(request, formsets))

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        changes = {**form.changed_columns(), **_names(request, formsets)}
        actions.update_entity(form.instance.pk, changes, expected=form.opened())

    @admin.display(description="kind", ordering="kind")
    def entity_kind(self, entity: Entity) -> str:
        return entity.kind

    @admin.display(description="aliases")
    def alias_count(self, entity: Any) -> int:
        count: int = entity.alias_count_
        return count

    @admin.display(boolean=True, description="in use")
    def in_use(self, entity: Entity) -> bool:
        return in_use(entity)


def _names(request: HttpRequest, formsets: Sequence[Any]) -> dict[str, Any]:
    """Return the lists that were changed, whole; the actions replace whole lists."""
    aliases, external_ids = formsets
    names: dict[str, Any] = {}
    if aliases.has_changed():
        names["aliases"] = [form.cleaned_data["text"] for form in aliases.kept()]
    if external_ids.has_changed():
        kept = external_ids.kept()
        names["external_ids"] = [(f.cleaned_data["scheme"], f.cleaned_data["value"]) for f in kept]
        for i, form in enumerate(kept):
            state(request).places[f"/external_ids/{i}"] = form.prefix
    return names
