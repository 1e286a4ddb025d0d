"""A fact warns where the words that support it stand in their article no more."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.facts.api.read_serializers import FactRead
from factstore.ledger import reverting, verification
from factstore.ledger.models import Change
from factstore.quotes.models import Quote
from factstore.sources.models import Version
from tests.facts import bodies
from tests.facts.bodies import ASKED, DENIED, REPORTED, URL
from tests.facts.recording import record_fact
from tests.facts.shapes import assert_fact_shape

DRIFTED = ["evidence_drifted"]
BEGGED = ASKED.replace("asked", "begged")


@pytest.fixture
def text(ids):
    return Version.objects.get(article=ids["main"]).text


@pytest.fixture
def revise(api, ids):
    """Capture the main article anew; returns the version."""

    def post(text, article="main"):
        body = {"text": text, "reason": "changed"}
        response = api.post(f"/api/v1/articles/{ids[article]}/versions", body)
        assert response.status_code == 201, response.content
        return response.json()

    return post


@pytest.fixture
def read(anonymous):
    def get(fact, **query):
        response = anonymous.get(f"{URL}/{fact['id']}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return get


@pytest.fixture
def settle(api):
    """Settle the one drift that is open, or in another state; returns its document."""

    def post(step, state="open", **body):
        (drift,) = api.get("/api/v1/quotes/drift", {"state": state}).json()["results"]
        url = f"/api/v1/quotes/drift/{drift['id']}/{step}"
        response = api.post(url, {"reason": "read it", **body}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return post


def shown(document):
    """Return what a fact says of the drift of its first evidence, and its warnings."""
    drift = document["evidence"][0]["drift"]
    said = drift and (drift["outcome"], drift["state"], drift["version"]["number"])
    return said, document["warnings"]


def listed(client, *asked, **query):
    answer = client.get(URL, {"warning": list(asked), **query})
    return [fact["id"] for fact in answer.json()["results"]]


def test_words_that_stay_or_move_are_no_drift(event, revise, text, read):
    fact = event("asked")
    revise(text + "\nMore.")
    revise("UPDATE\n" + text)
    assert shown(read(fact)) == (None, [])
    assert read(fact)["revision"] == fact["revision"]


def test_changed_words_warn_in_the_change_that_brings_them(event, revise, text, anonymous, read):
    fact = event("asked")
    version = revise(text.replace(ASKED, BEGGED))
    answer = anonymous.get(f"{URL}/{fact['id']}")
    document = answer.json()
    assert shown(document) == (("changed", "open", 2), DRIFTED)
    assert document["evidence"][0]["drift"]["version"]["id"] == version["id"]
    assert document["recorded"]["change"] == version["recorded"]["change"]
    assert document["content_revision"] == fact["content_revision"]
    assert_fact_shape(answer.content, FactRead)
    assert listed(anonymous, "evidence_drifted") == [fact["id"]]
    position = version["recorded"]["position"] - 1
    assert listed(anonymous, "evidence_drifted", known_at=position) == []
    assert listed(anonymous, "none", known_at=position) == [fact["id"]]
    assert shown(read(fact, known_at=position)) == (None, [])
    assert list(verification.findings()) == []


@pytest.mark.parametrize(
    ("step", "body", "expected"),
    [
        ("confirm", {"candidate": 0}, (("changed", "confirmed", 2), [])),
        ("place", {"selector": {"exact": BEGGED}}, (("changed", "placed", 2), [])),
        ("drop", {}, (("changed", "dropped", 2), DRIFTED)),
    ],
)
def test_what_an_editor_says_of_it_clears_the_warning_or_not(
    event, revise, text, read, settle, step, body, expected
):
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    settle(step, **body)
    assert shown(read(fact)) == expected
    assert list(verification.findings()) == []


def test_undoing_what_an_editor_said_warns_again(api, event, revise, text, read, settle):
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    change = settle("confirm", candidate=0)["recorded"]["change"]
    answer = api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})
    assert answer.status_code == 200, answer.content
    assert shown(read(fact)) == (("changed", "open", 2), DRIFTED)


def test_words_that_drift_after_they_were_followed_warn_too(event, revise, text, read):
    fact = event("asked")
    revise("UPDATE\n" + text)
    revise(text.replace(ASKED, ""))
    assert shown(read(fact)) == (("lost", "open", 3), DRIFTED)


def test_words_that_drift_after_they_were_confirmed_warn_too(event, revise, text, read, settle):
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    settle("confirm", candidate=0)
    revise(text.replace(ASKED, ""))
    assert shown(read(fact)) == (("lost", "open", 3), DRIFTED)


def test_words_placed_on_a_quote_that_is_there_already_go_on_with_it(
    api, event, publish, ids, revise, text, read, settle
):
    fact = event("asked")
    second = revise(text.replace(ASKED, BEGGED))
    other = publish(bodies.event(ids, "begged", quote=BEGGED))
    assert other["evidence"][0]["version"]["id"] == second["id"]
    settle("place", selector={"exact": BEGGED})
    assert (shown(read(fact)), shown(read(other))) == ((("changed", "placed", 2), []), (None, []))
    revise(text.replace(ASKED, ""))
    lost = (("lost", "open", 3), DRIFTED)
    assert (shown(read(fact)), shown(read(other))) == (lost, lost)
    assert list(verification.findings()) == []


def test_a_later_version_that_has_the_words_again_clears_the_warning(event, revise, text, read):
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    revise(text)
    assert shown(read(fact)) == (None, [])


def test_a_fact_on_an_older_version_warns_at_once(create, ids, revise, text):
    first = str(Version.objects.get(article=ids["main"]).pk)
    revise(text.replace(ASKED, ""))
    body = bodies.event(ids)
    body["evidence"][0]["quotes"] = [{"version": first, "exact": ASKED}]
    assert shown(create(body)) == (("lost", "open", 2), DRIFTED)


def test_the_drift_of_what_refutes_a_fact_is_told_and_no_warning(publish, ids, revise, read):
    body = bodies.event(ids)
    body["evidence"].insert(0, bodies.evidence(ids["other"], DENIED, stance="refutes"))
    fact = publish(body)
    revise(REPORTED, article="other")
    assert shown(read(fact)) == (("lost", "open", 2), [])


def test_of_several_quotes_the_one_to_look_at_is_told(publish, ids, revise, text, read, settle):
    body = bodies.event(ids)
    body["evidence"] = [
        bodies.evidence(ids["main"], ASKED, bodies.LIFTED, covers=[bodies.inferred("what")])
    ]
    fact = publish(body)
    revise(text.replace(ASKED, BEGGED))
    settle("confirm", candidate=0)
    assert shown(read(fact)) == (("changed", "confirmed", 2), [])
    revise(text.replace(ASKED, BEGGED).replace(bodies.LIFTED, ""))
    assert shown(read(fact)) == (("lost", "open", 3), DRIFTED)
    settle("drop")
    assert shown(read(fact)) == (("lost", "dropped", 3), DRIFTED)


def test_a_drift_is_no_conflict_for_whoever_edits_the_fact(api, create, ids, revise, text):
    draft = create(bodies.event(ids))
    revise(text.replace(ASKED, ""))
    body = {"evidence": {"confirm": [draft["evidence"][0]["id"]]}, "reason": "checked"}
    response = api.patch(f"{URL}/{draft['id']}", body, HTTP_IF_MATCH='"1.1"')
    assert response.status_code == 200, response.content
    assert response.json()["warnings"] == DRIFTED


def test_whoever_accepts_a_drifted_fact_has_not_written_it(create, reviews, ids, revise, text):
    """Accepting gives the next content revision, in which the drift is shown for the first time."""
    draft = create(bodies.event(ids))
    revise(text.replace(ASKED, ""))
    for step in ("propose", "accept"):
        url = f"{URL}/{draft['id']}/{step}"
        response = reviews.post(url, {"reason": "checked"}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content


def test_one_drifted_fact_and_twenty_cost_the_same_statements(ids, revise, anonymous):
    """Each of the facts stands on a quote of its own."""
    lines = [f"Delegate number {i} spoke at length." for i in range(20)]

    def statements(article, drifting):
        first = revise("\n".join([*lines, article]), article)["id"]
        for words in drifting:
            body = bodies.event(ids, f"{article} {words}")
            body["evidence"][0]["quotes"] = [{"version": first, "exact": words}]
            record_fact(body)
        with CaptureQueriesContext(connection) as captured:
            revise(f"Nothing is left of {article}.", article)
        return len(captured)

    assert statements("main", lines) == statements("other", lines[:1])
    assert len(listed(anonymous, "evidence_drifted", limit=500)) == 21


@pytest.fixture
def undo(api):
    """Undo the change that recorded a document; returns the outcomes, with the reasons."""

    def post(document):
        change = document["recorded"]["change"]
        answer = api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})
        return {(r["kind"], r["outcome"], r["reason"]) for r in answer.json()["results"]}

    return post


def quoted(client, version):
    (quote,) = client.get("/api/v1/quotes", {"version": version["id"]}).json()["results"]
    return quote


def test_withdrawing_what_was_followed_warns_until_an_editor_says_where_it_is(
    api, event, revise, text, read, settle, undo
):
    fact = event("asked")
    follower = quoted(api, revise("UPDATE\n" + text))
    url = f"/api/v1/quotes/{follower['id']}/withdraw"
    gone = api.post(url, {"reason": "another man asked"}, HTTP_IF_MATCH="*").json()
    assert shown(read(fact)) == (("ambiguous", "open", 2), DRIFTED)
    undo(gone)
    assert shown(read(fact)) == (None, [])
    api.post(url, {"reason": "another man asked"}, HTTP_IF_MATCH="*")
    settle("confirm", candidate=0)
    assert shown(read(fact)) == (("ambiguous", "confirmed", 2), [])
    assert list(verification.findings()) == []


def test_what_an_editor_said_counts_though_what_was_withdrawn_is_quoted_again(
    api, event, revise, text, read, settle
):
    """What becomes of the words that were not the fact's own is not told of it."""
    fact = event("asked")
    second = revise("UPDATE\n" + text)
    follower = quoted(api, second)
    url = f"/api/v1/quotes/{follower['id']}/withdraw"
    api.post(url, {"reason": "another man asked"}, HTTP_IF_MATCH="*")
    settle("place", selector={"exact": "UPDATE"})
    again = api.post("/api/v1/quotes", {"version": second["id"], "exact": ASKED}).json()
    assert again["id"] == follower["id"]
    revise("UPDATE\n" + text.replace(ASKED, ""))
    assert shown(read(fact)) == (("ambiguous", "placed", 2), [])
    assert list(verification.findings()) == []


def test_words_that_are_quoted_in_the_newer_version_already_are_no_warning(
    publish, ids, revise, text, read, settle, undo
):
    first = str(Version.objects.get(article=ids["main"]).pk)
    revise("UPDATE\n" + text)
    newer = publish(bodies.event(ids, "newer", quote=ASKED))
    body = bodies.event(ids, "older")
    body["evidence"][0]["quotes"] = [{"version": first, "exact": ASKED}]
    older = publish(body)
    assert shown(older) == (None, [])
    dropped = settle("drop", state="quoted")
    assert shown(read(older)) == (("ambiguous", "dropped", 2), DRIFTED)
    undo(dropped)
    assert shown(read(older)) == (None, [])
    revise(text.replace(ASKED, BEGGED))
    assert shown(read(newer)) == (("changed", "open", 3), DRIFTED)
    assert list(verification.findings()) == []


@pytest.mark.parametrize("how", ["change", "revision"])
def test_a_wrong_drop_is_undone_after_a_later_version(
    event, revise, text, read, settle, undo, record, how
):
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    dropped = settle("drop")
    revise("UPDATE\n" + text)
    assert shown(read(fact)) == (("changed", "dropped", 2), DRIFTED)
    if how == "change":
        assert undo(dropped) == {("drift", "reverted", None), ("fact", "unchanged", None)}
    else:
        with record("wrong"):
            reverting.revert("drift", UUID(dropped["id"]), number=1, expected=None)
    assert shown(read(fact)) == (None, [])
    assert list(verification.findings()) == []


@pytest.mark.parametrize("place", [0, 1, 2], ids=["the quote", "its follower", "one of that"])
def test_what_followed_a_quote_that_a_fact_uses_stays_with_it(
    api, create, ids, revise, text, undo, place
):
    """What the change made before the one in use goes; that, and all that came of it, stays."""
    first = str(Version.objects.get(article=ids["main"]).pk)
    revise("UPDATE\n" + text)
    revise("AGAIN\n" + text)
    revise(text.replace(ASKED, BEGGED))
    late = api.post("/api/v1/quotes", {"version": first, "exact": ASKED}).json()
    chain = [late["id"]]
    for _ in range(2):
        chain.append(str(Quote.objects.get(follows=chain[-1]).pk))
    body = bodies.event(ids)
    body["evidence"][0]["quotes"] = [{"id": chain[place]}]
    fact = create(body)
    before = Change.objects.count()
    went = {("quote", "withdrawn", None)} if place else set()
    outcomes = undo(late)
    assert {outcome for outcome in outcomes if outcome[1] == "withdrawn"} == went
    refused = {(kind, reason) for kind, outcome, reason in outcomes if outcome == "refused"}
    assert any(fact["id"] in reason for _, reason in refused)
    assert any(kind == "drift" for kind, _ in refused)
    assert Change.objects.count() == before + bool(place)
    assert Quote.objects.filter(pk__in=chain, withdrawn_reason=None).count() == 3 - place
    (waiting,) = api.get("/api/v1/quotes/drift", {"state": "open"}).json()["results"]
    assert waiting["quote"]["id"] == chain[2]
    assert list(verification.findings()) == []


def test_a_place_that_was_taken_back_warns_no_more(
    event, publish, ids, revise, text, read, settle, undo
):
    """The quote that had settled a drift stays, because another fact uses it, and is lost."""
    fact = event("asked")
    revise(text.replace(ASKED, BEGGED))
    confirmed = settle("confirm", candidate=0)
    other = publish(bodies.event(ids, "begged", quote=BEGGED))
    undo(confirmed)
    assert shown(read(fact)) == (("changed", "open", 2), DRIFTED)
    settle("place", selector={"start": 0, "end": 6})
    revise(text.replace(ASKED, ""))
    assert shown(read(other)) == (("lost", "open", 3), DRIFTED)
    assert shown(read(fact)) == (("changed", "placed", 2), [])
    settle("drop")
    assert (shown(read(fact))[1], shown(read(other))[1]) == ([], DRIFTED)
    assert list(verification.findings()) == []


def test_what_became_of_a_follower_that_was_withdrawn_warns_no_more(
    api, event, revise, text, read, settle
):
    fact = event("asked")
    follower = quoted(api, revise("UPDATE\n" + text))
    revise("UPDATE\n" + text.replace(ASKED, BEGGED))
    settle("confirm", candidate=0)
    url = f"/api/v1/quotes/{follower['id']}/withdraw"
    assert api.post(url, {"reason": "no"}, HTTP_IF_MATCH="*").status_code == 200
    settle("place", selector={"start": 0, "end": 6})
    assert shown(read(fact)) == (("changed", "placed", 3), [])
    revise("UPDATE\n" + text.replace(ASKED, ""))
    assert shown(read(fact)) == (("changed", "placed", 3), [])
    assert list(verification.findings()) == []
