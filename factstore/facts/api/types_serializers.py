"""The shapes of fact types and their fields."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.serializers import (
    ExactText,
    Flag,
    Line,
    ReasonField,
    StrictSerializer,
    many,
)
from factstore.entities.models import Entity
from factstore.facts.models.types import KINDS, FactType
from factstore.ledger.api.serializers import EXAMPLE, WithdrawableRead

NAME = r"^[a-z][a-z0-9_]*$"
MAX_NAME = 40
MAX_LABEL = 100
MAX_TEXT = 10_000
MAX_FIELDS = 100

TEMPLATE = (
    "Sentence with `{fields}`, `[optional parts]`, and `{included}` and `{excluded}` clauses."
)
CLAUSE_TEMPLATE = "How one clause of scope reads inside the sentence; empty: the type has none."


class ChoiceDefinition(StrictSerializer):
    """One of the choices of a field."""

    choice = ExactText(max_length=MAX_NAME, help_text="The choice, stable.")
    label = Line(max_length=MAX_LABEL, help_text="How it reads in a sentence.")


class FieldPatch(StrictSerializer):
    """A field to change, named by `name`; one of a new name is added."""

    name = serializers.RegexField(NAME, max_length=MAX_NAME, help_text="Its name in the API.")
    label = Line(required=False, max_length=MAX_LABEL, help_text="What editors call it.")
    help_text = ExactText(
        required=False, allow_blank=True, max_length=MAX_TEXT, help_text="What to put here."
    )
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS),
        required=False,
        allow_empty=False,
        max_length=len(KINDS),
        help_text="Kinds of value that it takes; kinds may be added, not taken away.",
    )
    entity_kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Entity.Kind.values),
        required=False,
        max_length=len(Entity.Kind.values),
        help_text="Kinds of entity that it takes; empty: any.",
    )
    choices = many(
        ChoiceDefinition, required=False, most=MAX_FIELDS, help_text="What may be chosen."
    )
    required = Flag(required=False, help_text="An accepted fact has a value here.")
    one_of = ExactText(
        required=False,
        allow_blank=True,
        max_length=MAX_NAME,
        help_text="Fields with the same word here: at least one of them is required.",
    )
    repeated = Flag(required=False, help_text="It may have several values.")
    key = Flag(required=False, help_text="Part of what tells facts apart.")
    scope = Flag(required=False, help_text="Its values belong to a clause.")
    deprecated = Flag(required=False, help_text="It takes no new values.")


class FieldDefinition(FieldPatch):
    """A field of a new type."""

    label = Line(max_length=MAX_LABEL, help_text="What editors call it.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS),
        allow_empty=False,
        max_length=len(KINDS),
        help_text="Kinds of value that it takes.",
    )


class FactTypePatch(StrictSerializer):
    """What to change in a fact type; members that are left out stay."""

    label = Line(required=False, max_length=MAX_LABEL, help_text="What editors call it.")
    description = ExactText(
        required=False, allow_blank=True, max_length=MAX_TEXT, help_text="When to use it."
    )
    template = ExactText(required=False, max_length=MAX_TEXT, help_text=TEMPLATE)
    clause_template = ExactText(
        required=False, allow_blank=True, max_length=MAX_TEXT, help_text=CLAUSE_TEMPLATE
    )
    fields = many(
        FieldPatch,
        required=False,
        most=MAX_FIELDS,
        help_text="Fields to change or add; others stay. Fields are deprecated, never removed.",
    )
    reason = ReasonField()


class FactTypeCreate(StrictSerializer):
    """A new fact type."""

    name = serializers.RegexField(NAME, max_length=MAX_NAME, help_text="Its name in the API.")
    label = Line(max_length=MAX_LABEL, help_text="What editors call it.")
    basis = serializers.ChoiceField(
        choices=FactType.Basis.values, help_text="A state, which holds from … to, or a happening."
    )
    description = ExactText(
        required=False, allow_blank=True, max_length=MAX_TEXT, help_text="When to use it."
    )
    template = ExactText(max_length=MAX_TEXT, help_text=TEMPLATE)
    clause_template = ExactText(
        required=False, allow_blank=True, max_length=MAX_TEXT, help_text=CLAUSE_TEMPLATE
    )
    fields = many(
        FieldDefinition,
        allow_empty=False,
        most=MAX_FIELDS,
        help_text="Its fields, in their order.",
    )
    reason = ReasonField(required=False)


class FieldChoiceRead(serializers.Serializer[Any]):
    """One of the choices of a field."""

    choice = serializers.CharField(help_text="The choice, stable.")
    label = serializers.CharField(help_text="How it reads in a sentence.")


class FieldRead(serializers.Serializer[Any]):
    """A named slot of a fact type."""

    name = serializers.CharField(help_text="Its name in the API.")
    label = serializers.CharField(help_text="What editors call it.")
    help_text = serializers.CharField(help_text="What to put here; may be empty.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS), help_text="Kinds of value that it takes."
    )
    entity_kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Entity.Kind.values),
        help_text="Kinds of entity that it takes; empty: any.",
    )
    choices = FieldChoiceRead(many=True, help_text="What may be chosen; empty where nothing is.")
    required = serializers.BooleanField(help_text="An accepted fact has a value here.")
    one_of = serializers.CharField(
        help_text="Fields with the same word here: at least one of them is required; empty: none."
    )
    repeated = serializers.BooleanField(help_text="It may have several values.")
    key = serializers.BooleanField(help_text="Part of what tells facts apart.")
    scope = serializers.BooleanField(help_text="Its values belong to a clause.")
    deprecated = serializers.BooleanField(help_text="It takes no new values.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One",
            value={
                **EXAMPLE,
                "id": "01903b5e-8a00-7c3a-9d2e-000000000006",
                "name": "office",
                "label": "Office",
                "basis": "state",
                "description": "Who held which office, and when.",
                "template": "{person} is {office}[ since {from}]",
                "clause_template": "",
                "fields": [
                    {
                        "name": "person",
                        "label": "Person",
                        "help_text": "",
                        "kinds": ["entity"],
                        "entity_kinds": ["person"],
                        "choices": [],
                        "required": True,
                        "one_of": "",
                        "repeated": False,
                        "key": True,
                        "scope": False,
                        "deprecated": False,
                    }
                ],
                "withdrawn": None,
            },
        )
    ]
)
class FactTypeRead(WithdrawableRead):
    """A kind of fact: its fields and how a fact of it reads as a sentence."""

    id = serializers.UUIDField(help_text="Its id (UUIDv7).")
    name = serializers.CharField(help_text="Its name in the API; never changes.")
    label = serializers.CharField(help_text="What editors call it.")
    basis = serializers.ChoiceField(
        choices=FactType.Basis.values, help_text="A state, which holds from … to, or a happening."
    )
    description = serializers.CharField(help_text="When to use it; may be empty.")
    template = serializers.CharField(help_text=TEMPLATE)
    clause_template = serializers.CharField(help_text=CLAUSE_TEMPLATE)
    fields = FieldRead(many=True, help_text="Its fields, in their order.")


class JsonSchemaRead(serializers.Serializer[Any]):
    """A JSON Schema (2020-12)."""

    vars()["$schema"] = serializers.CharField(help_text="The dialect of JSON Schema.")
    title = serializers.CharField(help_text="What it is the schema of.")
    type = serializers.CharField(help_text="Always `object`.")
