"""Whoever writes to an existing thing says which revision of it the write builds on."""

import re
from uuid import UUID

import pytest
from django.urls import get_resolver

from factstore.accounts import actions as account_actions
from factstore.core.api.operations import operation_of
from factstore.core.roles import Role
from tests.conftest import signed_in

NO_REVISION = {
    "POST articles/{article_id}/versions": "adds a capture; the article's earlier ones stay",
    "POST facts/{id}/flags": "adds a flag; the fact stays as it is",
    "POST facts/{id}/proposals": "adds a proposal; it names its base itself",
    "POST tokens/{token_id}/revoke": "a token has no revisions, and revoking twice changes nothing",
}
"""Writes at the address of an existing thing that need no If-Match, each with the reason."""


def _views(resolver, before=""):
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, address)
        elif address.startswith("api/v1/") and hasattr(pattern.callback, "cls"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address), pattern.callback.cls


WRITES = {
    f"{method} {address.removeprefix('api/v1/')}": (view, method)
    for address, view in _views(get_resolver())
    for method in ("POST", "PUT", "PATCH", "DELETE")
    if "{" in address and operation_of(view, method) is not None
}


@pytest.mark.parametrize("name", sorted(WRITES.keys() - NO_REVISION.keys()))
def test_a_write_to_an_existing_thing_needs_if_match(name, db, anonymous):
    method, address = name.split(" ")
    client = signed_in(account_actions.create_user(username="root", role=Role.ADMINISTRATOR))
    known = {"number": "1", "name": "event"}
    path = re.sub(r"{(\w+)}", lambda v: known.get(v[1], str(UUID(int=7))), address)
    answer = getattr(client, method.lower())(f"/api/v1/{path}", {})
    assert answer.status_code == 428, answer.content
    assert answer.json()["code"] == "precondition_required"


def test_exceptions_are_operations_that_exist():
    assert NO_REVISION.keys() <= WRITES.keys()
    assert all(not operation_of(*WRITES[name]).conditional for name in NO_REVISION)


def test_all_writes_take_a_trial_run():
    from factstore.core.api.writes import WriteParameters, parameters_of

    for address, view in _views(get_resolver()):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            declared = operation_of(view, method)
            if declared is not None and declared.writes:
                assert issubclass(parameters_of(declared), WriteParameters), (method, address)
