"""The server answers as docs/openapi.yaml says, whatever is asked of it (schemathesis)."""

import itertools
import json
import urllib.request

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.clients.conftest import CONTRACT

pytestmark = pytest.mark.clients

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LISTS = {
    "publisher_id": "publishers",
    "article_id": "articles",
    "quote_id": "quotes",
    "entity": "entities",
    "name": "fact-types",
    "id": "facts",
    "change_id": "changes",
}

schema = schemathesis.openapi.from_path(CONTRACT)


@pytest.fixture(scope="module")
def known(server):
    """Values of path variables that lead to something, by the variable's name; without end."""
    found = {
        variable: [item["name" if variable == "name" else "id"] for item in _list(server, address)]
        for variable, address in LISTS.items()
    }
    articles = _list(server, "articles")
    found["version_id"] = [version["id"] for a in articles for version in a["versions"]]
    found["number"] = found["before"] = found["after"] = [1]
    found["kind"] = ["fact", "version"]
    return {name: itertools.cycle(values) for name, values in found.items()}


@pytest.fixture(scope="module")
def turn():
    """True for two addresses that lead to something, then False for one as it was made up."""
    return itertools.cycle([True, True, False])


@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_documented(case, server, db, known, turn):
    headers = {"Authorization": f"Bearer {server.token}"}
    if case.path_parameters and next(turn):
        case.path_parameters = {
            name: next(known[name]) if name in known else made_up
            for name, made_up in case.path_parameters.items()
        }
        if case.method != "GET":
            headers["If-Match"] = "*"
    if isinstance(case.query.get("wait") if case.query else None, int):
        case.query["wait"] = min(case.query["wait"], 1)  # what is waited for does not come
    case.call_and_validate(base_url=server.address, headers=headers, checks=CHECKS, timeout=60)


def _list(server, address):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{server.address}/api/v1/{address}?limit=20") as answer:
        return json.load(answer)["results"]
