"""Holds recorded documents and declared serializers equal: the same members, of the declared type."""

import json
import re
from datetime import date, datetime
from uuid import UUID

from rest_framework import serializers

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def assert_shape(document, declared, at=""):
    """Fail unless `document` has exactly the members that `declared` has, each of its type."""
    field = declared() if isinstance(declared, type) else declared
    if isinstance(document, bytes):
        document = json.loads(document)
    if document is None:
        assert field.allow_null, f"{at} is null and not declared so"
    elif isinstance(field, serializers.ListSerializer | serializers.ListField):
        assert isinstance(document, list), at
        for i, item in enumerate(document):
            assert_shape(item, field.child, f"{at}/{i}")
    elif isinstance(field, serializers.Serializer):
        assert sorted(document) == sorted(field.fields), at
        for name, inner in field.fields.items():
            assert_shape(document[name], inner, f"{at}/{name}")
    else:
        assert _fits(document, field), f"{at} is {document!r}, declared {type(field).__name__}"


def assert_described(declared):
    """Fail unless every member, at any depth, says what it is."""
    for name, field in declared().fields.items():
        assert field.help_text, f"{declared.__name__}.{name} has no help_text"
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.Serializer):
            assert_described(type(inner))


def _fits(value, field):
    if isinstance(field, serializers.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, serializers.IntegerField):
        return type(value) is int
    if isinstance(field, serializers.FloatField):
        return type(value) is float
    if not isinstance(value, str):
        return False
    if isinstance(field, serializers.ChoiceField):
        return value in field.choices
    if isinstance(field, serializers.UUIDField):
        return str(UUID(value)) == value
    if isinstance(field, serializers.DateTimeField):
        return bool(TIME.fullmatch(value) and datetime.fromisoformat(value))
    if isinstance(field, serializers.DateField):
        return date.fromisoformat(value).isoformat() == value
    return isinstance(field, serializers.CharField)
