import pytest
from django.db import connection

from factstore.entities.api.serializers import EntityRead
from factstore.entities.models import Alias, Entity
from tests.shapes import assert_shape

URL = "/api/v1/entities"
US = {
    "kind": "country",
    "name": "United States",
    "sentence_name": "the United States",
    "aliases": ["US", "U.S.", "America", "US"],
    "external_ids": [{"scheme": "wikidata", "value": "Q30"}],
}


@pytest.fixture
def us(api):
    return api.post(URL, US).json()


@pytest.fixture
def kyiv(api):
    return api.post(URL, {"kind": "place", "name": "Kyiv", "aliases": ["Kiev"]}).json()


def test_an_entity_is_recorded_with_its_names(api, anonymous):
    response = api.post(URL, US)
    assert response.status_code == 201
    document = response.json()
    assert document["aliases"] == ["America", "U.S.", "US"]
    assert document["external_ids"] == [{"scheme": "wikidata", "value": "Q30"}]
    assert (document["sentence_name"], document["description"]) == ("the United States", "")
    assert response["Location"] == f"{URL}/{document['id']}"
    assert anonymous.get(response["Location"]).content == response.content
    assert_shape(document, EntityRead)


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({"kind": "planet"}, "/kind", "invalid_choice"),
        ({"name": " "}, "/name", "not_a_line"),
        ({"name": None}, "/name", "null"),
        ({"sentence_name": None}, "/sentence_name", "null"),
        ({"aliases": "US"}, "/aliases", "not_a_list"),
        ({"aliases": ["US", ""]}, "/aliases/1", "blank"),
        ({"external_ids": [{"scheme": "wikidata"}]}, "/external_ids/0/value", "required"),
        ({"external_ids": [{"scheme": "a:b", "value": "c"}]}, "/external_ids/0/scheme", "invalid"),
        (
            {"external_ids": [{"scheme": "a", "value": "c", "x": 1}]},
            "/external_ids/0/x",
            "unknown_member",
        ),
        ({"external_ids": {}}, "/external_ids", "not_a_list"),
    ],
)
def test_what_is_refused_is_pointed_at(api, members, pointer, code):
    response = api.post(URL, {"kind": "person", "name": "Joe", **members})
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_an_external_id_names_one_entity(api, us):
    taken = {"kind": "country", "name": "USA", "external_ids": US["external_ids"]}
    response = api.post(URL, taken)
    assert (response.status_code, response.json()["code"]) == (409, "duplicate")
    assert response.json()["existing"]["id"] == us["id"]
    assert len(api.get(URL).json()["results"]) == 1


def test_an_entity_may_be_read_by_its_external_id(anonymous, us):
    response = anonymous.get(f"{URL}/wikidata:Q30")
    assert response.json() == us
    assert anonymous.get(f"{URL}/wikidata:Q30", HTTP_IF_NONE_MATCH='"1.1"').status_code == 304


@pytest.mark.parametrize(
    "name", ["wikidata:Q31", "Q30", "wikidata:", ":Q30", "01903b5e-8a00-7c3a-9d2e-000000000001"]
)
def test_what_no_entity_is_called_is_not_found(api, us, name):
    assert api.get(f"{URL}/{name}").status_code == 404
    assert api.patch(f"{URL}/{name}", {"reason": "r"}, HTTP_IF_MATCH="*").status_code == 404


def test_a_patch_replaces_the_lists_that_it_names(api, us):
    body = {"aliases": ["USA", "US"], "external_ids": [], "reason": "tidied"}
    response = api.patch(f"{URL}/{us['id']}", body, HTTP_IF_MATCH='"1.1"')
    assert response.status_code == 200
    assert response["ETag"] == '"2.2"'
    assert response.json()["aliases"] == ["US", "USA"]
    assert response.json()["external_ids"] == []
    assert response.json()["name"] == "United States"
    stale = api.patch(f"{URL}/{us['id']}", {"name": "USA", "reason": "r"}, HTTP_IF_MATCH='"1.1"')
    assert stale.status_code == 412
    assert stale.json()["changed"] == ["aliases", "external_ids"]


def test_a_withdrawn_entity_is_gone(api, anonymous, us):
    response = api.post(f"{URL}/{us['id']}/withdraw", {"reason": "twice"}, HTTP_IF_MATCH='"1.1"')
    assert response.status_code == 200
    assert_shape(response.json(), EntityRead)
    for name in (us["id"], "wikidata:Q30"):
        assert anonymous.get(f"{URL}/{name}").status_code == 410
    page = anonymous.get(f"{URL}?q=United").json()
    assert (page["results"], page["omitted"]) == ([], {"withdrawn": 1})
    known = f"known_at={us['recorded']['position']}"
    assert anonymous.get(f"{URL}/wikidata:Q30?{known}").json() == us


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=united", ["United States"]),
        ("q=merica", ["United States"]),
        ("q=ki", ["Kyiv"]),
        ("q=K", ["Kyiv"]),
        ("q=%25", []),
        ("q=_", []),
        ("q=U.S.", ["United States"]),
        ("kind=place", ["Kyiv"]),
        ("kind=place&kind=country", ["Kyiv", "United States"]),
        ("kind=person", []),
        ("external_id=wikidata:Q30", ["United States"]),
        ("external_id=wikidata:Q31", []),
        ("kind=place&q=united", []),
        ("q=i&kind=country&external_id=wikidata:Q30", ["United States"]),
    ],
)
def test_filters_choose(anonymous, us, kyiv, query, expected):
    found = anonymous.get(f"{URL}?{query}").json()["results"]
    assert [entity["name"] for entity in found] == expected


@pytest.mark.parametrize(
    "query", ["kind=planet", "q=", "external_id=Q30", "external_id=a:", "name=x"]
)
def test_unusable_filters_are_refused(anonymous, query):
    assert anonymous.get(f"{URL}?{query}").status_code == 400


def test_filters_hold_from_page_to_page(api, anonymous):
    for i in range(5):
        api.post(URL, {"kind": "person", "name": f"Smith {i}"})
        api.post(URL, {"kind": "person", "name": f"Jones {i}"})
    first = anonymous.get(f"{URL}?q=smith&limit=3").json()
    rest = anonymous.get(f"{URL}?q=smith&limit=3&cursor={first['next_cursor']}").json()
    names = [entity["name"] for entity in first["results"] + rest["results"]]
    assert names == [f"Smith {i}" for i in range(4, -1, -1)]
    other = anonymous.get(f"{URL}?q=jones&cursor={first['next_cursor']}")
    assert other.json()["code"] == "bad_cursor"


def test_parts_of_names_are_found_by_index(record):
    with record():
        people = Entity.objects.bulk_create(
            Entity(kind="person", name=f"Person {i}") for i in range(2000)
        )
        Alias.objects.bulk_create(
            Alias(entity=person, text=f"Alias {person.name}") for person in people
        )
    with connection.cursor() as cursor:
        for index in ("entities_entity_name_trigrams", "entities_alias_text_trigrams"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        cursor.execute("ANALYZE entities_entity, entities_alias")
        cursor.execute("SET LOCAL enable_seqscan = off")  # the better plan for so few rows
        sql, params = Entity.objects.called("erson 1999").query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "entities_entity_name_trigrams" in plan
    assert "entities_alias_text_trigrams" in plan
