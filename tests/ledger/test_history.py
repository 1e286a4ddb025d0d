"""Revisions over HTTP: pages of them, each as recorded, and what changed between two."""

import json

import pytest

from factstore.core import canonical
from factstore.entities import actions as entity_actions
from factstore.ledger.models import Revision
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

URL = "/api/v1/publishers"


def test_revisions_are_listed_newest_first(api, anonymous, renamed):
    publisher = renamed("a", "b", "c")
    page = api.get(f"{URL}/{publisher.pk}/revisions").json()
    assert [row["number"] for row in page["results"]] == [3, 2, 1]
    newest = page["results"][0]
    assert newest["content_revision"] == 3
    assert (newest["change"]["actor"], newest["change"]["reason"]) == ("ada", "now c")
    assert newest["change"]["origin"] == "command"
    assert newest["content_digest"].startswith("sha256:")


def test_readers_are_not_told_who_and_why(anonymous, renamed):
    publisher = renamed("a")
    (row,) = anonymous.get(f"{URL}/{publisher.pk}/revisions").json()["results"]
    assert row["change"]["actor"] is row["change"]["reason"] is None
    assert row["change"]["position"] == 1


def test_revisions_come_in_pages(anonymous, renamed, django_assert_num_queries):
    publisher = renamed(*"abcdefg")
    url, seen = f"{URL}/{publisher.pk}/revisions?limit=3", []
    while url:
        with django_assert_num_queries(2):
            page = anonymous.get(url).json()
        seen.append([row["number"] for row in page["results"]])
        cursor = page["next_cursor"]
        url = cursor and f"{URL}/{publisher.pk}/revisions?limit=3&cursor={cursor}"
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


def test_a_revision_is_the_recorded_bytes(anonymous, renamed):
    publisher = renamed("a", "b")
    response = anonymous.get(f"{URL}/{publisher.pk}/revisions/1")
    recorded = Revision.objects.get(object_id=publisher.pk, number=1)
    assert response.content == recorded.document.encode()
    assert response["ETag"] == '"1.1"'
    assert response["Cache-Control"] == "private, max-age=86400, immutable"
    document = response.json()
    said = document.pop("recorded")
    assert canonical.digest(document) == said["content_digest"]


def test_a_revision_says_how_to_cite_it(anonymous, renamed):
    publisher = renamed("a", "b")
    path = f"{URL}/{publisher.pk}"
    links = anonymous.get(f"{path}/revisions/1")["Link"]
    assert f'<http://testserver{path}/revisions/1>; rel="cite-as"' in links
    assert f'<{path}>; rel="latest-version"' in links


def test_a_revision_that_is_known_is_not_sent_again(anonymous, renamed):
    path = f"{URL}/{renamed('a').pk}/revisions/1"
    response = anonymous.get(path, HTTP_IF_NONE_MATCH='"1.1"')
    assert (response.status_code, response.content) == (304, b"")


def test_what_changed_between_two_revisions(anonymous, renamed):
    path = f"{URL}/{renamed('a', 'b').pk}/revisions"
    change = {"path": "/name", "label": "name", "action": "change", "before": "a", "after": "b"}
    assert anonymous.get(f"{path}/1/diff/2").json() == {
        "before": 1,
        "after": 2,
        "changes": [change],
    }
    backwards = {**change, "before": "b", "after": "a"}
    assert anonymous.get(f"{path}/2/diff/1").json()["changes"] == [backwards]
    assert anonymous.get(f"{path}/2/diff/2").json()["changes"] == []


@pytest.mark.parametrize("path", ["0", "3", "99999999999999999999999", "1/diff/3", "x"])
def test_revisions_that_are_not_there(anonymous, renamed, path):
    response = anonymous.get(f"{URL}/{renamed('a', 'b').pk}/revisions/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_things_that_are_not_there_have_no_revisions(anonymous):
    nobody = "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0e"
    assert anonymous.get(f"{URL}/{nobody}/revisions").status_code == 404
    assert anonymous.get("/api/v1/fact-types/nothing/revisions").status_code == 404


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x"])
def test_a_forged_cursor_is_refused(anonymous, renamed, number):
    from factstore.core.api import cursors

    mark = cursors.fingerprint({})
    cursor = cursors.encode("-number", "next", (number,), mark)
    response = anonymous.get(f"{URL}/{renamed('a').pk}/revisions?cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_cursor")


def test_what_was_withdrawn_keeps_its_revisions(anonymous, record, renamed):
    publisher = renamed("a")
    with record():
        source_actions.withdraw_publisher(publisher.pk, reason="no such house", expected=None)
    path = f"{URL}/{publisher.pk}"
    assert anonymous.get(path).status_code == 410
    assert len(anonymous.get(f"{path}/revisions").json()["results"]) == 2
    assert anonymous.get(f"{path}/revisions/1").json()["withdrawn"] is None
    said = anonymous.get(f"{path}/revisions/2").json()["withdrawn"]
    assert said == {"reason": "no such house"}


def test_each_kind_has_its_revisions(anonymous, record):
    with record():
        entity = entity_actions.create_entity(
            kind="country", name="Ukraine", external_ids=[("wikidata", "Q212")]
        )
        article = source_actions.create_article(CaptureRecord(language="en"), text="words")
    version = article.versions.get()
    for path in (
        f"entities/{entity.pk}",
        "entities/wikidata:Q212",
        f"articles/{article.pk}",
        f"versions/{version.pk}",
    ):
        url = f"/api/v1/{path}/revisions"
        assert [row["number"] for row in anonymous.get(url).json()["results"]] == [1], path
        assert anonymous.get(f"{url}/1").json()["revision"] == 1


def test_a_version_s_revision_has_no_text(anonymous, record):
    with record():
        article = source_actions.create_article(
            CaptureRecord(language="en", text_access="quotes"), text="the secret words"
        )
    response = anonymous.get(f"/api/v1/versions/{article.versions.get().pk}/revisions/1")
    assert response.status_code == 200
    assert b"secret" not in response.content
    assert "text" not in json.loads(response.content)
