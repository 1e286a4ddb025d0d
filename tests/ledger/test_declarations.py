"""What the views declare of recorded things: every member described, every shape with an example."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from factstore.core.api.operations import operation_of
from factstore.entities.api import serializers as entities
from factstore.entities.api import views as entity_views
from factstore.facts.api import types_serializers as types
from factstore.facts.api import types_views
from factstore.ledger.api.views import RecordedView
from factstore.quotes.api import serializers as quotes
from factstore.quotes.api import views as quote_views
from factstore.sources.api import serializers as sources
from factstore.sources.api import views as source_views
from tests.shapes import assert_described, assert_shape

READ = [
    sources.PublisherRead,
    sources.ArticleRead,
    sources.VersionRead,
    sources.VersionWithTextRead,
    quotes.QuoteRead,
    entities.EntityRead,
    types.FactTypeRead,
]
VIEWS = [
    view
    for module in (source_views, quote_views, entity_views, types_views)
    for view in vars(module).values()
    if isinstance(view, type) and issubclass(view, RecordedView) and view is not RecordedView
]
OPERATIONS = [
    (view, method)
    for view in VIEWS
    for method in ("get", "post", "patch")
    if operation_of(view, method)
]


@pytest.mark.parametrize("declared", READ)
def test_each_read_shape_has_an_example_of_itself(declared):
    examples = declared._spectacular_annotation["examples"]
    assert examples
    for example in examples:
        assert_shape(example.value, declared)


@pytest.mark.parametrize(("view", "method"), OPERATIONS)
def test_every_member_says_what_it_is(view, method):
    declared = operation_of(view, method)
    for serializer in (declared.request, declared.parameters, declared.response):
        if serializer is not None:
            assert_described(serializer)
    assert getattr(view, method).__doc__


def test_each_operation_is_named_once():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    names = [
        operation["operationId"]
        for operations in schema["paths"].values()
        for operation in operations.values()
    ]
    assert len(names) == len(set(names))
    wanted = {
        *(f"{c}_{a}" for c in ("publishers", "articles", "entities")
          for a in ("list", "create", "retrieve", "update", "withdraw")),
        *(f"quotes_{a}" for a in ("list", "create", "retrieve", "withdraw")),
        *(f"fact_types_{a}" for a in ("list", "create", "retrieve", "update", "schema")),
        *(f"versions_{a}" for a in ("list", "create", "retrieve", "retrieve_by_number")),
    }  # fmt: skip
    assert wanted <= set(names)
    quoting = schema["paths"]["/api/v1/quotes"]["post"]["responses"]
    assert {"200", "201", "409", "422"} <= quoting.keys()


def test_members_are_named_in_the_table_of_codes():
    from factstore.core.api.member_codes import MEMBERS

    for code in ("unknown", "too_long", "bad_span", "quote_absent", "one_text", "in_use",
                 "bad_template", "field_stays", "unstorable_text", "not_a_line", "invalid_time"):  # fmt: skip
        assert code in MEMBERS
