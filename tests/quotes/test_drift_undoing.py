"""What undoing a change does to quotes that were followed and to drifts."""

import pytest

from factstore.quotes.models import Drift, Quote
from tests.quotes.test_drift_api import AFTER, BEFORE, URL, WORDS, queue, step
from tests.quotes.test_drift_api import revised as _revised

revised = _revised


def undo(api, document):
    change = document["recorded"]["change"]
    return api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})


def outcomes(answer):
    return {(r["kind"], r["outcome"]) for r in answer.json()["results"]}


@pytest.fixture
def article(revised):
    return revised()


def resolve(api, name="confirm", body=None):
    drift = queue(api, state="open")[-1]
    return step(api, drift, name, {"candidate": 0} if body is None else body).json()


def test_a_new_version_is_not_taken_back(api, article):
    version = api.get(f"/api/v1/articles/{article}/versions/2").json()
    answer = undo(api, version)
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_revert")
    assert outcomes(answer) == {
        ("article", "unchanged"),
        ("drift", "refused"),
        ("quote", "refused"),
        ("version", "refused"),
    }
    assert Drift.objects.filter(state="open").count() == 2
    assert Quote.objects.filter(version=version["id"], withdrawn_reason=None).count() == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("confirm", {"candidate": 0}),
        ("place", {"selector": {"exact": "US officials"}}),
        ("drop", {"reason": "gone"}),
    ],
)
def test_what_an_editor_said_is_taken_back(api, article, name, body):
    resolved = resolve(api, name, body)
    answer = undo(api, resolved)
    assert answer.status_code == 200, answer.content
    made = set() if name == "drop" else {("quote", "withdrawn")}
    assert outcomes(answer) == {("drift", "reverted"), *made}
    drift = api.get(f"{URL}/{resolved['id']}").json()
    assert (drift["state"], drift["new_quote"], drift["resolution"]) == ("open", None, None)
    again = undo(api, drift)
    assert again.status_code == 200, again.content
    back = api.get(f"{URL}/{resolved['id']}").json()
    assert (back["state"], back["new_quote"]) == (resolved["state"], resolved["new_quote"])


def test_what_was_said_stays_once_a_later_version_has_come(api, article):
    resolved = resolve(api)
    api.post(f"/api/v1/articles/{article}/versions", {"text": "New. " + AFTER, "reason": "r"})
    answer = undo(api, resolved)
    assert answer.status_code in (200, 409)
    results = {r["kind"]: r for r in answer.json()["results"]}
    assert results["drift"]["outcome"] == results["quote"]["outcome"] == "refused"
    assert "later version" in results["drift"]["reason"]
    assert resolved["id"] in results["quote"]["reason"]
    followed = Quote.objects.get(follows=resolved["new_quote"]["id"])
    assert (followed.version.number, followed.followed_as) == (3, "moved")


def test_a_quote_that_settles_a_drift_is_not_withdrawn_alone(api, article):
    new = resolve(api)["new_quote"]["id"]
    answer = api.post(f"/api/v1/quotes/{new}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")


def test_a_withdrawal_is_taken_back_with_the_drift_that_it_dropped(api, article):
    (drift,) = (d for d in queue(api) if d["quote"]["exact"] == WORDS[0])
    url = f"/api/v1/quotes/{drift['quote']['id']}"
    gone = api.post(f"{url}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*")
    assert api.get(f"{URL}/{drift['id']}").json()["state"] == "dropped"
    answer = undo(api, gone.json())
    assert outcomes(answer) == {("drift", "reverted"), ("quote", "reverted")}
    assert api.get(f"{URL}/{drift['id']}").json()["state"] == "open"


def test_a_quote_that_comes_back_is_followed_into_what_came_meanwhile(api):
    article = api.post("/api/v1/articles", {"text": BEFORE, "language": "en"}).json()["id"]
    quote = api.post("/api/v1/quotes", {"article": article, "exact": WORDS[2]}).json()
    url = f"/api/v1/quotes/{quote['id']}/withdraw"
    gone = api.post(url, {"reason": "no"}, HTTP_IF_MATCH="*").json()
    api.post(f"/api/v1/articles/{article}/versions", {"text": AFTER, "reason": "r"})
    assert Quote.objects.count() == 1
    assert undo(api, gone).status_code == 200
    assert Quote.objects.get(follows=quote["id"]).version.number == 2


def test_a_quote_made_late_goes_with_what_followed_it(api, revised):
    article = revised(quotes=[])
    first = api.get(f"/api/v1/articles/{article}/versions/1").json()["id"]
    for words in (WORDS[0], WORDS[2]):
        quote = api.post("/api/v1/quotes", {"version": first, "exact": words}).json()
        answer = undo(api, quote)
        assert answer.status_code == 200, answer.content
        assert {outcome for _, outcome in outcomes(answer)} == {"withdrawn"}
    assert Quote.objects.filter(withdrawn_reason=None).count() == 0
    assert list(Drift.objects.values_list("state", flat=True)) == ["dropped"]
