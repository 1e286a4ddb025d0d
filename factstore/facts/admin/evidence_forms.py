"""The rows of one evidence: its quotes, hops and coverage."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from factstore.facts import rules
from factstore.facts.admin.reading import value_words
from factstore.facts.documents import facts as fact_documents
from factstore.facts.drafts import CoverageDraft, HopDraft, QuoteDraft
from factstore.facts.models import Coverage, Evidence, EvidenceQuote, Fact, Hop, Value
from factstore.ledger.admin.forms import (
    ExactLines,
    ExactText,
    RecordedForm,
    UncheckedModelForm,
    ended_as,
)
from factstore.ledger.admin.rows import RowsFormset, RowsInline
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version


def fact_of(request: HttpRequest, evidence: Evidence | None) -> Fact | None:
    """Return the fact of an evidence; of a new one, the fact that its page was opened for."""
    if evidence is not None:
        return evidence.fact
    asked = request.GET.get("fact", "")
    try:
        return Fact.objects.select_related("fact_type").filter(pk=asked).first()
    except ValidationError:
        return None


class EvidenceForm(RecordedForm):
    """An evidence is a part of its fact: the fact's revision is what another save makes stale."""

    hedged = ExactText(
        required=False, empty_value=None, help_text="The hedging words as printed: “reportedly”."
    )
    attests_note = ExactText(
        required=False, empty_value=None, help_text="For “until”: from which words."
    )

    class Meta:
        model = Evidence
        fields = ["version", "stance", "mode", "hedged", "attests", "attests_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.fields:
            self.fields["version"].required = False
            self.fields["version"].label = "Text"
            self.fields["version"].help_text = "The text in which pasted words are looked for."

    def recorded_id(self) -> Any:
        if self.instance.fact_id is not None:
            return self.instance.fact_id
        fact = fact_of(self.request, None)
        return fact.pk if fact else None


class OrderedFormset(RowsFormset):
    """Rows in the order that their numbers say, then as they stand."""

    def kept(self) -> list[Any]:
        """Return the filled forms in their order."""
        return sorted(super().kept(), key=_order)


def _order(form: Any) -> float:
    order = form.cleaned_data.get("order")
    return float("inf") if order is None else float(order)


class OrderedForm(UncheckedModelForm):
    order = forms.IntegerField(
        required=False, min_value=1, widget=forms.NumberInput(attrs={"class": "order"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:  # noqa: SLF001  Django's own word
            self.initial["order"] = self.instance.position + 1


class QuoteForm(OrderedForm):
    """A stored quote, or words to be found in the text."""

    members = {"id": "quote"}

    exact = ExactLines(
        required=False, label="or paste words", help_text="However copied; the text’s own are kept."
    )
    prefix = ExactLines(  # type: ignore[assignment]  # Django takes fields off the class
        required=False, help_text="Right before them, where they occur twice."
    )
    suffix = ExactLines(required=False, help_text="Right after them.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "quote" in self.fields:
            self.fields["quote"].required = False
            self.fields["quote"].label = "Stored quote"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        filled = self.has_changed() and not said.get("DELETE")
        if filled and bool(said.get("quote")) == bool(said.get("exact")):
            raise ValidationError("Choose a stored quote, or paste words: one of the two.")
        return cleaned

    def draft(self, version: Version | None) -> QuoteDraft:
        """Return the quote; pasted words are looked for in `version`."""
        said = self.cleaned_data
        if said.get("quote"):
            return QuoteDraft(id=said["quote"].pk)
        words: Any = {name: said[name] for name in ("exact", "prefix", "suffix")}
        if version is not None:
            words = {name: ended_as(one, version.text) for name, one in words.items()}
        return QuoteDraft(selector=Selector(version=version.pk if version else None, **words))


class QuoteInline(RowsInline):
    model = EvidenceQuote
    match = "quote"
    apart = ("order",)
    form = QuoteForm
    formset = OrderedFormset
    template = "admin/edit_inline/tabular.html"
    autocomplete_fields = ["quote"]
    ordering = ["position"]
    columns = ["quote"]
    fields = ["order", "quote", "exact", "prefix", "suffix"]
    verbose_name = "quote"
    verbose_name_plural = "quotes, all of one text"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class HopForm(OrderedForm):
    description = ExactText(
        required=False, empty_value=None, help_text="As printed: “four US officials”."
    )
    role_as_printed = ExactText(required=False, empty_value=None, help_text="Office as printed.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        if said.get("entity") and said.get("publisher"):
            raise ValidationError("A hop names an entity or a publisher, not both.")
        return cleaned

    def draft(self) -> HopDraft:
        said = self.cleaned_data
        plain = {n: said[n] for n in ("verb", "description", "count", "role_as_printed")}
        return HopDraft(
            **plain,
            entity=said["entity"] and said["entity"].pk,
            publisher=said["publisher"] and said["publisher"].pk,
            anonymous=said["anonymous"],
        )


class HopInline(RowsInline):
    model = Hop
    whole = True
    form = HopForm
    formset = OrderedFormset
    template = "admin/edit_inline/tabular.html"
    autocomplete_fields = ["entity", "publisher"]
    ordering = ["position"]
    columns = [
        "verb",
        "entity",
        "publisher",
        "description",
        "count",
        "anonymous",
        "role_as_printed",
    ]
    fields = ["order", *columns]
    verbose_name_plural = "hops, from the article outward to who knows (the outlet itself is none)"


class CoverageForm(UncheckedModelForm):
    """Which words carry a value; `values` are the fact's, by id, in words."""

    values: ClassVar[list[tuple[str, str]]] = []

    value = forms.ChoiceField()
    as_printed = ExactLines(required=False, empty_value=None, help_text="The words, as printed.")
    rule = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *((r.name, r.name) for r in rules.RULES.values())],
        help_text="For computed.",
    )
    note = ExactLines(required=False, empty_value=None, help_text="For inferred: from which words.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["value"]
        field.choices = [("", "—"), *self.values]
        if not self.instance._state.adding:  # noqa: SLF001  Django's own word
            self.initial["value"] = str(self.instance.value_id)
            self.initial["rule"] = self.instance.rule or ""

    def draft(self) -> CoverageDraft:
        said = self.cleaned_data
        return CoverageDraft(
            value=said["value"],
            basis=said["basis"],
            as_printed=said["as_printed"],
            rule=said["rule"] or None,
            note=said["note"],
        )


def values_in_words(fact: Fact | None) -> list[tuple[str, str]]:
    """Return the values of a fact as its evidence's page shows them, by id."""
    if fact is None:
        return []
    labels = {f.name: f.label for f in fact.fact_type.fields.all()}
    document = fact_documents([fact.pk])[fact.pk]
    return [(v["id"], f"{labels[v['field']]}: {value_words(v)}") for v in document["values"]]


class CoverageInline(RowsInline):
    model = Coverage
    match = "value"
    form = CoverageForm
    formset = RowsFormset
    template = "admin/edit_inline/tabular.html"
    ordering = ["value__position", "id"]
    columns = ["basis", "as_printed", "note"]
    fields = ["value", "basis", "as_printed", "rule", "note"]
    verbose_name = "value carried"
    verbose_name_plural = "values that these words carry"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        fact = None if obj else fact_of(request, None)
        return Value.objects.filter(fact=fact).count() if fact else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the values of the fact."""
        formset = super().get_formset(request, obj, **kwargs)
        values = values_in_words(fact_of(request, obj))
        formset.form = type("CoverageForm", (formset.form,), {"values": values})
        return formset
