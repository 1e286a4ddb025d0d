import json

import pytest

from factstore.sources.api.serializers import PublisherRead
from tests.shapes import assert_shape

URL = "/api/v1/publishers"


def test_a_publisher_is_recorded_and_read_back(api, anonymous):
    response = api.post(
        URL, {"name": "Politico", "url": "https://politico.example", "reason": "new source"}
    )
    assert response.status_code == 201
    document = response.json()
    assert response["Location"] == f"{URL}/{document['id']}"
    assert response["ETag"] == '"1.1"'
    shown = anonymous.get(response["Location"])
    assert shown.content == response.content
    assert shown["ETag"] == '"1.1"'
    assert document["name"] == "Politico"
    assert document["withdrawn"] is None


def test_its_document_has_the_declared_shape(publisher):
    assert_shape(publisher, PublisherRead)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "required"),
        ({"name": ""}, "/name", "blank"),
        ({"name": " Politico"}, "/name", "not_a_line"),
        ({"name": "Poli\ntico"}, "/name", "not_a_line"),
        ({"name": "x" * 201}, "/name", "max_length"),
        ({"name": 5}, "/name", "invalid"),
        ({"name": "a\x00"}, "/name", "unstorable_text"),
        ({"name": "a", "url": "javascript:alert(1)"}, "/url", "invalid"),
        ({"name": "a", "colour": "red"}, "/colour", "unknown_member"),
        ({"name": "a", "id": "5"}, "/id", "unknown_member"),
        ({"name": "a", "reason": " "}, "/reason", "blank"),
    ],
)
def test_what_is_refused_is_pointed_at(api, body, pointer, code):
    response = api.post(URL, body)
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_a_name_is_taken_once(api, publisher):
    response = api.post(URL, {"name": "Politico"})
    assert response.status_code == 409
    assert response.json()["code"] == "duplicate"
    assert response.json()["existing"] == {
        "id": publisher["id"],
        "url": f"{URL}/{publisher['id']}",
    }


def test_only_writers_write(anonymous, reader):
    assert anonymous.post(URL, {"name": "Politico"}).status_code == 401
    assert reader.post(URL, {"name": "Politico"}).status_code == 403
    assert anonymous.get(URL).json()["results"] == []


def patch(client, document, body, tag='"1.1"', **kwargs):
    headers = {"HTTP_IF_MATCH": tag} if tag else {}
    return client.patch(f"{URL}/{document['id']}", body, **headers, **kwargs)


def test_a_patch_changes_what_it_names(api, publisher):
    response = patch(api, publisher, {"description": "Washington", "reason": "known now"})
    assert response.status_code == 200
    assert response["ETag"] == '"2.2"'
    after = response.json()
    assert (after["name"], after["description"]) == ("Politico", "Washington")
    assert after["recorded"]["position"] == publisher["recorded"]["position"] + 1


def test_a_patch_needs_a_reason_and_the_tag(api, publisher):
    refused = patch(api, publisher, {"description": "x"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    missing = patch(api, publisher, {"description": "x", "reason": "r"}, tag=None)
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")


def test_a_stale_patch_is_told_what_changed(api, publisher):
    patch(api, publisher, {"description": "x", "reason": "first"})
    response = patch(api, publisher, {"name": "POLITICO", "reason": "second"})
    assert response.status_code == 412
    assert response["ETag"] == '"2.2"'
    assert response.json()["etag"] == '"2.2"'
    assert response.json()["changed"] == ["description"]
    any_tag = patch(api, publisher, {"name": "POLITICO", "reason": "second"}, tag="*")
    assert any_tag.status_code == 200


def test_renaming_to_a_taken_name_is_refused(api, publisher):
    other = api.post(URL, {"name": "AP"}).json()
    response = patch(api, other, {"name": "Politico", "reason": "r"})
    assert (response.status_code, response.json()["code"]) == (409, "duplicate")


def test_what_the_caller_has_is_not_sent_again(anonymous, publisher):
    response = anonymous.get(f"{URL}/{publisher['id']}", HTTP_IF_NONE_MATCH='"1.1"')
    assert (response.status_code, response.content) == (304, b"")


def withdraw(client, document, tag="*", reason="typed twice"):
    return client.post(f"{URL}/{document['id']}/withdraw", {"reason": reason}, HTTP_IF_MATCH=tag)


def test_a_withdrawn_publisher_is_gone_with_its_reason(api, anonymous, publisher):
    response = withdraw(api, publisher)
    assert response.status_code == 200
    assert response.json()["withdrawn"] == {"reason": "typed twice"}
    gone = anonymous.get(f"{URL}/{publisher['id']}")
    assert (gone.status_code, gone.json()["code"]) == (410, "withdrawn")
    assert gone.json()["reason"] == "typed twice"
    assert withdraw(api, publisher).status_code == 410
    assert patch(api, publisher, {"name": "x", "reason": "r"}, tag="*").status_code == 410


def test_what_was_known_before_the_withdrawal_is_still_answered(api, anonymous, publisher):
    url = f"{URL}/{publisher['id']}"
    withdrawn = withdraw(api, publisher).json()
    at, position = publisher["recorded"]["at"], publisher["recorded"]["position"]
    for known_at in (at, position, at.replace("Z", "+00:00"), at.replace("Z", "%2B00:00")):
        then = anonymous.get(f"{url}?known_at={known_at}")
        assert then.status_code == 200, known_at
        assert json.loads(then.content) == publisher
    later = anonymous.get(f"{url}?known_at={withdrawn['recorded']['position']}")
    assert later.status_code == 410
    before = anonymous.get(f"{url}?known_at={position - 1}")
    assert before.status_code == 404
    assert anonymous.get(f"{url}?known_at=2001-01-01T00:00:00Z").status_code == 404


@pytest.mark.parametrize(
    "known_at",
    [
        "yesterday",
        "2024-05-30",
        "2024-05-30T10:00:00",
        "-1",
        "1" * 19,
        "",
        "2024-02-30T10:00:00Z",
        "0001-01-01T00:00:00%2B10:00",
        "٣",
    ],
)
def test_an_unusable_time_is_refused(anonymous, publisher, known_at):
    response = anonymous.get(f"{URL}/{publisher['id']}?known_at={known_at}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_parameter")
    assert response.json()["parameter"] == "known_at"


def test_a_publisher_in_use_stays(api, publisher, capture):
    capture(publisher=publisher["id"])
    response = withdraw(api, publisher)
    assert (response.status_code, response.json()["code"]) == (409, "in_use")


def test_an_unknown_publisher_is_not_found(api, anonymous):
    url = f"{URL}/01903b5e-8a00-7c3a-9d2e-000000000001"
    assert anonymous.get(url).status_code == 404
    body = {"reason": "r"}
    assert api.patch(url, body, HTTP_IF_MATCH="*").status_code == 404
    assert api.post(f"{url}/withdraw", body, HTTP_IF_MATCH="*").status_code == 404
    assert anonymous.get(f"{URL}/politico").status_code == 404
