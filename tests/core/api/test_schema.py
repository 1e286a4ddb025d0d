import json
import re

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from openapi_spec_validator import validate

from factstore.core.api.codes import PROBLEMS


@pytest.fixture
def schema(patterns):
    made = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)
    return json.loads(json.dumps(made, default=str))


def test_it_is_valid_openapi(schema):
    validate_schema(schema)
    validate(schema)
    assert schema["openapi"] == "3.1.1"


def test_operations_are_named_for_collection_and_action(schema):
    ids = {
        (method, path): operation["operationId"]
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }
    assert ids == {
        ("get", "/api/v1/things"): "things_list",
        ("post", "/api/v1/things"): "things_create",
        ("get", "/api/v1/things/{number}"): "things_retrieve",
        ("patch", "/api/v1/things/{number}"): "things_update",
        ("get", "/api/v1/failures/{kind}"): "failures_retrieve",
    }


def test_the_docstring_gives_summary_and_description(schema):
    operation = schema["paths"]["/api/v1/things"]["get"]
    assert operation["summary"] == "List things"
    assert operation["description"] == "In the order of their ids.\n\nRole: `reader`."
    assert operation["tags"] == ["things"]


def test_a_page_is_an_object_with_results(schema):
    content = schema["paths"]["/api/v1/things"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/ThingPage"}
    page = schema["components"]["schemas"]["ThingPage"]
    assert page["properties"]["results"]["items"] == {"$ref": "#/components/schemas/Thing"}
    assert sorted(page["required"]) == ["next_cursor", "omitted", "previous_cursor", "results"]


def test_errors_refer_to_the_problem_and_list_their_codes(schema):
    responses = schema["paths"]["/api/v1/things"]["post"]["responses"]
    for status in ("400", "401", "403", "409", "413", "415", "422", "500", "503"):
        assert responses[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    assert f"`duplicate`: {PROBLEMS['duplicate'].sentence}" in responses["409"]["description"]
    assert "404" not in responses
    assert "404" in schema["paths"]["/api/v1/things/{number}"]["get"]["responses"]


def test_conditional_operations_document_their_headers(schema):
    shown, changed = (schema["paths"]["/api/v1/things/{number}"][m] for m in ("get", "patch"))
    by_name = {p["name"]: p for p in changed["parameters"]}
    assert by_name["If-Match"]["required"] is True
    assert {"412", "428"} <= changed["responses"].keys()
    assert "If-None-Match" in {p["name"] for p in shown["parameters"]}
    assert "304" in shown["responses"]
    assert "ETag" in shown["responses"]["200"]["headers"]
    created = schema["paths"]["/api/v1/things"]["post"]["responses"]["201"]
    assert created["headers"].keys() == {"ETag", "Location"}
    listed = schema["paths"]["/api/v1/things"]["get"]["responses"]["200"]
    assert listed["headers"].keys() == {"Link"}


def test_reading_is_open_and_writing_needs_a_token(schema):
    assert schema["components"]["securitySchemes"]["bearerAuth"]["scheme"] == "bearer"
    assert schema["paths"]["/api/v1/things"]["get"]["security"] == [{"bearerAuth": []}, {}]
    assert schema["paths"]["/api/v1/things"]["post"]["security"] == [{"bearerAuth": []}]


def test_bodies_are_closed_and_a_patch_keeps_its_required_members(schema):
    operation = schema["paths"]["/api/v1/things/{number}"]["patch"]
    ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    body = schema["components"]["schemas"][ref.rsplit("/", 1)[1]]
    assert body["additionalProperties"] is False
    assert sorted(body["required"]) == ["reason", "text"]
    assert "id" not in body["properties"]
    assert list(operation["requestBody"]["content"]) == ["application/json"]


def test_repeated_parameters_are_plain_lists(schema):
    parameters = schema["paths"]["/api/v1/things"]["get"]["parameters"]
    kind = next(p for p in parameters if p["name"] == "kind")
    assert kind["schema"]["type"] == "array"
    assert "style" not in kind or kind["style"] == "form"


def test_everything_is_described(schema):
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert all(parameter["description"] for parameter in operation.get("parameters", []))
    for component in schema["components"]["schemas"].values():
        for member in component.get("properties", {}).values():
            assert member["description"]


def test_the_contract_is_served_and_can_be_revalidated(edge):
    response = edge.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"] == "3.1.1"
    again = edge.get("/api/v1/openapi.json", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304


def test_the_interactive_documentation_uses_this_server_only(edge):
    response = edge.get("/api/v1/docs", HTTP_ACCEPT="text/html")
    page = response.content.decode()
    assert response.status_code == 200
    linked = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert linked
    scripts = [address for address in linked if not address.startswith("/static/")]
    assert scripts == ["/api/v1/docs?script="]
    page += edge.get(scripts[0]).content.decode()
    assert "http:" not in page
    assert "https:" not in page
    assert '"validatorUrl": null' in page
    assert "/api/v1/openapi.json" in page
    assert "<script>" not in page
    assert "script-src 'self';" in response["Content-Security-Policy"]
