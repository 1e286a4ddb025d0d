"""Every operation as every role: refused with 401 or 403, or let through to its own answer.

The table is written by hand. An operation that is not in it fails the test: say here who may.
"""

import pytest
from django.urls import get_resolver
from rest_framework.test import APIClient

from factstore.accounts import actions as account_actions
from factstore.core.api.operations import operation_of
from factstore.core.roles import Role
from tests.conftest import signed_in

ROOT = "api/v1/"
ANYBODY, READER, CONTRIBUTOR, EDITOR, REVIEWER = "anybody", *list(Role)[:4]
CALLERS = [ANYBODY, *Role]

LEAST = {
    "GET /tokens": READER,
    "POST /tokens": READER,
    "POST /tokens/{token_id}/revoke": READER,
    "GET /publishers": ANYBODY,
    "POST /publishers": EDITOR,
    "GET /publishers/{publisher_id}": ANYBODY,
    "PATCH /publishers/{publisher_id}": EDITOR,
    "POST /publishers/{publisher_id}/withdraw": EDITOR,
    "GET /articles": ANYBODY,
    "POST /articles": CONTRIBUTOR,
    "POST /articles/extract": CONTRIBUTOR,
    "GET /articles/{article_id}/duplicates": CONTRIBUTOR,
    "GET /versions/{version_id}/original": EDITOR,
    "GET /articles/{article_id}": ANYBODY,
    "PATCH /articles/{article_id}": EDITOR,
    "POST /articles/{article_id}/withdraw": EDITOR,
    "POST /articles/{article_id}/standing": EDITOR,
    "GET /articles/{article_id}/versions": ANYBODY,
    "POST /articles/{article_id}/versions": CONTRIBUTOR,
    "GET /articles/{article_id}/versions/{number}": ANYBODY,
    "GET /articles/{article_id}/versions/{before}/diff/{after}": ANYBODY,
    "GET /versions/{version_id}": ANYBODY,
    "GET /quotes": ANYBODY,
    "POST /quotes": CONTRIBUTOR,
    "POST /quotes/locate": CONTRIBUTOR,
    "GET /quotes/{quote_id}": ANYBODY,
    "GET /quotes/{quote_id}/links": ANYBODY,
    "GET /quotes/{quote_id}/similar": ANYBODY,
    "GET /quotes/{quote_id}/annotation": ANYBODY,
    "POST /quotes/{quote_id}/withdraw": EDITOR,
    "GET /quotes/drift": CONTRIBUTOR,
    "GET /quotes/drift/{drift_id}": CONTRIBUTOR,
    "POST /quotes/drift/{drift_id}/confirm": EDITOR,
    "POST /quotes/drift/{drift_id}/place": EDITOR,
    "POST /quotes/drift/{drift_id}/drop": EDITOR,
    "GET /entities": ANYBODY,
    "POST /entities": CONTRIBUTOR,
    "GET /entities/{entity}": ANYBODY,
    "PATCH /entities/{entity}": EDITOR,
    "POST /entities/{entity}/withdraw": EDITOR,
    "GET /fact-types": ANYBODY,
    "POST /fact-types": EDITOR,
    "GET /fact-types/{name}": ANYBODY,
    "PATCH /fact-types/{name}": EDITOR,
    "GET /fact-types/{name}/schema": ANYBODY,
    "GET /facts": ANYBODY,
    "POST /facts": CONTRIBUTOR,
    "GET /facts/export": ANYBODY,
    "GET /facts/facets": ANYBODY,
    "POST /facts/batch": CONTRIBUTOR,
    "GET /facts/{id}": ANYBODY,
    "PATCH /facts/{id}": CONTRIBUTOR,
    "POST /facts/{id}/propose": CONTRIBUTOR,
    "POST /facts/{id}/accept": REVIEWER,
    "POST /facts/{id}/reject": REVIEWER,
    "POST /facts/{id}/reopen": EDITOR,
    "POST /facts/{id}/standing": REVIEWER,
    "GET /facts/{id}/proposals": CONTRIBUTOR,
    "POST /facts/{id}/proposals": CONTRIBUTOR,
    "GET /proposals": CONTRIBUTOR,
    "GET /proposals/{id}": CONTRIBUTOR,
    "POST /proposals/{id}/accept": REVIEWER,
    "POST /proposals/{id}/reject": REVIEWER,
    "POST /proposals/{id}/withdraw": CONTRIBUTOR,
    "GET /facts/{id}/flags": CONTRIBUTOR,
    "POST /facts/{id}/flags": CONTRIBUTOR,
    "GET /flags": CONTRIBUTOR,
    "GET /flags/{id}": CONTRIBUTOR,
    "POST /flags/{id}/resolve": REVIEWER,
    "GET /notes": CONTRIBUTOR,
    "POST /notes": CONTRIBUTOR,
    "POST /facts/{id}/withdraw": CONTRIBUTOR,
    "POST /versions/{version_id}/redact": Role.ADMINISTRATOR,
    "POST /changes/{change_id}/revert": REVIEWER,
    "POST /facts/{id}/merge": REVIEWER,
    "POST /facts/{id}/unmerge": REVIEWER,
    "POST /entities/{entity}/merge": REVIEWER,
    "POST /entities/{entity}/unmerge": REVIEWER,
    "POST /facts/{id}/revert": REVIEWER,
    "POST /entities/{entity}/revert": REVIEWER,
    "POST /publishers/{publisher_id}/revert": REVIEWER,
    "POST /articles/{article_id}/revert": REVIEWER,
    "POST /fact-types/{name}/revert": REVIEWER,
    "GET /changes": ANYBODY,
    "GET /changes/{change_id}": ANYBODY,
    "GET /snapshot": ANYBODY,
    "GET /snapshot/{kind}": ANYBODY,
    "GET /publishers/{publisher_id}/revisions": ANYBODY,
    "GET /publishers/{publisher_id}/revisions/{number}": ANYBODY,
    "GET /publishers/{publisher_id}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /articles/{article_id}/revisions": ANYBODY,
    "GET /articles/{article_id}/revisions/{number}": ANYBODY,
    "GET /articles/{article_id}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /versions/{version_id}/revisions": ANYBODY,
    "GET /versions/{version_id}/revisions/{number}": ANYBODY,
    "GET /versions/{version_id}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /quotes/{quote_id}/revisions": ANYBODY,
    "GET /quotes/drift/{drift_id}/revisions": CONTRIBUTOR,
    "GET /quotes/drift/{drift_id}/revisions/{number}": CONTRIBUTOR,
    "GET /quotes/drift/{drift_id}/revisions/{before}/diff/{after}": CONTRIBUTOR,
    "GET /quotes/{quote_id}/revisions/{number}": ANYBODY,
    "GET /quotes/{quote_id}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /entities/{entity}/revisions": ANYBODY,
    "GET /entities/{entity}/revisions/{number}": ANYBODY,
    "GET /entities/{entity}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /fact-types/{name}/revisions": ANYBODY,
    "GET /fact-types/{name}/revisions/{number}": ANYBODY,
    "GET /fact-types/{name}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /facts/{id}/revisions": ANYBODY,
    "GET /facts/{id}/revisions/{number}": ANYBODY,
    "GET /facts/{id}/revisions/{before}/diff/{after}": ANYBODY,
    "GET /proposals/{id}/revisions": CONTRIBUTOR,
    "GET /proposals/{id}/revisions/{number}": CONTRIBUTOR,
    "GET /proposals/{id}/revisions/{before}/diff/{after}": CONTRIBUTOR,
    "GET /flags/{id}/revisions": CONTRIBUTOR,
    "GET /flags/{id}/revisions/{number}": CONTRIBUTOR,
    "GET /flags/{id}/revisions/{before}/diff/{after}": CONTRIBUTOR,
}

OPEN = {"openapi.json", "docs"}
"""Addresses that declare no operation: the contract itself, for anybody."""

VALUES = {"uuid": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e", "int": "1", "str": "nothing", "slug": "x"}


def _walk(patterns, before=""):
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield here, pattern


def _addresses():
    """Yield the template, an example and the view of each address of the API."""
    for route, pattern in _walk(get_resolver("config.urls").url_patterns):
        if not route.startswith(ROOT) or route.removeprefix(ROOT) in OPEN:
            continue
        template = example = "/" + route
        for name, converter in pattern.pattern.converters.items():
            kind = (
                type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            )
            template = template.replace(f"<{kind}:{name}>", f"{{{name}}}")
            example = example.replace(f"<{kind}:{name}>", VALUES[kind])
        yield template.removeprefix("/api/v1"), example, pattern.callback.view_class


def _operations():
    """Return the address of an example by `METHOD /template`."""
    return {
        f"{method.upper()} {template}": example
        for template, example, view in _addresses()
        for method in view.http_method_names
        if method != "head" and operation_of(view, method) is not None
    }


OPERATIONS = _operations()


@pytest.fixture
def callers(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    signed = {
        role: signed_in(account_actions.create_user(username=role.label, role=role))
        for role in Role
    }
    return {ANYBODY: APIClient(), **signed}


def test_the_table_names_every_operation_and_no_other():
    assert LEAST.keys() == OPERATIONS.keys()


def test_every_method_of_every_address_declares_what_it_is():
    for template, _, view in _addresses():
        written = {m for m in view.http_method_names if hasattr(view, m)} - {"head"}
        assert written == {m for m in written if operation_of(view, m)}, template


@pytest.mark.parametrize("named", OPERATIONS)
def test_who_may(callers, named):
    method, least = named.split()[0].lower(), LEAST[named]
    for caller in CALLERS:
        headers = {} if method == "get" else {"HTTP_IF_MATCH": "*"}
        body = None if method == "get" else {}
        response = getattr(callers[caller], method)(OPERATIONS[named], body, **headers)
        response.getvalue()  # to its end: an export holds a place till then
        may = least == ANYBODY or (caller != ANYBODY and caller >= least)
        if may:
            assert response.status_code not in {401, 403}, caller
            assert response.status_code < 500, caller
        else:
            assert response.status_code == (401 if caller == ANYBODY else 403), caller
            assert caller == ANYBODY or least.label in response.json()["detail"]


@pytest.mark.parametrize("named", OPERATIONS)
def test_a_token_lends_no_more_than_its_role(db, settings, tmp_path, named):
    settings.STATIC_ROOT = tmp_path
    method, least = named.split()[0].lower(), LEAST[named]
    root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
    client = signed_in(root, role=Role.CONTRIBUTOR)
    headers = {} if method == "get" else {"HTTP_IF_MATCH": "*"}
    body = None if method == "get" else {}
    response = getattr(client, method)(OPERATIONS[named], body, **headers)
    response.getvalue()
    may = least == ANYBODY or least <= Role.CONTRIBUTOR or named == "POST /tokens"
    # A narrow token makes no others, and says so.
    refused = named == "POST /tokens" or not may
    assert (response.status_code == 403) == refused
