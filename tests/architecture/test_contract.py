"""docs/openapi.yaml is what the code serves, and says all that a client needs."""

import re

import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from factstore.core.api.codes import PROBLEMS
from tests.architecture.sources import ROOT

CONTRACT = ROOT / "docs" / "openapi.yaml"
NOT_IN_IT = {
    "api/v1/openapi.json": "the contract itself",
    "api/v1/docs": "a page for people",
}
DOCUMENT = yaml.safe_load(CONTRACT.read_text())
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> str:
    """The document as the code gives it; a warning of the generator is an error."""
    GENERATOR_STATS.reset()
    file = tmp_path_factory.mktemp("contract") / "openapi.yaml"
    call_command("spectacular", file=str(file), validate=True, fail_on_warn=True)
    return file.read_text()


def test_the_committed_document_is_what_the_code_gives(generated):
    assert generated == CONTRACT.read_text(), (
        "docs/openapi.yaml differs from the code: run `make openapi` and read the difference"
    )


def test_it_is_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.1"
    validate(DOCUMENT)


def test_every_address_of_the_api_is_in_it():
    served = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)
        for address in _addresses(get_resolver())
        if address.startswith("api/")
    }
    documented = {path.lstrip("/") for path in DOCUMENT["paths"]}
    assert served - NOT_IN_IT.keys() == documented


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_all(name):
    _, path, operation = OPERATIONS[name]
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    assert re.fullmatch(r"[a-z_]+_(list|retrieve|[a-z_]+)", name)
    assert operation["summary"]
    assert len(operation["tags"]) == 1
    assert set(operation["tags"]) <= tags
    assert {"bearerAuth": []} in operation["security"]
    for_anybody = "Role: `reader`." in operation.get("description", "")
    assert ({} in operation["security"]) == for_anybody
    assert all(parameter["description"] for parameter in operation.get("parameters", []))
    for status, answer in operation["responses"].items():
        if int(status) < 400:
            assert answer["description"]
            continue
        codes = re.findall(r"^- `(\w+)`:", answer["description"], re.MULTILINE)
        assert codes, f"{status} names no code"
        assert all(PROBLEMS[code].status == int(status) for code in codes)
        assert answer["content"].keys() == {"application/problem+json"}
    if "requestBody" in operation:
        assert "422" in operation["responses"], f"{path} takes a body"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_component_is_described(name):
    schema = SCHEMAS[name]
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    if "properties" in schema:
        assert schema.get("description"), "the serializer has no docstring"
    for member, property_ in schema.get("properties", {}).items():
        assert property_.get("description"), f"{member} has no help_text"


def test_choices_have_names_of_their_own():
    """A name that is made of a member's name is another one as soon as two members share it."""
    assert [name for name in SCHEMAS if name.endswith("Enum")] == []


def test_selectors_are_told_apart_by_type():
    union = SCHEMAS["AnnotationSelector"]
    assert union["discriminator"]["propertyName"] == "type"
    needed = {
        type_: set(SCHEMAS[reference.rsplit("/", 1)[1]]["required"])
        for type_, reference in union["discriminator"]["mapping"].items()
    }
    assert needed == {
        "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
        "TextPositionSelector": {"type", "start", "end"},
    }


@pytest.mark.parametrize("name", ["Value", "ValueWrite"])
def test_values_are_told_apart_by_kind(name):
    union = SCHEMAS[name]
    mapping = union["discriminator"]["mapping"]
    assert union["discriminator"]["propertyName"] == "kind"
    assert {variant["$ref"] for variant in union["oneOf"]} == set(mapping.values())
    assert sorted(mapping) == sorted(SCHEMAS["ValueKind"]["enum"])
    for kind, reference in mapping.items():
        variant = SCHEMAS[reference.rsplit("/", 1)[1]]
        assert "kind" in variant["required"]
        [tag] = variant["properties"]["kind"]["allOf"]
        assert SCHEMAS[tag["$ref"].rsplit("/", 1)[1]]["enum"] == [kind]


def test_a_tag_is_for_writes_only_where_there_are_writes():
    told = {
        name: OPERATIONS[name][2]["responses"]["200"]["headers"]["ETag"]["description"]
        for name in ("quotes_retrieve", "versions_text_diff")
    }
    assert "If-Match" in told["quotes_retrieve"]
    assert told["versions_text_diff"] == (
        "Entity tag of the answer, which changes with either text, with the quotes and with who "
        "asks, for If-None-Match."
    )


def test_examples_are_valid():
    seen = 0
    for reference, example in _examples():
        whole = {"$ref": reference, "components": DOCUMENT["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(example)
        seen += 1
    assert seen > 10
    for name in ("Fact", "FactCreate", "Problem"):
        assert SCHEMAS[name]["examples"]


def _examples():
    for name, schema in SCHEMAS.items():
        for example in schema.get("examples", []):
            yield f"#/components/schemas/{name}", example
    for _, _, operation in OPERATIONS.values():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            for content in body.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    yield content["schema"]["$ref"], example["value"]


def _addresses(resolver, before=""):
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern, address)
        else:
            yield address
