"""Differences between documents: readable, and enough to make one of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.ledger import diff, jsonpatch

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~", max_size=3)
ITEMS = st.fixed_dictionaries(
    {"id": st.sampled_from("abcdef")}, optional={"text": SCALARS, "name": st.text("xy", max_size=1)}
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(ITEMS, max_size=5)
        | st.lists(ITEMS, max_size=5, unique_by=lambda item: item["id"])
        | st.dictionaries(st.sampled_from(["id", "a", "b/c", "d~", ""]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_a_patch_makes_one_of_the_other_and_back(before, after):
    assert jsonpatch.same(jsonpatch.apply(before, jsonpatch.make(before, after)), after)
    assert jsonpatch.same(jsonpatch.apply(after, jsonpatch.make(after, before)), before)
    assert jsonpatch.make(before, before) == []


@given(JSON, JSON)
def test_the_readable_changes_make_one_of_the_other(before, after):
    changes = diff.changes(before, after)
    assert jsonpatch.same(diff.applied(before, changes), after)
    assert (changes == []) == jsonpatch.same(before, after)
    assert all(change.label for change in changes)


def test_things_in_lists_are_named_by_their_ids():
    value = {"id": "v1", "field": "decided_by", "entity": {"name": "Kiev"}}
    quote = {"id": "q1", "exact": "It’s the right move"}
    before = {
        "values": [value, {"id": "v2", "field": "area"}],
        "evidence": [{"id": "e", "quotes": [quote]}],
    }
    after = {
        "values": [{"id": "v3", "field": "to"}, {**value, "entity": {"name": "Kyiv"}}],
        "evidence": [{"id": "e", "quotes": [{**quote, "exact": "It is"}]}],
    }
    changes = {(c.action, c.path): c for c in diff.changes(before, after)}
    assert set(changes) == {
        ("change", "/values/v1/entity/name"),
        ("remove", "/values/v2"),
        ("add", "/values/v3"),
        ("reorder", "/values"),
        ("change", "/evidence/e/quotes/q1/exact"),
    }
    renamed = changes["change", "/values/v1/entity/name"]
    assert renamed.label == "value decided by › entity › name"
    assert (renamed.before, renamed.after) == ("Kiev", "Kyiv")
    assert changes["reorder", "/values"].after == ["v3", "v1"]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/a"},
        {"op": "replace", "path": "/a", "value": 1},
        {"op": "remove", "path": "/list/1"},
        {"op": "add", "path": "/list/2", "value": 1},
        {"op": "add", "path": "/list/01", "value": 1},
        {"op": "replace", "path": "/list/-", "value": 1},
        {"op": "add", "path": "/b/c/d", "value": 1},
        {"op": "add", "path": "list", "value": 1},
        {"op": "move", "path": "/b", "from": "/list", "value": 1},
    ],
)
def test_a_patch_that_does_not_fit_is_refused(operation):
    with pytest.raises(ValueError, match=r"nowhere|applied|pointer"):
        jsonpatch.apply({"list": [1], "b": {}}, [operation])


def test_a_patch_adds_at_the_end_of_a_list():
    assert jsonpatch.apply([1], [{"op": "add", "path": "/-", "value": 2}]) == [1, 2]
