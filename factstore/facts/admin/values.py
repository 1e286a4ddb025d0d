"""The values of a fact as rows of its form, and the way from rows to a patch."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from factstore.core.errors import Invalid
from factstore.facts import claims
from factstore.facts.drafts import ClauseDraft, Content, FactPatch, ValueDraft
from factstore.facts.models import Clause, Fact, FactType, Field, Value
from factstore.facts.stored import value_draft
from factstore.ledger.admin.forms import ExactLines, PartialDateText, UncheckedModelForm
from factstore.ledger.admin.rows import RowsFormset, RowsInline
from factstore.ledger.admin.state import state

CONTENT = {
    "entity": ["entity"],
    "text": ["text"],
    "choice": ["choice"],
    "date": ["date"],
    "quantity": ["minimum", "maximum", "unit", "approximate"],
    "money": ["minimum", "maximum", "currency", "approximate"],
    "some": ["text"],
    "none": [],
}
"""The inputs that a kind of value has."""

_NEEDED = {"entity": "entity", "text": "text", "choice": "choice", "date": "date"}


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=30, decimal_places=6, required=False)


class ValueForm(UncheckedModelForm):
    """One value; what is typed into inputs that its kind does not have is left aside."""

    slots: ClassVar[Sequence[Field]] = ()
    members = {"min": "minimum", "max": "maximum"}

    field = forms.ChoiceField()
    kind = forms.ChoiceField(required=False)
    clause = forms.IntegerField(min_value=1, max_value=999, required=False)
    polarity = forms.ChoiceField(
        choices=[("", "—"), ("includes", "includes"), ("excludes", "excludes")], required=False
    )
    text = ExactLines(required=False, empty_value=None)
    choice = forms.ChoiceField(required=False)
    date = PartialDateText(required=False)
    minimum = _amount("At least")
    maximum = _amount("At most")
    unit = forms.CharField(max_length=40, required=False, empty_value=None)
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        empty_value=None,
        error_messages={"invalid": "An ISO 4217 code of three capitals, e.g. USD."},
    )
    approximate = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = {slot.name: slot for slot in self.slots}
        kinds = dict.fromkeys(kind for slot in self.slots for kind in slot.kinds)
        offered: dict[str, list[tuple[str, Any]]] = {
            "field": [(slot.name, _label(slot)) for slot in self._offered()],
            "kind": [(kind, kind) for kind in kinds],
            "choice": [
                (slot.label, [(c["choice"], c["label"]) for c in slot.choices])
                for slot in self.slots
                if slot.choices
            ],
        }
        for name, choices in offered.items():
            own: Any = self.fields[name]
            own.choices = [("", "—"), *choices]
        if not self.instance._state.adding:  # noqa: SLF001  Django's own word
            self.initial.update(_shown(value_draft(self.instance), self.instance))

    def _offered(self) -> list[Field]:
        own = getattr(self.instance, "field_id", None)
        return [slot for slot in self.slots if not slot.deprecated or slot.pk == own]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        slot = self.by_name.get(self.cleaned_data.get("field", ""))
        if slot is None:
            return cleaned
        if not self.cleaned_data.get("kind"):
            if len(slot.kinds) > 1:
                takes = ", ".join(slot.kinds)
                raise ValidationError({"kind": f"{slot.label} takes {takes}: choose."})
            self.cleaned_data["kind"] = slot.kinds[0]
        self._check_content(self.cleaned_data["kind"])
        return cleaned

    def _check_content(self, kind: str) -> None:
        said = self.cleaned_data
        needed = _NEEDED.get(kind)
        if needed and not said.get(needed) and needed not in self.errors:
            self.add_error(needed, "Say it here, or remove the row.")
        if kind in {"quantity", "money"}:
            low, high = said.get("minimum"), said.get("maximum")
            if low is None and high is None:
                self.add_error("minimum", "Give one bound, or both.")
            elif low is not None and high is not None and low > high:
                self.add_error("maximum", "This is less than the lower bound.")
        if kind == "money" and not said.get("currency") and "currency" not in self.errors:
            self.add_error("currency", "Money has a currency, e.g. USD.")

    def draft(self) -> ValueDraft:
        """Return what the row says; a stored value keeps its id."""
        said = self.cleaned_data
        columns = {name: said[name] for name in CONTENT[said["kind"]] if said.get(name) is not None}
        if "entity" in columns:
            columns["entity"] = columns["entity"].pk
        stored = not self.instance._state.adding  # noqa: SLF001  Django's own word
        return ValueDraft(
            field=said["field"],
            content=Content(said["kind"], **columns),
            id=self.instance.pk if stored else None,
            clause=said.get("clause"),
        )


def _label(slot: Field) -> str:
    required, scope = slot.required or slot.one_of, slot.scope
    told = ", ".join(["required"] * bool(required) + ["in a clause"] * scope)
    return f"{slot.label} ({told})" if told else slot.label


def _shown(draft: ValueDraft, row: Value) -> dict[str, Any]:
    content = draft.content
    return {
        "field": draft.field,
        "kind": content.kind,
        "clause": draft.clause,
        "polarity": row.clause.polarity if row.clause else "",
        "text": content.text,
        "choice": content.choice,
        "date": content.date,
        "minimum": _plain(content.minimum),
        "maximum": _plain(content.maximum),
        "unit": content.unit,
        "currency": content.currency,
        "approximate": content.approximate,
    }


def _plain(value: Decimal | None) -> Decimal | None:
    text = claims.number(value)
    return None if text is None else Decimal(text)


class ValueFormset(RowsFormset):
    """The values of one fact; a clause has one polarity."""

    def clean(self) -> None:
        super().clean()
        if not any(form.errors for form in self.forms):
            try:
                self.polarities()
            except Invalid as error:
                raise ValidationError(error.detail) from error

    def polarities(self) -> dict[int, str]:
        """Return the polarity of each clause as the rows say it.

        Raises:
            Invalid: a clause without polarity, or with two.
        """
        said: dict[int, set[str]] = {}
        for form in self.kept():
            number, polarity = form.cleaned_data.get("clause"), form.cleaned_data.get("polarity")
            if number is not None:
                said.setdefault(number, set()).update({polarity} - {"", None})
        for number, polarities in said.items():
            if len(polarities) != 1:
                raise Invalid(
                    f"Clause {number} is either included or excluded: say which in its rows, the "
                    "same in all."
                )
        return {number: polarities.pop() for number, polarities in said.items()}

    def patch(self, fact: Fact | None) -> FactPatch:
        """Return what the rows change in `fact` (None: a new one); the unchanged is left out."""
        stored = _stored(fact)
        clauses: Mapping[int, str] = (
            dict(Clause.objects.filter(fact=fact).values_list("number", "polarity")) if fact else {}
        )
        polarities = self.polarities()
        at = "/values/set" if fact else "/values"
        drafts: list[ValueDraft] = []
        for form in self.kept():
            draft = form.draft()
            if draft.id is None or (form.has_changed() and draft != stored.get(draft.id)):
                state(form.request).places[f"{at}/{len(drafts)}"] = form.prefix
                drafts.append(draft)
        return FactPatch(
            set_values=tuple(drafts),
            remove_values=tuple(self.removed()),
            set_clauses=tuple(
                ClauseDraft(number, polarity)
                for number, polarity in polarities.items()
                if clauses.get(number) != polarity
            ),
            remove_clauses=tuple(clauses.keys() - polarities.keys()),
        )


def _stored(fact: Fact | None) -> dict[UUID, ValueDraft]:
    if fact is None:
        return {}
    rows = Value.objects.filter(fact=fact).select_related("field", "clause")
    return {row.pk: value_draft(row) for row in rows}


class ValueInline(RowsInline):
    model = Value
    apart = ("polarity",)
    form = ValueForm
    formset = ValueFormset
    template = "facts/admin/values.html"
    autocomplete_fields = ["entity"]
    ordering = ["position", "id"]
    columns = ["entity"]
    fields = [
        "field",
        "kind",
        "entity",
        "text",
        "choice",
        "date",
        "minimum",
        "maximum",
        "unit",
        "currency",
        "approximate",
        "clause",
        "polarity",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Value]":
        rows: QuerySet[Value] = super().get_queryset(request)
        return rows.select_related("field", "clause", "entity")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 3

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the fields of the fact's type."""
        formset = super().get_formset(request, obj, **kwargs)
        fact_type = type_of(request, obj)
        slots = list(fact_type.fields.order_by("position", "name")) if fact_type else []
        formset.form = type("ValueForm", (formset.form,), {"slots": slots})
        return formset


def type_of(request: HttpRequest, fact: Fact | None) -> FactType | None:
    """Return the type of a fact; of a new one, the type that its page was opened for."""
    if fact is not None:
        return fact.fact_type
    return FactType.objects.filter(name=request.GET.get("type", ""), withdrawn_reason=None).first()
