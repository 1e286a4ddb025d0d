"""POST /api/v1/articles/{id}/standing: corrected, retracted, removed, unreachable; or it stands."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection

from factstore.accounts import actions as account_actions
from factstore.core.constraints import violated
from factstore.core.dates import PartialDate
from factstore.core.redaction import BLOT
from factstore.core.roles import Role
from factstore.ledger import verification
from factstore.sources import standing
from factstore.sources.api.serializers import ArticleRead
from factstore.sources.models import Standing
from factstore.sources.standing import Told
from tests.conftest import signed_in
from tests.shapes import assert_shape
from tests.sources.conftest import TEXT

URL = "/api/v1/articles"
NOTICE = "Correction: the minister said no."
STANDS = dict.fromkeys(("date", "version", "words", "url", "note")) | {"state": "stands"}
ON = {"edtf": "2024-06-01"}
DAY = {"edtf": "2024-06-01", "not_before": "2024-06-01", "not_after": "2024-06-01"}
AT = "https://publisher.example/corrections"


@pytest.fixture
def corrected(api, article):
    """The second version of the article, which has the publisher's notice."""
    body = {"text": f"{TEXT}\n{NOTICE}", "reason": "corrected"}
    return api.post(f"{URL}/{article['id']}/versions", body).json()


@pytest.fixture
def say(api, article):
    def post(state, *, of=article, client=api, etag="*", **members):
        body = {"state": state, "reason": "read their page", **members}
        return client.post(f"{URL}/{of['id']}/standing", body, HTTP_IF_MATCH=etag)

    return post


def done(response):
    assert response.status_code == 200, response.content
    return response.json()


def test_an_article_stands_until_somebody_says_otherwise(article, anonymous):
    read = anonymous.get(f"{URL}/{article['id']}").json()
    assert read["standing"] == article["standing"] == STANDS


def test_a_correction_is_told_in_the_publishers_words(say, article, corrected, anonymous):
    told = done(say("corrected", date=ON, words=NOTICE, version=corrected["id"], url=AT))
    assert told["standing"] == {
        "state": "corrected",
        "date": DAY,
        "version": {"id": corrected["id"], "number": 2},
        "words": NOTICE,
        "url": AT,
        "note": None,
    }
    assert anonymous.get(f"{URL}/{article['id']}").json() == told
    assert_shape(told, ArticleRead)


@pytest.mark.parametrize(
    ("state", "members"),
    [
        ("corrected", {"url": AT}),
        ("retracted", {"url": AT, "note": "The whole series is taken back."}),
        ("removed", {"note": "Their page says that it was taken down."}),
        ("unreachable", {"note": "404 since May.", "url": AT}),
    ],
)
def test_each_state_with_what_tells_so(say, state, members):
    told = done(say(state, date={"edtf": "2024-06"}, **members))
    assert told["standing"]["state"] == state
    assert {name: told["standing"][name] for name in members} == members
    assert told["standing"]["date"]["edtf"] == "2024-06"


@pytest.mark.parametrize("blank", ["", " \n"])
@pytest.mark.parametrize("member", ["words", "note"])
def test_what_is_blank_is_not_said(record, article, member, blank):
    told = Told("corrected", PartialDate.of(DAY), url=AT)
    with record():
        standing.set_standing(article["id"], replace(told, **{member: blank}), expected=None)
    row = Standing.objects.get()
    assert (row.words, row.note, row.url) == (None, None, AT)


def test_blank_words_are_none_that_a_version_has(say, article):
    version = article["versions"][0]["id"]
    response = say("corrected", date=ON, url=AT, words=" ", version=version)
    assert {(e["pointer"], e["code"]) for e in response.json()["errors"]} == {
        ("/words", "required")
    }
    assert done(say("corrected", date=ON, url=AT, words=" "))["standing"]["words"] is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"state": "gone"}, {("/state", "invalid_choice")}),
        ({"state": "corrected"}, {("/date", "required"), ("/words", "required")}),
        ({"state": "retracted", "date": ON, "note": "x"}, {("/words", "required")}),
        ({"state": "removed", "url": AT}, {("/date", "required"), ("/note", "required")}),
        ({"state": "unreachable", "date": ON, "note": " \n"}, {("/note", "required")}),
        ({"state": "corrected", "date": ON, "words": "Biden"}, {("/version", "required")}),
        ({"state": "corrected", "date": ON, "url": AT, "version": 1}, {("/words", "required")}),
        ({"state": "corrected", "date": ON, "words": "biden", "version": 1}, {("/words", "quote_absent")}),
        ({"state": "corrected", "date": ON, "words": "Biden", "version": 0}, {("/version", "unknown")}),
        ({"state": "stands", "date": ON, "url": AT}, {("/date", "stands_alone"), ("/url", "stands_alone")}),
        ({"state": "corrected", "date": {"edtf": "soon"}, "url": AT}, {("/date", "invalid_date")}),
        ({"state": "corrected", "date": ON, "url": "x"}, {("/url", "invalid")}),
        ({"state": "removed", "date": ON, "note": "x" * 2001}, {("/note", "max_length")}),
        ({"state": "corrected", "date": ON, "words": "x" * 2001, "version": 1}, {("/words", "max_length")}),
        ({"state": "stands", "standing": "stands"}, {("/standing", "unknown_member")}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_pointed_at(say, article, capture, body, expected):
    if "version" in body:
        of = article if body["version"] else capture(text=f"{TEXT} too")
        body = {**body, "version": of["versions"][0]["id"]}
    response = say(**body)
    assert response.status_code == 422, response.content
    assert {(e["pointer"], e["code"]) for e in response.json()["errors"]} == expected
    assert not Standing.objects.exists()


def test_a_reason_and_the_revision_are_needed(api, say, article, ben):
    url = f"{URL}/{article['id']}/standing"
    refused = api.post(url, {"state": "stands"}, HTTP_IF_MATCH="*")
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [
        ("/reason", "required")
    ]
    assert say("removed", etag='"7.7"', date=ON, note="x").status_code == 412
    contributor = account_actions.create_user(username="otto", role=Role.CONTRIBUTOR)
    for user in (ben, contributor):
        response = say("removed", client=signed_in(user), date=ON, note="x")
        assert response.status_code == 403
    assert api.post(f"{URL}/{article['id']}/withdraw", {"reason": "x"}, HTTP_IF_MATCH="*")
    assert say("removed", date=ON, note="x").status_code == 410


def test_each_step_is_a_revision_and_nothing_is_left_of_the_one_before(say, article, api):
    removed = done(say("removed", date=ON, note="taken down"))
    retracted = done(say("retracted", date={"edtf": "2024-07"}, url=AT))
    stands = done(say("stands"))
    assert retracted["standing"]["note"] is None
    assert stands["standing"] == STANDS
    assert [d["content_revision"] for d in (removed, retracted, stands)] == [2, 3, 4]
    page = api.get(f"{URL}/{article['id']}/revisions").json()["results"]
    assert [r["number"] for r in page] == [4, 3, 2, 1]
    then = api.get(f"{URL}/{article['id']}?known_at={removed['recorded']['position']}").json()
    assert then["standing"] == removed["standing"]
    assert list(verification.findings()) == []


def test_the_same_again_is_nothing_new(say):
    first = say("removed", date=ON, note="taken down")
    again = say("removed", date=ON, note="taken down")
    assert (again.status_code, again["ETag"]) == (200, first["ETag"])


def undo(api, document):
    change = document["recorded"]["change"]
    return api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})


def test_undoing_the_change_undoes_the_step(api, say, article, corrected):
    first = done(say("corrected", date=ON, words=NOTICE, version=corrected["id"]))
    second = done(say("retracted", date=ON, url=AT))
    assert [r["outcome"] for r in done(undo(api, second))["results"]] == ["reverted"]
    url = f"{URL}/{article['id']}"
    now = api.get(url).json()
    assert now["standing"] == first["standing"]
    again = done(say("stands"))
    done(undo(api, again))
    assert api.get(url).json()["standing"] == first["standing"]


def test_undoing_the_first_step_lets_it_stand(api, say, article):
    done(undo(api, done(say("removed", date=ON, note="x"))))
    assert api.get(f"{URL}/{article['id']}").json()["standing"] == STANDS
    assert not Standing.objects.exists()


def test_reverting_an_article_leaves_its_standing(api, say, article):
    told = done(say("removed", date=ON, note="x"))
    url = f"{URL}/{article['id']}"
    body = {"title": "Another", "reason": "a test"}
    assert api.patch(url, body, HTTP_IF_MATCH="*").status_code == 200
    back = api.post(f"{url}/revert", {"revision": 1, "reason": "a test"}, HTTP_IF_MATCH="*")
    now = done(back)
    assert (now["title"], now["standing"]) == (article["title"], told["standing"])


def written(record, sql, *parameters):
    with record(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    ("columns", "values", "name"),
    [
        ("state, url, not_before", "'gone', 'x', '2024-01-01'", "sources_standing_state_is_known"),
        ("state, url", "'corrected', 'x'", "sources_standing_is_dated"),
        (
            "state, url, not_before, not_after",
            "'corrected', 'x', '2024-01-02', '2024-01-01'",
            "sources_standing_date_ascends",
        ),
        ("state, not_before", "'corrected', '2024-01-01'", "sources_standing_has_evidence"),
        ("state, url, not_before", "'removed', 'x', '2024-01-01'", "sources_standing_has_evidence"),
        ("state, url, not_before", "'corrected', '', '2024-01-01'", "sources_standing_unknown_is_null"),
        (
            "state, url, version_id, not_before",
            "'corrected', 'x', (SELECT id FROM sources_version), '2024-01-01'",
            "sources_standing_words_are_of_a_version",
        ),
        (
            "state, words, version_id, not_before",
            "'corrected', 'biden', (SELECT id FROM sources_version), '2024-01-01'",
            "sources_standing_words_in_text",
        ),
        (
            "state, words, version_id, not_before",
            "'corrected', 'Biden', NULL, '2024-01-01'",
            "sources_standing_version_is_its_own",
        ),
    ],
)  # fmt: skip
def test_the_database_refuses_by_itself(record, article, columns, values, name):
    sql = f"INSERT INTO sources_standing (article_id, {columns}) VALUES (%s, {values})"
    with pytest.raises(IntegrityError) as caught:
        written(record, sql, article["id"])
    assert violated(caught.value) == name


def test_raw_sql_writes_no_standing_outside_a_change(article, db):
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_standing (article_id, state, url, not_before)"
            " VALUES (%s, 'corrected', 'x', '2024-01-01')",
            [article["id"]],
        )
    assert violated(caught.value) == "ledger_change_required"


@pytest.fixture
def redact(db):
    client = signed_in(account_actions.create_user(username="root", role=Role.ADMINISTRATOR))

    def post(version, text, words):
        start = text.index(words)
        span = {"start": start, "end": start + len(words)}
        body = {"spans": [span], "reason": "order 12/2024"}
        return client.post(f"/api/v1/versions/{version}/redact", body, HTTP_IF_MATCH="*")

    return post


def test_a_redaction_reaches_what_tells_of_it(say, article, corrected, redact, api):
    secret = "the minister said no"
    url = "https://publisher.example/the%20minister%20said%20no"
    first = done(
        say(
            "corrected", date=ON, words=NOTICE, version=corrected["id"], url=url,
            note=f"They say that {secret}.",
        )
    )  # fmt: skip
    done(redact(corrected["id"], f"{TEXT}\n{NOTICE}", secret))
    blots = BLOT * len(secret)
    for address in ("", f"/revisions/{first['revision']}"):
        told = api.get(f"{URL}/{article['id']}{address}").json()["standing"]
        assert told["words"] == NOTICE.replace(secret, blots)
        assert (told["url"], told["note"]) == (None, f"They say that {blots}.")
    row = Standing.objects.get()
    assert (row.words, row.url) == (NOTICE.replace(secret, blots), None)
    assert list(verification.findings()) == []


def test_what_a_redaction_left_without_evidence_does_not_come_back(say, corrected, redact, api):
    url = "https://publisher.example/the%20minister%20said%20no"
    done(say("corrected", date=ON, url=url))
    done(redact(corrected["id"], f"{TEXT}\n{NOTICE}", "the minister said no"))
    assert Standing.objects.get().url is None
    stands = done(say("stands"))
    (result,) = undo(api, stands).json()["results"]
    assert result["outcome"] == "refused"
    assert "/words" in result["reason"]


def test_other_words_of_the_text_leave_the_notice(say, article, corrected, redact, api):
    done(say("corrected", date=ON, words=NOTICE, version=corrected["id"]))
    done(redact(corrected["id"], f"{TEXT}\n{NOTICE}", "quietly"))
    assert api.get(f"{URL}/{article['id']}").json()["standing"]["words"] == NOTICE
    assert list(verification.findings()) == []
