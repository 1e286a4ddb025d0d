"""What clients send of facts: shapes, and the way into drafts."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from factstore.core.api.serializers import (
    ExactText,
    Flag,
    IdField,
    ReasonField,
    StrictSerializer,
    Whole,
    many,
)
from factstore.facts.actions.quoting import MAX_QUOTES
from factstore.facts.api.examples import FACT_CREATE
from factstore.facts.api.value_serializers import MAX_CLAUSE, MAX_TEXT, ValueWriteField
from factstore.facts.models.evidence import Coverage, Evidence, Hop
from factstore.facts.models.facts import Clause
from factstore.quotes.selectors import MAX_CONTEXT, MAX_EXACT

MAX_VALUES = 200
MAX_EVIDENCE = 100
MAX_HOPS = 20


class QuoteReference(StrictSerializer):
    """A quote by its id; or by a version (or an article: its newest version) and its words, with
    prefix or suffix where they repeat; or by a version and a span. Words with some left out ("…")
    become several quotes, in order.
    """

    id = IdField(required=False, help_text="A quote that is stored.")
    version = IdField(required=False, help_text="The version it stands in.")
    article = IdField(required=False, help_text="Instead of version: the article's newest one.")
    exact = ExactText(
        required=False,
        max_length=MAX_EXACT,
        help_text="The words; the source's own characters are kept.",
    )
    prefix = ExactText(
        required=False,
        default="",
        allow_blank=True,
        max_length=MAX_CONTEXT,
        help_text="Characters right before them.",
    )
    suffix = ExactText(
        required=False,
        default="",
        allow_blank=True,
        max_length=MAX_CONTEXT,
        help_text="Characters right after them.",
    )
    start = Whole(required=False, min_value=0, help_text="First character, in `unit`.")
    end = Whole(required=False, min_value=1, help_text="One past the last character, in `unit`.")
    unit = serializers.ChoiceField(
        choices=["codepoint", "utf16"],
        default="codepoint",
        help_text="What start, end and hint count: Unicode code points, or UTF-16 code units.",
    )
    hint = Whole(required=False, min_value=0, help_text="About where the words start.")
    match = serializers.ChoiceField(
        choices=["exact", "repaired"],
        default="repaired",
        help_text="What the words may be: the source's characters, or those after folding, too.",
    )

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and "id" in data and len(data) > 1:
            error = ErrorDetail("A quote named by its id needs nothing more.", code="id_alone")
            raise ValidationError({str(name): [error] for name in data if name != "id"})
        return super().to_internal_value(data)


class AgentWrite(StrictSerializer):
    """Who: an entity or a publisher."""

    entity = IdField(required=False, help_text="Id of the entity.")
    publisher = IdField(required=False, help_text="Id of the publisher.")


class HopWrite(StrictSerializer):
    """One step of an attribution, from the article outward to who knows."""

    verb = serializers.ChoiceField(choices=Hop.Verb.values, help_text="What the source did.")
    agent = AgentWrite(required=False, allow_null=True, help_text="Who; null: only described.")
    description = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="As printed (“four US officials”); stands in one of the quotes.",
    )
    count = Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=1_000_000,
        help_text="How many they are, where printed.",
    )
    anonymous = Flag(default=False, help_text="Known to the outlet, but not named.")
    role_as_printed = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="Office as printed; stands in one of the quotes.",
    )


class CoverageWrite(StrictSerializer):
    """Which words of the evidence carry a value, and on what basis."""

    value = ExactText(max_length=100, help_text="Key of a value in this request, or a value's id.")
    basis = serializers.ChoiceField(
        choices=Coverage.Basis.values, help_text="stated, computed by a rule, or inferred."
    )
    as_printed = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="The words; they stand, character for character, in one of the quotes.",
    )
    rule = ExactText(
        required=False, allow_null=True, max_length=40, help_text="For computed: the rule's name."
    )
    note = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="For inferred: from which words.",
    )


class EvidenceWrite(StrictSerializer):
    """What one article says for or against the fact."""

    id = IdField(
        required=False, help_text="In a patch: the evidence to replace; absent: a new one."
    )
    key = ExactText(required=False, max_length=100, help_text="A name local to this request.")
    stance = serializers.ChoiceField(
        choices=Evidence.Stance.values, default="supports", help_text="For, against, or context."
    )
    mode = serializers.ChoiceField(
        choices=Evidence.Mode.values, help_text="verbatim, paraphrase, or the outlet's own words."
    )
    hedged = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="Hedging words (“reportedly”); they stand in one of the quotes.",
    )
    attests = serializers.ChoiceField(
        choices=Evidence.Attests.values,
        required=False,
        allow_null=True,
        help_text="Of a state: `present`, it held on the day of publication; `until`, it is "
        "inferred to have held up to then; null: says nothing of that day.",
    )
    attests_note = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TEXT,
        help_text="For `until`: from which words.",
    )
    quotes = many(QuoteReference, most=MAX_QUOTES, help_text="In order, one version's.")
    hops = many(HopWrite, required=False, most=MAX_HOPS, help_text="The attribution.")
    covers = many(
        CoverageWrite, required=False, most=MAX_VALUES, help_text="Which values it carries."
    )


class ClauseWrite(StrictSerializer):
    """A clause of scope: its values belong together, included or excluded as one."""

    number = Whole(min_value=1, max_value=MAX_CLAUSE, help_text="As its values name it.")
    polarity = serializers.ChoiceField(
        choices=Clause.Polarity.values, help_text="Whether the fact reaches this or does not."
    )


class FactCreate(StrictSerializer):
    """A fact with its values and evidence, recorded as one."""

    example = FACT_CREATE

    type = ExactText(max_length=40, help_text="Name of the fact type.")
    values = serializers.ListField(
        child=ValueWriteField(), max_length=MAX_VALUES, help_text="What the fact says."
    )
    clauses = many(
        ClauseWrite,
        required=False,
        most=MAX_VALUES,
        help_text="Each clause that a scope value names.",
    )
    evidence = many(
        EvidenceWrite, required=False, most=MAX_EVIDENCE, help_text="What it stands on."
    )
    reason = ReasonField(required=False, help_text="Why it is recorded.")


class ValuesPatch(StrictSerializer):
    """Values to set (with `id`: replace; without: add) and to remove."""

    set = serializers.ListField(
        child=ValueWriteField(), required=False, max_length=MAX_VALUES, help_text="To set."
    )
    remove = serializers.ListField(
        child=IdField(), required=False, max_length=MAX_VALUES, help_text="Ids to remove."
    )


class ClausesPatch(StrictSerializer):
    """Clauses to set, by number, and to remove; a removed clause has no values left."""

    set = many(ClauseWrite, required=False, most=MAX_VALUES, help_text="To set.")
    remove = serializers.ListField(
        child=Whole(min_value=1), required=False, max_length=MAX_VALUES, help_text="Numbers."
    )


class EvidencePatch(StrictSerializer):
    """Evidence to set (with `id`: replace as a whole; without: add), remove, or re-confirm."""

    set = many(EvidenceWrite, required=False, most=MAX_EVIDENCE, help_text="To set.")
    remove = serializers.ListField(
        child=IdField(), required=False, max_length=MAX_EVIDENCE, help_text="Ids to remove."
    )
    confirm = serializers.ListField(
        child=IdField(),
        required=False,
        max_length=MAX_EVIDENCE,
        help_text="Ids to confirm for the fact as it is after this change.",
    )


class FactChanges(StrictSerializer):
    """What to change in a fact; nothing else is replaced."""

    values = ValuesPatch(required=False, help_text="Changes of values.")
    clauses = ClausesPatch(required=False, help_text="Changes of clauses.")
    evidence = EvidencePatch(required=False, help_text="Changes of evidence.")


class FactUpdate(FactChanges):
    """What to change in a fact, and why; nothing else is replaced."""

    reason = ReasonField(help_text="Why.")


class Reasoned(StrictSerializer):
    """A step that needs a reason."""

    reason = ReasonField(help_text="Why.")
