"""The change feed and snapshots: by position, whole or as patches, waiting where there is nothing."""

import json
import threading
import time

import pytest
from django.db import connection

from factstore.core import canonical
from factstore.core.places import Places
from factstore.entities import actions as entity_actions
from factstore.ledger import actions as ledger_actions
from factstore.ledger import jsonpatch, listening
from factstore.ledger.actions import GENESIS
from factstore.ledger.models import Revision
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

URL = "/api/v1/changes"


def changes(client, query=""):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def objects(page):
    return [[(o["kind"], o["action"]) for o in change["objects"]] for change in page["results"]]


def test_an_empty_feed(anonymous):
    expected = {"results": [], "next_after": 0, "head": 0, "retry_after": None}
    assert changes(anonymous) == expected


def test_changes_come_by_position_with_what_they_recorded(api, record, renamed):
    publisher = renamed("a", "b")
    with record("a piece"):
        source_actions.create_article(
            CaptureRecord(language="en", publisher=publisher.pk), text="x"
        )
    with record("gone"):
        source_actions.update_publisher(publisher.pk, {"name": "c"}, expected=None)
    page = changes(api)
    assert [change["position"] for change in page["results"]] == [1, 2, 3, 4]
    assert (page["next_after"], page["head"]) == (4, 4)
    assert objects(page) == [
        [("publisher", "create")],
        [("publisher", "change")],
        [("version", "create"), ("article", "create")],
        [("publisher", "change"), ("article", "change")],
    ]
    second = page["results"][1]
    assert (second["actor"], second["reason"], second["origin"]) == ("ada", "now b", "command")
    told = second["objects"][0]
    assert told["document"]["name"] == "b"
    assert told["patch"] is told["reverse"] is None
    assert (told["revision"], told["content_revision"]) == (2, 2)


def test_the_chain_of_digests_can_be_checked_by_a_follower(api, record, renamed):
    renamed("a", "b")
    with record():
        source_actions.create_article(CaptureRecord(language="en"), text="x")
    previous = GENESIS
    for change in changes(api)["results"]:
        found = sorted(
            (o["kind"], o["id"], o["document"]["recorded"]["content_digest"])
            for o in change["objects"]
        )
        written = [digest for *_, digest in found]
        assert change["digest"] == canonical.chain(previous, change["details_digest"], written)
        previous = change["digest"]


def test_documents_are_the_recorded_bytes(anonymous, renamed):
    publisher = renamed("a", "é")
    content = anonymous.get(URL).content
    for row in Revision.objects.filter(object_id=publisher.pk):
        assert row.document.encode() in content


def test_patches_lead_on_and_back(anonymous, renamed):
    renamed("a", "b")
    _, change = changes(anonymous, "format=patch")["results"]
    first, second = (json.loads(row.document) for row in Revision.objects.order_by("from_position"))
    (told,) = change["objects"]
    assert told["document"] is None
    assert jsonpatch.apply(first, told["patch"]) == second
    assert jsonpatch.apply(second, told["reverse"]) == first


def test_nothing_need_be_told_of_the_objects(anonymous, renamed):
    renamed("a", "b")
    page = changes(anonymous, "format=none")
    for change in page["results"]:
        (told,) = change["objects"]
        assert told["document"] is told["patch"] is told["reverse"] is None


def test_pages_go_on_from_the_last_position(anonymous, renamed, django_assert_num_queries):
    renamed(*"abcde")
    after, seen = 0, []
    while True:
        with django_assert_num_queries(2 if after < 5 else 1):
            page = changes(anonymous, f"after={after}&limit=2")
        if not page["results"]:
            break
        seen.append([change["position"] for change in page["results"]])
        after = page["next_after"]
    assert seen == [[1, 2], [3, 4], [5]]
    assert after == 5


def test_a_page_ends_when_it_has_many_objects(anonymous, record, monkeypatch):
    from factstore.ledger import feed

    monkeypatch.setattr(feed, "MAX_OBJECTS", 4)
    for size in (3, 1, 6, 1):
        with record():
            for i in range(size):
                source_actions.create_publisher(name=f"{size} {i} {time.monotonic_ns()}")
    pages, after = [], 0
    while after < 4:
        page = changes(anonymous, f"after={after}")
        pages.append([change["position"] for change in page["results"]])
        after = page["next_after"]
    assert pages == [[1, 2], [3], [4]]


def test_kinds_choose_changes_and_objects(anonymous, record, renamed):
    publisher = renamed("a", "b")
    with record():
        source_actions.create_article(
            CaptureRecord(language="en", publisher=publisher.pk), text="x"
        )
    with record():
        source_actions.create_publisher(name="c")
    page = changes(anonymous, "kinds=article&kinds=version")
    assert objects(page) == [[("version", "create"), ("article", "create")]]
    assert page["next_after"] == page["head"] == 4
    assert objects(changes(anonymous, "kinds=article")) == [[("article", "create")]]
    first = changes(anonymous, "kinds=publisher&limit=2")
    assert first["next_after"] == 2
    assert changes(anonymous, "kinds=publisher&after=2")["results"][0]["position"] == 4


def test_a_withdrawal_is_told_as_one(anonymous, record, renamed):
    publisher = renamed("a")
    with record():
        source_actions.withdraw_publisher(publisher.pk, reason="error", expected=None)
    assert objects(changes(anonymous, "after=1")) == [[("publisher", "withdraw")]]


def test_readers_are_not_told_who_and_why(anonymous, reader, renamed):
    renamed("a")
    for client in (anonymous, reader):
        (change,) = changes(client)["results"]
        assert change["actor"] is change["reason"] is None


def test_one_change(api, anonymous, renamed):
    renamed("a", "b")
    second = changes(api, "after=1")["results"][0]
    assert api.get(f"{URL}/{second['id']}").json() == second
    told = anonymous.get(f"{URL}/{second['id']}?format=patch").json()
    assert told["objects"][0]["patch"]
    missing = anonymous.get(f"{URL}/{'0' * 8}-0000-7000-8000-{'0' * 12}")
    assert missing.status_code == 404


@pytest.mark.parametrize(
    "query", ["after=1", "after=-1", "wait=31", "limit=501", "kinds=x", "format=xml", "since=1"]
)
def test_parameters_are_strict(anonymous, query):
    assert anonymous.get(f"{URL}?{query}").status_code == 400


def test_a_snapshot_names_its_position_and_lists(anonymous, record, renamed):
    publisher = renamed("a", "b")
    snapshot = anonymous.get("/api/v1/snapshot").json()
    assert snapshot["position"] == 2
    assert snapshot["changes"] == "/api/v1/changes?after=2"
    with record():
        source_actions.withdraw_publisher(publisher.pk, reason="error", expected=None)
        source_actions.create_publisher(name="later")
    page = anonymous.get(snapshot["lists"]["publisher"]).json()
    assert [row["name"] for row in page["results"]] == ["b"]
    now = anonymous.get(anonymous.get("/api/v1/snapshot").json()["lists"]["publisher"]).json()
    assert [bool(row["withdrawn"]) for row in now["results"]] == [True, False]


def test_a_snapshot_comes_in_pages(anonymous, record):
    with record():
        for i in range(5):
            source_actions.create_publisher(name=str(i))
    base, url, seen = "/api/v1/snapshot/publisher?position=1&limit=2", "", []
    while url is not None:
        page = anonymous.get(base + url).json()
        seen.append([row["name"] for row in page["results"]])
        url = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    back = anonymous.get(f"{base}&cursor={page['previous_cursor']}").json()
    assert [row["name"] for row in back["results"]] == ["2", "3"]


def test_snapshots_that_are_not_there(anonymous):
    assert anonymous.get("/api/v1/snapshot/nothing?position=0").status_code == 404
    assert anonymous.get("/api/v1/snapshot/fact?position=1").status_code == 400
    assert anonymous.get("/api/v1/snapshot/fact").status_code == 400


def write_later(user, seconds, *, then_entity=False):
    def write():
        time.sleep(seconds)
        try:
            with ledger_actions.change(actor=user, reason="r", origin="command"):
                source_actions.create_publisher(name="late")
            if then_entity:
                with ledger_actions.change(actor=user, reason="r", origin="command"):
                    entity_actions.create_entity(kind="other", name="later")
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_who_waits_hears_of_the_next_change(anonymous, ada):
    started = time.monotonic()
    writer = write_later(ada, 0.5)
    page = changes(anonymous, "wait=30")
    writer.join()
    assert objects(page) == [[("publisher", "create")]]
    assert 0.4 < time.monotonic() - started < 25


@pytest.mark.django_db(transaction=True)
def test_waiting_goes_on_over_changes_of_other_kinds(anonymous, ada):
    writer = write_later(ada, 0.2, then_entity=True)
    page = changes(anonymous, "wait=30&kinds=entity")
    writer.join()
    assert (objects(page), page["next_after"]) == ([[("entity", "create")]], 2)
    page = changes(anonymous, "wait=1&kinds=article")
    assert (page["results"], page["next_after"], page["retry_after"]) == ([], 2, None)


def test_waiting_ends(anonymous):
    started = time.monotonic()
    assert changes(anonymous, "wait=1")["results"] == []
    assert 0.9 < time.monotonic() - started < 25


def test_too_many_do_not_wait(anonymous, monkeypatch):
    monkeypatch.setattr(listening, "FEED_WAITERS", Places(0))
    started = time.monotonic()
    response = anonymous.get(f"{URL}?wait=30")
    assert time.monotonic() - started < 25
    assert response.json()["retry_after"] == int(response["Retry-After"]) == 2
