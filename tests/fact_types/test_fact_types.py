import json
from pathlib import Path

import jsonschema
import pytest

from factstore.facts.api.types_serializers import FactTypeRead
from tests.shapes import assert_shape

URL = "/api/v1/fact-types"
SEED = Path(__file__).parents[2] / "fixtures"
OFFICE = {
    "name": "office",
    "label": "Office",
    "basis": "state",
    "template": "{person} is {office}[ since {from}][; {included}]",
    "clause_template": "in {area}",
    "fields": [
        {"name": "person", "label": "Person", "kinds": ["entity", "some"], "key": True,
         "entity_kinds": ["person"], "required": True},
        {"name": "office", "label": "Office", "kinds": ["choice"], "required": True,
         "choices": [{"choice": "chair", "label": "the chair"}]},
        {"name": "area", "label": "Area", "kinds": ["text"], "scope": True, "repeated": True},
        {"name": "from", "label": "From", "kinds": ["date"]},
        {"name": "pay", "label": "Pay", "kinds": ["money", "quantity"], "one_of": "worth"},
        {"name": "honour", "label": "Honour", "kinds": ["text"], "one_of": "worth"},
    ],
}  # fmt: skip


@pytest.fixture
def office(api):
    response = api.post(URL, OFFICE)
    assert response.status_code == 201, response.content
    return response


def test_a_type_is_recorded_and_read_by_its_name(anonymous, office):
    assert office["Location"] == f"{URL}/office"
    assert anonymous.get(f"{URL}/office").content == office.content
    document = office.json()
    assert [field["name"] for field in document["fields"]] == [
        field["name"] for field in OFFICE["fields"]
    ]
    assert_shape(document, FactTypeRead)
    assert [t["name"] for t in anonymous.get(URL).json()["results"]] == ["office"]
    assert anonymous.get(f"{URL}/office", HTTP_IF_NONE_MATCH='"1.1"').status_code == 304
    assert anonymous.get(f"{URL}/position").status_code == 404


def test_a_name_is_taken_once(api, office):
    response = api.post(URL, OFFICE)
    assert response.status_code == 409
    assert response.json()["existing"] == {"id": "office", "url": f"{URL}/office"}


def with_field(**members):
    return {**OFFICE, "fields": [*OFFICE["fields"], {"name": "x", "label": "X", **members}]}


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({**OFFICE, "name": "Office"}, "/name", "invalid"),
        ({**OFFICE, "basis": "other"}, "/basis", "invalid_choice"),
        ({**OFFICE, "template": "{nobody}"}, "/template", "bad_template"),
        ({**OFFICE, "template": "{person"}, "/template", "bad_template"),
        ({**OFFICE, "fields": []}, "/fields", "empty"),
        (with_field(kinds=[]), "/fields/6/kinds", "empty"),
        (with_field(kinds=["number"]), "/fields/6/kinds/0", "invalid_choice"),
        (with_field(), "/fields/6/kinds", "required"),
        (with_field(kinds=["text"], scope=True, key=True), "/fields/6", "field_stays"),
        (
            {**OFFICE, "fields": [*OFFICE["fields"], OFFICE["fields"][0]]},
            "/fields/6",
            "field_stays",
        ),
    ],
)
def test_what_is_refused_is_pointed_at(api, body, pointer, code):
    response = api.post(URL, body)
    assert response.status_code == 422, response.content
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]
    assert api.get(URL).json()["results"] == []


def patch(client, body, tag='"1.1"'):
    return client.patch(f"{URL}/office", {"reason": "r", **body}, HTTP_IF_MATCH=tag)


def test_a_field_is_relabelled_added_and_deprecated(api, office):
    fields = [
        {"name": "honour", "label": "Honours", "deprecated": True},
        {"name": "to", "label": "To", "kinds": ["date"]},
    ]
    response = patch(api, {"fields": fields, "description": "Who held what."})
    assert (response.status_code, response["ETag"]) == (200, '"2.2"')
    by_name = {field["name"]: field for field in response.json()["fields"]}
    assert list(by_name)[-1] == "to"
    assert (by_name["honour"]["label"], by_name["honour"]["deprecated"]) == ("Honours", True)
    assert_shape(response.json(), FactTypeRead)
    assert patch(api, {"label": "x"}).status_code == 412
    assert patch(api, {"label": "x"}, tag='"2.2"').status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"fields": [{"name": "person", "kinds": ["text"]}]}, "/fields/0", "field_stays"),
        ({"fields": [{"name": "area", "scope": False}]}, "/fields/0", "field_stays"),
        ({"fields": [{"name": "new"}]}, "/fields/0", "required"),
        ({"template": "{nobody}"}, "/template", "bad_template"),
        ({"name": "other"}, "/name", "unknown_member"),
        ({"basis": "happening"}, "/basis", "unknown_member"),
    ],
)
def test_what_a_type_keeps_is_not_changed(api, office, body, pointer, code):
    response = patch(api, body)
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


ID = "01903b5e-8a00-7c3a-9d2e-000000000001"
PERSON = {"key": "p", "field": "person", "kind": "entity", "entity": ID}
CHAIR = {"field": "office", "kind": "choice", "choice": "chair"}
PAY = {"field": "pay", "kind": "money", "money": {"min": "5", "max": "5.50", "currency": "USD"}}
VALUES = [PERSON, CHAIR, PAY]
QUOTES = [{"article": ID, "exact": "words"}]
EVIDENCE = {
    "mode": "own",
    "quotes": QUOTES,
    "hops": [{"verb": "said", "agent": None, "description": "one", "count": 4}],
    "covers": [{"value": "p", "basis": "stated", "as_printed": "words"}],
}


@pytest.fixture
def schema(anonymous, office):
    response = anonymous.get(f"{URL}/office/schema")
    assert response.status_code == 200
    found = response.json()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize(
    "body",
    [
        {"values": VALUES},
        {"values": [{"field": "person", "kind": "some"}, CHAIR, PAY]},
        {"values": VALUES, "evidence": [EVIDENCE], "reason": "because"},
        {"values": [*VALUES, {"field": "from", "kind": "date", "date": {"edtf": "2024-05"}}]},
        {
            "values": [
                *VALUES,
                {"field": "area", "kind": "text", "text": "a", "clause": 1},
                {"field": "area", "kind": "text", "text": "b", "clause": 1},
            ],
            "clauses": [{"number": 1, "polarity": "includes"}],
        },
    ],
)
def test_the_schema_takes_facts_of_the_type(schema, body):
    schema.validate({"type": "office", **body})


@pytest.mark.parametrize(
    "body",
    [
        {"values": []},
        {"values": VALUES, "type": "event"},
        {"values": VALUES, "colour": "red"},
        {"values": [PERSON, CHAIR]},
        {"values": [CHAIR, PAY]},
        {"values": [*VALUES, PERSON]},
        {"values": [*VALUES, {"field": "nobody", "kind": "text", "text": "x"}]},
        {"values": [*VALUES, {"field": "from", "kind": "text", "text": "x"}]},
        {"values": [*VALUES, {"field": "area", "kind": "text", "text": "a"}]},
        {"values": [{**PERSON, "clause": 1}, CHAIR, PAY]},
        {"values": [PERSON, {**CHAIR, "choice": "sofa"}, PAY]},
        {"values": [{**PERSON, "entity": "me"}, CHAIR, PAY]},
        {"values": VALUES, "evidence": [{"mode": "own"}]},
        {"values": VALUES, "evidence": [{**EVIDENCE, "mode": "loud"}]},
    ],
)
def test_the_schema_refuses_what_is_none(schema, body):
    assert list(schema.iter_errors({"type": "office", **body}))


def test_the_schema_has_no_place_for_deprecated_fields(api, anonymous, office):
    patch(api, {"fields": [{"name": "from", "deprecated": True}]})
    text = json.dumps(anonymous.get(f"{URL}/office/schema").json())
    assert '"const": "from"' not in text
    then = anonymous.get(f"{URL}/office/schema?known_at={office.json()['recorded']['position']}")
    assert '"const": "from"' in json.dumps(then.json())


def test_the_seed_types_can_be_recorded(api, anonymous):
    lines = (SEED / "fact_types.jsonl").read_text().splitlines()
    for line in lines:
        body = json.loads(line)["fact_type"]
        response = api.post(URL, body)
        assert response.status_code == 201, response.content
        assert_shape(response.json(), FactTypeRead)
        schema = anonymous.get(f"{URL}/{body['name']}/schema").json()
        jsonschema.Draft202012Validator.check_schema(schema)
    page = anonymous.get(f"{URL}?limit=500").json()
    assert len(page["results"]) == len(lines)
