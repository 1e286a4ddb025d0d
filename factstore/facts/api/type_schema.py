"""JSON Schema for writing a fact of one type: its fields, kinds, choices, and what is required.

Source: JSON Schema 2020-12. What is the same for all types is read off the serializers that take
the body, so that the two cannot part.
"""

from typing import Any

from rest_framework import serializers

from factstore.core.api.serializers import DayField, IdField
from factstore.facts.api.value_serializers import VALUE_WRITES, DecimalText
from factstore.facts.api.write_serializers import FactCreate

DIALECT = "https://json-schema.org/draft/2020-12/schema"
UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"

Schema = dict[str, Any]


def schema_of_type(fact_type: Schema) -> Schema:
    """Return the JSON Schema of a body of POST /facts for a type, given the type's document.

    Beyond it are the rules that need the store: whether entities and quotes exist, whether words
    stand in their quotes, and whether a computed value agrees with its rule.
    """
    open_fields = [field for field in fact_type["fields"] if not field["deprecated"]]
    body = _of(FactCreate())
    properties = body["properties"]
    properties["type"] = {"const": fact_type["name"]}
    properties["values"] = {
        **properties["values"],
        "minItems": 1,
        "items": {"anyOf": [_value(f, kind) for f in open_fields for kind in f["kinds"]]},
        "allOf": [*_required(open_fields), *_single(open_fields)],
    }
    return {
        "$schema": DIALECT,
        "title": f"{fact_type['label']}: a fact to write",
        "description": fact_type["description"],
        **body,
    }


def _value(field: Schema, kind: str) -> Schema:
    made = _of(VALUE_WRITES[kind]())
    properties = made["properties"]
    properties["field"] = {"const": field["name"], "title": field["label"]}
    if field["help_text"]:
        properties["field"]["description"] = field["help_text"]
    properties["kind"] = {"const": kind}
    if kind == "choice":
        properties["choice"] = {
            "oneOf": [{"const": c["choice"], "title": c["label"]} for c in field["choices"]]
        }
    if field["entity_kinds"] and kind == "entity":
        kinds = ", ".join(field["entity_kinds"])
        properties["entity"]["description"] = f"Id of an entity of kind: {kinds}."
    if field["scope"]:
        properties["clause"]["type"] = "integer"
        made["required"] = [*made["required"], "clause"]
    else:
        properties["clause"] = {"type": "null"}
    return made


def _required(fields: list[Schema]) -> list[Schema]:
    groups: dict[str, list[Schema]] = {}
    for field in fields:
        if field["one_of"]:
            groups.setdefault(field["one_of"], []).append(_has(field))
        elif field["required"]:
            groups[f"/{field['name']}"] = [_has(field)]
    return [has[0] if len(has) == 1 else {"anyOf": has} for has in groups.values()]


def _single(fields: list[Schema]) -> list[Schema]:
    return [
        {**_has(field), "minContains": 0, "maxContains": 1}
        for field in fields
        if not field["repeated"] and not field["scope"]
    ]


def _has(field: Schema) -> Schema:
    return {"contains": {"properties": {"field": {"const": field["name"]}}, "required": ["field"]}}


def _of(field: Any) -> Schema:
    """Return the JSON Schema of what a field or serializer takes."""
    made = _form(field)
    if field.help_text:
        made["description"] = field.help_text
    if field.allow_null:
        made = {"anyOf": [made, {"type": "null"}]} if "type" not in made else _nullable(made)
    return made


def _nullable(made: Schema) -> Schema:
    made["type"] = [made["type"], "null"]
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made


def _form(field: Any) -> Schema:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return _bounded(field, {"type": "array", "items": _of(field.child)}, "Items")
    if isinstance(field, serializers.Serializer):
        members = {name: inner for name, inner in field.fields.items() if not inner.read_only}
        return {
            "type": "object",
            "properties": {name: _of(inner) for name, inner in members.items()},
            "required": [name for name, inner in members.items() if inner.required],
            "additionalProperties": False,
        }
    return _scalar(field)


def _scalar(field: Any) -> Schema:
    if isinstance(field, serializers.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, serializers.IntegerField):
        bounds = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": "integer", **{k: v for k, v in bounds.items() if v is not None}}
    if isinstance(field, serializers.ChoiceField):
        return {"type": "string", "enum": [*field.choices]}
    patterns = {IdField: UUID, DecimalText: DECIMAL}
    for kind, pattern in patterns.items():
        if isinstance(field, kind):
            return {"type": "string", "pattern": pattern}
    if isinstance(field, DayField):
        return {"type": "string", "format": "date"}
    if isinstance(field, serializers.CharField):
        made = _bounded(field, {"type": "string"}, "Length")
        if not field.allow_blank:
            made.setdefault("minLength", 1)
        return made
    return {}


def _bounded(field: Any, made: Schema, what: str) -> Schema:
    least, most = getattr(field, "min_length", None), getattr(field, "max_length", None)
    if least is not None:
        made[f"min{what}"] = least
    if most is not None:
        made[f"max{what}"] = most
    return made
