import hashlib
import json

import pytest

from factstore.sources.api.serializers import VersionRead, VersionWithTextRead
from tests.shapes import assert_shape
from tests.sources.conftest import TEXT

ODD = (
    "Windows\r\nends\rlone CR\n\n  spaces\t \u00a0NBSP \u2028 \ufeffBOM "
    "e\u0301 é 👩‍👩‍👧 𝕬 \u202eabc\u202c \u200b&nbsp; "
    '<a href="" title="">link</a> \\u0041 "quoted" \ufffd\uffff '
)


def url(article, number=None):
    base = f"/api/v1/articles/{article['id']}/versions"
    return base if number is None else f"{base}/{number}"


def test_a_version_shows_the_text(anonymous, article):
    version = article["versions"][0]
    response = anonymous.get(f"/api/v1/versions/{version['id']}")
    assert response.status_code == 200
    document = response.json()
    assert document["text"] == TEXT
    assert {name: document[name] for name in version} == version
    assert document["article"] == {"id": article["id"]}
    assert_shape(document, VersionWithTextRead)
    assert anonymous.get(url(article, 1)).content == response.content
    again = anonymous.get(url(article, 1), HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize("text", [ODD, "x \n", "\ufeffx", "a" * 70_000 + "𝕬", "\x01\x1f\x7f\x85"])
def test_every_character_is_kept(anonymous, capture, text):
    article = capture(text=text)
    document = anonymous.get(url(article, 1)).json()
    assert document["text"] == text
    assert document["length"] == len(text)
    assert document["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_correction_is_the_next_version(api, anonymous, article):
    response = api.post(url(article), {"text": TEXT + " (corrected)", "reason": "corrected"})
    assert response.status_code == 201
    document = response.json()
    assert response["Location"] == f"/api/v1/versions/{document['id']}"
    assert document["number"] == 2
    assert_shape(document, VersionRead)
    assert anonymous.get(url(article, 2)).json()["text"].endswith("(corrected)")
    assert anonymous.get(url(article, 1)).json()["text"] == TEXT
    after = anonymous.get(f"/api/v1/articles/{article['id']}")
    assert [v["number"] for v in after.json()["versions"]] == [1, 2]
    assert after["ETag"] == '"1.2"'


def test_versions_are_listed_without_their_texts(api, anonymous, article, capture):
    capture(text="of another article")
    api.post(url(article), {"text": "second", "reason": "r"})
    page = anonymous.get(url(article)).json()
    assert [v["number"] for v in page["results"]] == [2, 1]
    assert page["omitted"] is None
    for result in page["results"]:
        assert_shape(result, VersionRead)


def test_a_new_version_needs_a_reason_and_a_new_text(api, article):
    response = api.post(url(article), {"text": "x"})
    assert response.json()["errors"][0]["pointer"] == "/reason"
    response = api.post(url(article), {"text": TEXT, "reason": "again"})
    assert (response.status_code, response.json()["code"]) == (409, "duplicate")
    response = api.post(url(article), {"text": "\n \t", "reason": "nothing to see"})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (422, "/text", "blank")


def test_what_does_not_exist_is_not_found(api, anonymous, article):
    other = {"id": "01903b5e-8a00-7c3a-9d2e-000000000001"}
    assert anonymous.get(url(article, 2)).status_code == 404
    assert anonymous.get(url(article, 0)).status_code == 404
    assert anonymous.get(url(article, 10**20)).status_code == 404
    assert anonymous.get(url(other)).status_code == 404
    assert anonymous.get(f"/api/v1/versions/{other['id']}").status_code == 404
    assert api.post(url(other), {"text": "x", "reason": "r"}).status_code == 404


def test_a_text_of_quotes_is_hidden_from_anonymous_readers_alone(anonymous, reader, api, capture):
    article = capture(text_access="quotes")
    hidden = anonymous.get(url(article, 1))
    assert hidden.json()["text"] is None
    assert_shape(hidden.json(), VersionWithTextRead)
    assert reader.get(url(article, 1)).json()["text"] == TEXT
    assert api.get(url(article, 1)).json()["text"] == TEXT
    assert TEXT[:20] not in json.dumps(anonymous.get(f"/api/v1/articles/{article['id']}").json())


def test_opening_a_text_changes_the_tag_of_what_was_hidden(anonymous, api, capture):
    article = capture(text_access="quotes")
    hidden = anonymous.get(url(article, 1))
    api.patch(
        f"/api/v1/articles/{article['id']}",
        {"text_access": "full", "reason": "licensed"},
        HTTP_IF_MATCH="*",
    )
    shown = anonymous.get(url(article, 1), HTTP_IF_NONE_MATCH=hidden["ETag"])
    assert shown.status_code == 200
    assert shown.json()["text"] == TEXT


def test_five_megabytes_are_taken_and_one_byte_more_is_refused(api, settings):
    assert settings.MAX_TEXT_BYTES == 5 * 1024 * 1024
    text = "é" * (settings.MAX_TEXT_BYTES // 2)
    response = api.post("/api/v1/articles", {"language": "fr", "text": text})
    assert response.status_code == 201
    assert api.get(url(response.json(), 1)).json()["text"] == text
    response = api.post("/api/v1/articles", {"language": "fr", "text": text + "x"})
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [("/text", "too_long")]


@pytest.mark.parametrize(
    ("escaped", "named"), [("\\u0000", "U+0000"), ("\\ud800", "U+D800"), ("\\udfff", "U+DFFF")]
)
def test_characters_that_no_text_can_hold_are_named(api, escaped, named):
    body = f'{{"language": "en", "text": "ab{escaped}"}}'
    response = api.generic("POST", "/api/v1/articles", body, content_type="application/json")
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/text", "unstorable_text")
    assert f"{named} at code point 2" in error["detail"]


def test_bytes_that_are_no_utf8_are_unreadable(api):
    body = b'{"language": "en", "text": "\xed\xa0\x80"}'
    response = api.generic("POST", "/api/v1/articles", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "unreadable_json")


def test_a_version_after_another_than_the_newest_is_refused(api, article):
    (first,) = article["versions"]
    body = {"text": "second", "reason": "r", "after": first["id"]}
    second = api.post(url(article), body).json()
    assert second["number"] == 2
    response = api.post(url(article), {**body, "text": "third"})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "not_newest")
    assert problem["existing"] == {
        "id": second["id"],
        "url": f"/api/v1/versions/{second['id']}",
    }
    response = api.post(url(article), {**body, "text": "third", "after": second["id"]})
    assert response.json()["number"] == 3
