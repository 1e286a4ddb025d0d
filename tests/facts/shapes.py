"""The shape of facts: as `tests.shapes`, with the union of values told apart by `kind`."""

import json

from rest_framework import serializers

from factstore.facts.api.value_read_serializers import VALUE_READS, ValueReadField
from tests.shapes import assert_shape


def assert_fact_shape(document, declared):
    """Fail unless a fact's document, or summary, has exactly the declared members and types."""
    if isinstance(document, bytes):
        document = json.loads(document)
    fields = declared().fields
    assert sorted(document) == sorted(fields)
    for name, field in fields.items():
        if isinstance(getattr(field, "child", None), ValueReadField):
            assert isinstance(field, serializers.ListField)
            for value in document[name]:
                assert_shape(value, VALUE_READS[value["kind"]], f"/values/{value['id']}")
        else:
            assert_shape(document[name], field, f"/{name}")
