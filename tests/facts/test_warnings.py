"""What a fact warns of: what became of the articles that support it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.facts.api.read_serializers import FactRead
from factstore.facts.cautions import WARNINGS
from factstore.ledger import verification
from tests.facts import bodies
from tests.facts.bodies import DENIED, REPORTED, URL
from tests.facts.recording import record_fact
from tests.facts.shapes import assert_fact_shape

ON = {"edtf": "2024-07"}
JULY = {"edtf": "2024-07", "not_before": "2024-07-01", "not_after": "2024-07-31"}
TOLD = {"date": ON, "url": "https://herald.example/corrections", "note": "See there."}


@pytest.fixture
def say(api, ids):
    """Say how one of the desk's articles stands; returns its document."""

    def post(article, state, **members):
        told = {} if state == "stands" else TOLD
        body = {"state": state, "reason": "read their page", **told, **members}
        url = f"/api/v1/articles/{ids[article]}/standing"
        response = api.post(url, body, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return post


@pytest.fixture
def read(anonymous):
    def get(fact, **query):
        response = anonymous.get(f"{URL}/{fact['id']}", query)
        assert response.status_code == 200, response.content
        return response

    return get


def listed(client, **query):
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return [fact["id"] for fact in answer.json()["results"]]


def test_a_fact_warns_of_nothing_while_its_articles_stand(event, read):
    document = read(event("asked")).json()
    assert document["warnings"] == []
    assert document["evidence"][0]["article"]["standing"] == {"state": "stands", "date": None}


@pytest.mark.parametrize("state", ["corrected", "retracted", "removed", "unreachable"])
def test_readers_are_warned_from_the_same_change_on(state, event, say, read):
    fact = event("asked")
    article = say("main", state)
    answer = read(fact)
    document = answer.json()
    assert document["warnings"] == [f"article_{state}"]
    assert document["evidence"][0]["article"]["standing"] == {"state": state, "date": JULY}
    assert document["recorded"]["position"] == article["recorded"]["position"]
    assert document["content_revision"] == fact["content_revision"]
    assert_fact_shape(answer.content, FactRead)
    before = read(fact, known_at=article["recorded"]["position"] - 1).json()
    assert (before["warnings"], before["revision"]) == ([], fact["revision"])


def test_an_article_that_stands_again_clears_the_warning(event, say, read):
    fact = event("asked")
    said = say("main", "retracted")
    say("main", "stands")
    assert read(fact).json()["warnings"] == []
    then = read(fact, known_at=said["recorded"]["position"]).json()
    assert then["warnings"] == ["article_retracted"]


def test_undoing_the_change_clears_the_warning(api, event, say, read):
    fact = event("asked")
    change = say("main", "retracted")["recorded"]["change"]
    answer = api.post(f"/api/v1/changes/{change}/revert", {"reason": "the wrong article"})
    outcomes = {(r["kind"], r["outcome"]) for r in answer.json()["results"]}
    assert outcomes == {("article", "reverted"), ("fact", "unchanged")}
    assert read(fact).json()["warnings"] == []


def test_other_words_of_the_same_state_leave_facts_as_they_are(event, say, read):
    fact = event("asked")
    say("main", "removed")
    warned = read(fact).json()
    say("main", "removed", note="Their editor says why.")
    assert read(fact).json() == warned
    say("main", "removed", date={"edtf": "2024-08"})
    assert read(fact).json()["evidence"][0]["article"]["standing"]["date"]["edtf"] == "2024-08"


@pytest.fixture
def two_sided(publish, ids):
    """A fact that the main article supports; the other one refutes it, and is its context."""
    body = bodies.event(ids)
    body["evidence"] += [
        bodies.evidence(ids["other"], DENIED, stance="refutes"),
        bodies.evidence(ids["other"], REPORTED, stance="context"),
    ]
    return publish(body)


def test_only_what_supports_a_fact_makes_it_warn(two_sided, say, read):
    say("other", "retracted")
    document = read(two_sided).json()
    assert document["warnings"] == []
    standings = [e["article"]["standing"]["state"] for e in document["evidence"]]
    assert standings == ["stands", "retracted", "retracted"]


def test_each_warning_stands_once_and_in_one_order(publish, ids, say, read):
    body = bodies.event(ids)
    body["evidence"].append(bodies.evidence(ids["other"], REPORTED))
    fact = publish(body)
    say("main", "unreachable")
    say("other", "corrected")
    assert read(fact).json()["warnings"] == ["article_corrected", "article_unreachable"]
    say("main", "corrected")
    assert read(fact).json()["warnings"] == ["article_corrected"]


def test_a_fact_recorded_later_warns_at_once(create, ids, say):
    say("main", "removed")
    assert create(bodies.event(ids))["warnings"] == ["article_removed"]


def test_evidence_that_goes_takes_its_warning_along(api, create, ids, say):
    body = bodies.event(ids)
    body["evidence"].append(bodies.evidence(ids["other"], REPORTED))
    draft = create(body)
    say("other", "retracted")
    patch = {"evidence": {"remove": [draft["evidence"][1]["id"]]}, "reason": "a test"}
    response = api.patch(f"{URL}/{draft['id']}", patch, HTTP_IF_MATCH="*")
    assert response.json()["warnings"] == []


@pytest.fixture
def three(event, publish, ids, say):
    """The ids of three facts: of the main article, of the other one, of both; and two standings."""
    main = event("asked")
    other = event("reported", article="other", quote=REPORTED)
    body = bodies.event(ids, "both")
    body["evidence"].append(bodies.evidence(ids["other"], REPORTED))
    both = publish(body)
    first = say("main", "corrected")["recorded"]["position"]
    say("other", "retracted")
    return {"main": main["id"], "other": other["id"], "both": both["id"], "first": first}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["article_corrected"], ["both", "main"]),
        (["article_retracted"], ["both", "other"]),
        (["article_retracted", "article_corrected"], ["both", "other", "main"]),
        (["article_removed"], []),
        (["evidence_drifted"], []),
        (["none"], []),
        (["none", "article_corrected"], ["both", "main"]),
    ],
)
def test_lists_ask_for_any_of_some_warnings(three, anonymous, asked, found):
    assert listed(anonymous, warning=asked) == [three[name] for name in found]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["article_corrected"], ["both", "main"]),
        (["article_retracted"], []),
        (["none"], ["other"]),
        (["none", "article_corrected"], ["both", "other", "main"]),
    ],
)
def test_lists_ask_for_what_was_warned_of_then(three, anonymous, asked, found):
    ids = listed(anonymous, warning=asked, known_at=three["first"])
    assert ids == [three[name] for name in found]


def test_what_is_left_out_by_standing_is_counted_among_the_warned(three, reviews, anonymous):
    body = {"state": "retracted", "reason": "with its article"}
    url = f"{URL}/{three['other']}/standing"
    assert reviews.post(url, body, HTTP_IF_MATCH="*").status_code == 200
    answer = anonymous.get(URL, {"warning": "article_retracted"}).json()
    assert [fact["id"] for fact in answer["results"]] == [three["both"]]
    assert answer["omitted"] == {"superseded": 0, "refuted": 0, "retracted": 1}


def test_facets_count_what_is_warned_of(three, event, anonymous):
    event("begged")
    query = {"of": "warning", "warning": "article_corrected"}
    answer = anonymous.get(f"{URL}/facets", query).json()
    assert answer["count"] == 3
    assert answer["facets"]["warning"] == {
        "values": [
            {"value": "article_corrected", "count": 3},
            {"value": "article_retracted", "count": 2},
        ],
        "more": False,
    }
    then = anonymous.get(f"{URL}/facets", {"of": "warning", "known_at": three["first"] - 1}).json()
    assert then["facets"]["warning"]["values"] == [{"value": "none", "count": 3}]


def test_summaries_warn_too(three, anonymous):
    rows = anonymous.get(URL, {"view": "summary", "id": three["both"]}).json()["results"]
    assert rows[0]["warnings"] == ["article_corrected", "article_retracted"]


def test_an_unknown_warning_is_refused(anonymous, db):
    answer = anonymous.get(URL, {"warning": "retracted"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")
    assert "warning" in answer.json()["detail"]


def test_the_ledger_proves_what_is_warned_of(three):
    assert list(verification.findings()) == []


def test_the_order_of_warnings_is_fixed():
    assert (
        *("article_corrected", "article_retracted", "article_removed", "article_unreachable"),
        "evidence_drifted",
    ) == WARNINGS


def test_warning_one_fact_and_twenty_costs_the_same_statements(ids, say, anonymous):
    def statements(state):
        with CaptureQueriesContext(connection) as captured:
            article = say("main", state)
        found = anonymous.get(URL, {"warning": f"article_{state}", "limit": 500}).json()["results"]
        assert {f["recorded"]["change"] for f in found} == {article["recorded"]["change"]}
        return len(captured), len(found)

    record_fact(bodies.event(ids, "request"))
    say("main", "removed")
    one = statements("retracted")
    for i in range(19):
        record_fact(bodies.event(ids, f"request {i}"))
    assert statements("corrected") == (one[0], 20)
