"""GET /api/v1/facts/export: the documents of the list with the same filters, one a line."""

import json

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.accounts import actions as account_actions
from factstore.core.places import EXPORTS
from factstore.core.roles import Role
from factstore.facts import exporting
from tests import stores
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import DESK
from tests.facts.reading import lines, locked
from tests.facts.test_create import refused
from tests.facts.test_list import ALL, FILTERS, eight_facts

EXPORT = f"{URL}/export"


@pytest.fixture
def facts(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK, fill=eight_facts) as made:
        yield made
    assert EXPORTS.held == 0, "a place was not given back"


@pytest.fixture
def db(facts):
    """These tests work on the eight facts of the lists."""


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(exporting, "PAGE", 2)


def leave(response):
    """Close an answer as a server does, but not the connection, which is the test's."""
    for close in response._resource_closers:
        close()


def ids_of(found):
    return [orjson.loads(line)["id"] for line in found]


def test_it_has_the_facts_of_the_list(anonymous, facts, ids):
    places = {**facts, **ids, "us_upper": ids["us"].upper()}
    for query, names in FILTERS:
        asked = query.format(**places)
        response = anonymous.get(f"{EXPORT}?{asked}")
        assert response["Content-Type"] == "application/x-ndjson"
        found = ids_of(lines(response))
        assert found == [facts[name] for name in reversed(names)], query
        page = anonymous.get(f"{URL}?{asked}").json()
        assert json.loads(response["Factstore-Omitted"]) == page["omitted"], query


def test_a_line_is_the_document_byte_for_byte(anonymous, facts, small_pages):
    found = lines(anonymous.get(EXPORT))
    assert found == [anonymous.get(f"{URL}/{facts[name]}").content for name in reversed(ALL)]


def test_nothing_that_is_written_meanwhile_shows(anonymous, api, reviews, facts, ids, small_pages):
    before = lines(anonymous.get(EXPORT))
    response = anonymous.get(EXPORT)
    position = int(response["Factstore-Position"])
    pages = iter(response.streaming_content)
    read = next(pages)
    assert read.count(b"\n") == 2
    for name in ("narrow", "denied", "stale"):
        reviews.post(f"{URL}/{facts[name]}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    fact = reviews.post(f"{URL}/{facts['draft']}/accept", {}, HTTP_IF_MATCH="*")
    assert fact.status_code == 200, fact.content
    renamed = api.patch(
        f"/api/v1/entities/{ids['sullivan']}",
        {"name": "Sullivan", "reason": "renamed"},
        HTTP_IF_MATCH="*",
    )
    assert renamed.status_code == 200
    assert (read + b"".join(pages)).splitlines() == before
    assert lines(anonymous.get(EXPORT, {"known_at": position})) == before
    after = anonymous.get(EXPORT)
    assert int(after["Factstore-Position"]) == position + 5
    assert set(ids_of(lines(after))) == {
        facts[n] for n in ("wide", "steal", "said", "both", "draft")
    }


def test_earlier_exports(anonymous, api, facts, small_pages):
    recorded = api.get(f"{URL}/{facts['said']}").json()["recorded"]
    then = recorded["position"]
    for known_at, names in (
        (then, ["narrow", "wide", "steal", "said"]),
        (recorded["at"], ["narrow", "wide", "steal", "said"]),
        (then - 1, ["narrow", "wide", "steal"]),
        (0, []),
        ("1999-01-01T00:00:00Z", []),
    ):
        response = anonymous.get(EXPORT, {"known_at": known_at})
        assert ids_of(lines(response)) == [facts[name] for name in names]
        if isinstance(known_at, int):
            assert response["Factstore-Position"] == str(known_at)


def test_a_position_to_come_is_the_present_one(anonymous, api, facts, ids, small_pages):
    head = anonymous.head(EXPORT)["Factstore-Position"]
    response = anonymous.get(EXPORT, {"known_at": 10**9})
    assert response["Factstore-Position"] == head
    pages = iter(response.streaming_content)
    read = next(pages)
    api.post(f"{URL}/{facts['stale']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
    assert ids_of((read + b"".join(pages)).splitlines())[-1] == facts["stale"]


def test_contributors_export_their_own_drafts(anonymous, ids, facts):
    one, two = (
        signed_in(account_actions.create_user(username=name, role=Role.CONTRIBUTOR))
        for name in ("one", "two")
    )
    mine = one.post(URL, bodies.event(ids, "a guess")).json()["id"]
    drafts = {"status": "draft"}
    assert ids_of(lines(one.get(EXPORT, drafts))) == [mine]
    assert lines(two.get(EXPORT, drafts)) == lines(anonymous.get(EXPORT, drafts)) == []


@pytest.mark.parametrize("accept", ["application/x-ndjson", "*/*", "application/*", None])
def test_what_takes_lines_gets_them(anonymous, accept):
    headers = {} if accept is None else {"HTTP_ACCEPT": accept}
    assert len(lines(anonymous.get(EXPORT, **headers))) == len(ALL)


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/*"])
def test_what_takes_no_lines_is_refused(anonymous, accept):
    refused(anonymous.get(EXPORT, HTTP_ACCEPT=accept), 406, "not_acceptable")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=5", "unknown_parameter"),
        ("order=from", "unknown_parameter"),
        ("of=type", "unknown_parameter"),
        ("type=nothing", "bad_parameter"),
        ("entity=wikidata:Q0", "bad_parameter"),
        ("known_at=x", "bad_parameter"),
    ],
)
def test_refusals(anonymous, query, code):
    refused(anonymous.get(f"{EXPORT}?{query}"), 400, code)


def test_the_head_alone(anonymous):
    response = anonymous.head(EXPORT)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) == len(anonymous.get(EXPORT).getvalue())


@pytest.mark.parametrize("ask", ["get", "head"])
def test_no_more_at_once_than_may_and_none_is_measured_for_them(anonymous, ask):
    assert EXPORTS.take()
    try:
        with CaptureQueriesContext(connection) as captured:
            response = getattr(anonymous, ask)(EXPORT)
        assert (response.status_code, response["Retry-After"]) == (429, "10")
        assert len(captured) == 0
    finally:
        EXPORTS.give_back()
    assert len(lines(anonymous.get(EXPORT))) == len(ALL)


def test_what_is_not_exported_gives_its_place_back(anonymous):
    assert anonymous.head(EXPORT).status_code == 200
    assert EXPORTS.held == 0
    assert anonymous.get(EXPORT, {"publisher": "nobody"}).status_code == 400
    assert EXPORTS.held == 0


def test_a_client_that_goes_away_gives_its_place_back(anonymous, small_pages):
    started = anonymous.get(EXPORT)
    next(iter(started.streaming_content))
    refused(anonymous.get(EXPORT), 429, "too_many_requests")
    leave(started)
    unread = anonymous.get(EXPORT)
    leave(unread)
    assert len(lines(anonymous.get(EXPORT))) == len(ALL)


def test_what_takes_too_long_is_broken_off_before_it_begins(anonymous):
    with locked("facts_facet", wait="100ms"):
        refused(anonymous.get(EXPORT), 503, "time_limit")
    assert EXPORTS.held == 0


def test_documents_altered_meanwhile_end_it_too_soon(anonymous, small_pages, facts):
    response = anonymous.get(EXPORT)
    pages = iter(response.streaming_content)
    read = [next(pages)]
    with connection.cursor() as cursor:  # as a redaction does, by the owner's door
        cursor.execute("ALTER TABLE ledger_revision DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_revision SET document = replace(document, 'restraint', '██')"
            " WHERE object_id = %s",
            [facts["stale"]],
        )
        cursor.execute("ALTER TABLE ledger_revision ENABLE TRIGGER USER")
    with pytest.raises(exporting.Altered):
        read.extend(pages)
    assert sum(map(len, read)) < int(response["Content-Length"])
    assert EXPORTS.held == 0


@pytest.mark.parametrize("query", [{}, {"includes": "grantor:wikidata:Q30"}])
def test_what_it_costs(anonymous, query):
    with CaptureQueriesContext(connection) as captured:
        lines(anonymous.get(EXPORT, query))
    assert len(captured) == 4  # the position, the names, the measure, the page
