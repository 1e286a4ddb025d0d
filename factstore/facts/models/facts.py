"""Facts, their clauses and values."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factstore.core.ids import new_id
from factstore.entities.models import Entity
from factstore.facts.models.standing import (
    ONLY_ACCEPTED,
    SUPERSEDED_HAS_SUCCESSOR,
    successor_holds,
)
from factstore.facts.models.types import FactType, Field
from factstore.ledger import triggers


def checked_when_accepted(column: str) -> pgtrigger.Trigger:
    """Return the deferred trigger that checks the accepted fact named by `column` as a whole.

    The function `facts_check_accepted` refuses an accepted fact with a required field empty
    (`facts_fact_accepted_is_complete`) or a value that no supporting evidence covers
    (`facts_fact_accepted_is_covered`).
    """
    return pgtrigger.Trigger(
        name="accepted_holds",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=f"""
            IF TG_OP <> 'INSERT' THEN PERFORM facts_check_accepted(OLD.{column}); END IF;
            IF TG_OP <> 'DELETE' THEN PERFORM facts_check_accepted(NEW.{column}); END IF;
            RETURN NULL;
        """,
    )


class Fact(models.Model):
    """One claim about the world, with the evidence of every article that makes it."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    class Standing(models.TextChoices):
        STANDS = "stands"
        DISPUTED = "disputed"
        SUPERSEDED = "superseded"
        REFUTED = "refuted"
        RETRACTED = "retracted"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact_type = models.ForeignKey(FactType, on_delete=models.PROTECT, related_name="facts")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.STANDS)
    standing_reason = models.TextField(null=True, blank=True)
    standing_note = models.TextField(null=True, blank=True, help_text="Shown to every reader.")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    values_digest = models.CharField(
        max_length=71, help_text="Digest of type and values: two facts with equal ones are one."
    )
    withdrawn_reason = models.TextField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The fact that its evidence moved to; null: none.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "proposed", "accepted", "rejected"]),
                name="facts_fact_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    standing__in=["stands", "disputed", "superseded", "refuted", "retracted"]
                ),
                name="facts_fact_standing_is_known",
            ),
            models.CheckConstraint(
                condition=Q(standing="stands")
                | (Q(standing_reason__isnull=False) & ~Q(standing_reason="")),
                name="facts_fact_standing_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(standing_reason="") & ~Q(standing_note=""),
                name="facts_fact_standing_words_are_not_empty",
            ),
            models.CheckConstraint(
                condition=SUPERSEDED_HAS_SUCCESSOR, name="facts_fact_superseded_names_successor"
            ),
            models.CheckConstraint(
                condition=ONLY_ACCEPTED, name="facts_fact_only_accepted_have_standing"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason__isnull=True) | ~Q(withdrawn_reason=""),
                name="facts_fact_withdrawal_has_reason",
            ),
            models.UniqueConstraint(
                fields=["values_digest"],
                condition=Q(withdrawn_reason__isnull=True, merged_into__isnull=True)
                & ~Q(status="rejected"),
                name="facts_fact_claim_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (~Q(merged_into=F("id")) & Q(withdrawn_reason__isnull=True)),
                name="facts_fact_merged_into_another",
            ),
        ]
        triggers = [
            *triggers.recorded("fact"),
            triggers.permanent("facts_fact_never_deleted"),
            triggers.merged_once("facts_fact", "facts_fact_merged_once"),
            triggers.immutable("facts_fact_type_stays", ["id", "fact_type_id"]),
            checked_when_accepted("id"),
            successor_holds(),
        ]

    def __str__(self) -> str:
        return f"{self.fact_type} {self.id}"


class Clause(models.Model):
    """A conjunction of scope values of one fact, included or excluded as one."""

    class Polarity(models.TextChoices):
        INCLUDES = "includes", "the source says that it reaches this"
        EXCLUDES = "excludes", "the source says that it does not reach this"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="clauses")
    number = models.PositiveSmallIntegerField(help_text="Counts from 1 within the fact.")
    polarity = models.CharField(max_length=10, choices=Polarity)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "number"], name="facts_clause_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=["includes", "excludes"]),
                name="facts_clause_polarity_is_known",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="facts_clause_number_counts_from_one"
            ),
        ]
        triggers = triggers.recorded("fact", "fact_id")

    def __str__(self) -> str:
        return f"{self.number} ({self.polarity})"


_CONTENT = {
    "entity": Q(entity__isnull=False),
    "text": Q(text__isnull=False) & ~Q(text=""),
    "choice": Q(choice__isnull=False) & ~Q(choice=""),
    "date": Q(not_before__isnull=False) | Q(not_after__isnull=False),
    "quantity": Q(minimum__isnull=False) | Q(maximum__isnull=False),
    "money": (Q(minimum__isnull=False) | Q(maximum__isnull=False)) & Q(currency__isnull=False),
    "some": Q(),
    "none": Q(),
}
_COLUMNS = {
    "entity": ["entity"],
    "text": ["text"],
    "choice": ["choice"],
    "date": ["not_before", "not_after"],
    "quantity": ["minimum", "maximum", "unit"],
    "money": ["minimum", "maximum", "currency"],
    "some": ["text"],
    "none": [],
}


def _one_kind_of_content() -> Q:
    """Return the condition that exactly the columns of the value's kind are filled."""
    columns = sorted({column for names in _COLUMNS.values() for column in names})
    condition = Q()
    for kind, names in _COLUMNS.items():
        empty = Q(**{f"{column}__isnull": True for column in columns if column not in names})
        condition |= Q(kind=kind) & _CONTENT[kind] & empty
    return condition


class Value(models.Model):
    """What a fact has in a field: exactly one kind of content, of a kind that the field takes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="values")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(
        Clause, null=True, blank=True, on_delete=models.PROTECT, related_name="values"
    )
    kind = models.CharField(max_length=10, choices=[(k, k) for k in _COLUMNS])
    entity = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="values"
    )
    text = models.TextField(null=True, blank=True, help_text="Text; for *some*: who or what it is.")
    choice = models.CharField(max_length=40, null=True, blank=True)
    not_before = models.DateField(null=True, blank=True, help_text="First possible day.")
    not_after = models.DateField(null=True, blank=True, help_text="Last possible day.")
    minimum = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    maximum = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=40, null=True, blank=True, help_text="year, day, missile …")
    currency = models.CharField(max_length=3, null=True, blank=True, help_text="ISO 4217 code.")
    approximate = models.BooleanField(default=False, help_text="“about”, “some”.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order among the values.")
    changed_in = models.PositiveIntegerField(help_text="Content revision that last changed it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_one_kind_of_content(), name="facts_value_has_one_kind_of_content"
            ),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True)
                | Q(not_after__isnull=True)
                | Q(not_before__lte=F("not_after")),
                name="facts_value_dates_ascend",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="facts_value_amounts_ascend",
            ),
            models.CheckConstraint(
                condition=Q(currency__isnull=True) | Q(currency__regex=r"^[A-Z]{3}$"),
                name="facts_value_currency_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(approximate=False) | Q(kind__in=["quantity", "money"]),
                name="facts_value_only_amounts_approximate",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(unit=""), name="facts_value_words_are_not_empty"
            ),
        ]
        triggers = [
            *triggers.recorded("fact", "fact_id"),
            checked_when_accepted("fact_id"),
            pgtrigger.Trigger(
                name="fits_field",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("f", "facts_field%ROWTYPE"), ("message", "text")],
                func=f"""
                    SELECT * INTO f FROM facts_field WHERE id = NEW.field_id;
                    message := CASE
                        WHEN f.fact_type_id <> (SELECT fact_type_id FROM facts_fact WHERE id = NEW.fact_id)
                            THEN format('%s is not a field of this type', f.name)
                        WHEN NOT NEW.kind = ANY (f.kinds) THEN format('%s takes no %s', f.name, NEW.kind)
                        WHEN f.scope AND NEW.clause_id IS NULL THEN format('%s belongs to a clause', f.name)
                        WHEN NOT f.scope AND NEW.clause_id IS NOT NULL THEN format('%s belongs to no clause', f.name)
                        WHEN NEW.clause_id IS NOT NULL AND NOT EXISTS (
                            SELECT FROM facts_clause WHERE id = NEW.clause_id AND fact_id = NEW.fact_id)
                            THEN 'the clause is another fact''s'
                        WHEN NEW.kind = 'entity' AND cardinality(f.entity_kinds) > 0 AND NOT EXISTS (
                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND kind = ANY (f.entity_kinds))
                            THEN format('%s takes no entity of this kind', f.name)
                        WHEN NEW.kind = 'entity' AND EXISTS (
                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND withdrawn_reason IS NOT NULL)
                            THEN 'the entity was withdrawn'
                        WHEN NEW.kind = 'entity' AND EXISTS (
                            SELECT FROM entities_entity WHERE id = NEW.entity_id AND merged_into_id IS NOT NULL)
                            THEN 'the entity was merged into another'
                        WHEN NEW.kind = 'choice' AND NOT f.choices @> jsonb_build_array(jsonb_build_object('choice', NEW.choice))
                            THEN format('%s is no choice of %s', NEW.choice, f.name)
                        WHEN NOT f.scope AND NOT f.repeated AND EXISTS (
                            SELECT FROM facts_value WHERE fact_id = NEW.fact_id AND field_id = NEW.field_id AND id <> NEW.id)
                            THEN format('%s has one value', f.name)
                    END;
                    IF message IS NOT NULL THEN
                        {triggers.refuse("facts_value_fits_field", "message")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field.name} ({self.kind})"
