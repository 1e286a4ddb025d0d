"""Fact types with their fields, as editors see them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from factstore.entities.models import Entity
from factstore.facts import actions
from factstore.facts.models import FactType, Field
from factstore.facts.models.types import KINDS
from factstore.ledger.admin.base import Formset, RecordedAdmin
from factstore.ledger.admin.forms import ExactLines, RecordedForm, UncheckedModelForm
from factstore.ledger.admin.rows import RowsFormset, RowsInline
from factstore.ledger.admin.state import state

NAME = RegexValidator(r"^[a-z][a-z0-9_]*$", "Lower case letters, digits and _, a letter first.")
STAYS = "Its name in the API; stays."
_COLUMNS = ["name", "label", "basis", "description", "template", "clause_template"]


class FactTypeForm(RecordedForm):
    name = forms.CharField(max_length=40, validators=[NAME], help_text=STAYS)
    template = ExactLines(
        help_text="Sentence with {fields}, [optional parts], {included} and {excluded} clauses. "
        "Changing it re-records every fact of the type."
    )
    clause_template = ExactLines(
        required=False, help_text="How one clause of scope reads inside the sentence."
    )

    class Meta:
        model = FactType
        fields = _COLUMNS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.recorded_id() is not None
        self.fields["name"].disabled = self.fields["basis"].disabled = stored


class ChoiceLines(forms.CharField):
    """Choices, one a line: `permits = permits`; gives the list of the type's document."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{item['choice']} = {item['label']}" for item in value)
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        choices = []
        for line in (super().to_python(value) or "").splitlines():
            if line.strip():
                choice, equals, label = (part.strip() for part in line.partition("="))
                if not choice or (equals and not label):
                    raise ValidationError(f"Write “choice = how it reads”, not “{line}”.")
                choices.append({"choice": choice, "label": label or choice})
        return choices

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except ValidationError:
            return True


def _several(choices: Sequence[str], help_text: str, *, required: bool) -> Any:
    return forms.MultipleChoiceField(
        choices=[(c, c) for c in choices],
        required=required,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class FieldForm(UncheckedModelForm):
    name = forms.CharField(max_length=40, validators=[NAME], help_text=STAYS)
    kinds = _several(KINDS, "Kinds may be added later, not taken away.", required=True)
    entity_kinds = _several(Entity.Kind.values, "None: any.", required=False)
    choices = ChoiceLines(required=False, help_text="One a line: permits = permits")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:  # noqa: SLF001  Django's own word
            for name in ("name", "scope", "key"):
                self.fields[name].disabled = True


class FieldInline(RowsInline):
    model = Field
    form = FieldForm
    formset = RowsFormset
    can_delete = False
    template = "admin/edit_inline/stacked.html"
    ordering = ["position", "name"]
    columns = [
        "name",
        "label",
        "help_text",
        "kinds",
        "entity_kinds",
        "choices",
        "one_of",
        "required",
        "repeated",
        "key",
        "scope",
        "deprecated",
    ]
    fields = [
        ("name", "label", "one_of"),
        "help_text",
        "kinds",
        "entity_kinds",
        "choices",
        ("required", "repeated", "key", "scope", "deprecated"),
    ]
    apart = columns
    verbose_name_plural = "fields (deprecate what is no longer used; a field is never removed)"


@admin.register(FactType)
class FactTypeAdmin(RecordedAdmin):
    kind = "fact_type"
    alone = True
    form = FactTypeForm
    fields = [*_COLUMNS]
    inlines = [FieldInline]
    list_display = ["label", "name", "basis", "template", "fact_count"]
    list_filter = ["basis"]
    search_fields = ["name", "label", "description", "template"]
    search_help_text = "Words of the name, label, description or sentence."
    ordering = ["label"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[FactType]":
        rows: QuerySet[FactType] = super().get_queryset(request)
        return rows.annotate(fact_count_=Count("facts"))

    def create(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> FactType:
        columns = {name: form.cleaned_data[name] for name in _COLUMNS}
        return actions.create_fact_type(fields=_fields(request, formsets[0]), **columns)

    def update(self, request: HttpRequest, form: Any, formsets: Sequence[Formset]) -> None:
        changes = {**form.changed_columns(), "fields": _fields(request, formsets[0])}
        actions.update_fact_type(form.instance.pk, changes, expected=form.opened())

    @admin.display(description="facts", ordering="fact_count_")
    def fact_count(self, fact_type: Any) -> int:
        count: int = fact_type.fact_count_
        return count


def _fields(request: HttpRequest, formset: Any) -> list[dict[str, Any]]:
    """Return the fields that were changed or are new, with what was changed."""
    items: list[dict[str, Any]] = []
    for form in formset.kept():
        if form.has_changed():
            state(request).places[f"/fields/{len(items)}"] = form.prefix
            adding = form.instance._state.adding  # noqa: SLF001  Django's own word
            said = form.cleaned_data if adding else form.changed_columns()
            columns = {n: v for n, v in said.items() if n in FieldInline.columns}
            items.append({**columns, "name": form.cleaned_data["name"]})
    return items
