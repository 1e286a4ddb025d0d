"""Fact types and their fields: data that editors may change, not code."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from factstore.core.ids import new_id
from factstore.ledger import triggers

KINDS = ["entity", "text", "choice", "date", "quantity", "money", "some", "none"]
"""The closed list of what a value can be; a new one is a breaking change of the API."""


class FactType(models.Model):
    """A kind of fact: its fields and how a fact of it reads as a sentence."""

    class Basis(models.TextChoices):
        STATE = "state", "a state, which holds from a day to a day"
        HAPPENING = "happening", "something that happens on a day"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.SlugField(max_length=40, unique=True, help_text="Its name in the API.")
    label = models.CharField(max_length=100, help_text="What editors call it.")
    basis = models.CharField(max_length=10, choices=Basis, help_text="A state or a happening.")
    description = models.TextField(default="", blank=True, help_text="When to use it.")
    template = models.TextField(
        help_text="Sentence with {fields}, [optional parts], {included} and {excluded} clauses."
    )
    clause_template = models.TextField(
        default="", blank=True, help_text="How one clause of scope reads inside the sentence."
    )
    withdrawn_reason = models.TextField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=["state", "happening"]), name="facts_facttype_basis_is_known"
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z][a-z0-9_]*$") & ~Q(label="") & ~Q(template=""),
                name="facts_facttype_name_label_template",
            ),
            models.CheckConstraint(
                condition=~Q(withdrawn_reason=""), name="facts_facttype_withdrawal_has_reason"
            ),
        ]
        triggers = [
            *triggers.recorded("fact_type"),
            triggers.permanent("facts_facttype_never_deleted"),
            triggers.immutable("facts_facttype_name_and_basis_stay", ["id", "name", "basis"]),
        ]

    def __str__(self) -> str:
        return self.label


class Field(models.Model):
    """A named slot of a fact type. It can be relabelled or deprecated, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact_type = models.ForeignKey(FactType, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40, help_text="Its name in the API.")
    label = models.CharField(max_length=100, help_text="What editors call it.")
    help_text = models.TextField(default="", blank=True, help_text="What to put here.")
    kinds = ArrayField(models.CharField(max_length=10), help_text="Kinds of value that it takes.")
    entity_kinds = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Kinds of entity that it takes; empty: any.",
    )
    choices = models.JSONField(
        default=list,
        blank=True,
        help_text='For choices: [{"choice": "permits", "label": "permits"}].',
    )
    required = models.BooleanField(default=False, help_text="An accepted fact has a value here.")
    one_of = models.CharField(
        max_length=40,
        default="",
        blank=True,
        help_text="Fields with the same word here: at least one of them is required.",
    )
    repeated = models.BooleanField(default=False, help_text="It may have several values.")
    key = models.BooleanField(default=False, help_text="Part of what tells facts apart.")
    scope = models.BooleanField(default=False, help_text="Its values belong to a clause.")
    deprecated = models.BooleanField(default=False, help_text="No new values.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order among the fields.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact_type", "name"], name="facts_field_name_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z][a-z0-9_]*$") & ~Q(label=""),
                name="facts_field_name_and_label",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=KINDS) & Q(kinds__len__gte=1),
                name="facts_field_kinds_are_known",
            ),
            models.CheckConstraint(
                condition=Q(scope=False) | Q(key=False, required=False),
                name="facts_field_scope_is_no_key",
            ),
        ]
        triggers = [
            *triggers.recorded("fact_type", "fact_type_id"),
            triggers.permanent("facts_field_never_deleted"),
            # Re-kinding would leave values that their field refuses; a kind may be added.
            pgtrigger.Trigger(
                name="keeps_its_kind",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF NOT NEW.kinds @> OLD.kinds OR NEW.fact_type_id <> OLD.fact_type_id
                        OR NEW.name <> OLD.name OR NEW.scope <> OLD.scope OR NEW.key <> OLD.key
                        OR (OLD.repeated AND NOT NEW.repeated) THEN
                        {triggers.refuse("facts_field_keeps_its_kind", "format('field %s keeps its name, kinds, scope and key', OLD.name)")}
                    END IF;
                    IF NEW.required AND NOT OLD.required AND EXISTS (
                        SELECT FROM facts_fact f WHERE f.fact_type_id = NEW.fact_type_id
                        AND f.status = 'accepted' AND NOT EXISTS (
                            SELECT FROM facts_value v WHERE v.fact_id = f.id AND v.field_id = NEW.id)) THEN
                        {triggers.refuse("facts_field_required_by_none", "format('accepted facts have no %s', OLD.name)")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.label
