"""What undoing a change does to quotes that were followed and to drifts."""

from uuid import UUID

import pytest

from factstore.core.errors import IllegalTransition, Invalid
from factstore.ledger import reverting
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


def test_a_withdrawal_is_taken_back_with_the_drift_that_it_ended(api, article):
    (drift,) = (d for d in queue(api) if d["quote"]["exact"] == WORDS[0])
    url = f"/api/v1/quotes/{drift['quote']['id']}"
    gone = api.post(f"{url}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*")
    assert api.get(f"{URL}/{drift['id']}").json()["state"] == "superseded"
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
    assert list(Drift.objects.values_list("state", flat=True)) == ["superseded"]


@pytest.fixture
def revert(api, record):
    """Bring a drift back to one of its revisions; returns its document."""

    def make(drift, number):
        with record("rather so"):
            reverting.revert("drift", UUID(drift["id"]), number=number, expected=None)
        return api.get(f"{URL}/{drift['id']}").json()

    return make


def test_a_settled_drift_is_made_to_say_another_quote(api, article, revert):
    confirmed = resolve(api)
    assert revert(confirmed, 1)["state"] == "open"
    placed = resolve(api, "place", {"selector": {"exact": "US officials"}})
    assert placed["new_quote"] != confirmed["new_quote"]
    for number, said in ((2, confirmed), (4, placed)):
        document = revert(placed, number)
        assert [document[name] for name in ("state", "new_quote")] == [
            said[name] for name in ("state", "new_quote")
        ]


def test_a_drift_confirmed_again_is_brought_back_to_the_quote_it_named(api, revised, revert):
    """The state is the same, the quote is not."""
    revised(quotes=["yes"], before="He said nothing, but nodded: yes", after="Oh yes yes yes ")
    first = resolve(api)
    revert(first, 1)
    second = resolve(api, "confirm", {"candidate": 1})
    assert (first["state"], second["state"]) == ("confirmed", "confirmed")
    assert revert(second, 2)["new_quote"] == first["new_quote"] != second["new_quote"]


def test_a_drift_of_a_withdrawn_quote_stays_as_it_is(api, article):
    dropped = resolve(api, "drop", {"reason": "gone"})
    url = f"/api/v1/quotes/{dropped['quote']['id']}/withdraw"
    assert api.post(url, {"reason": "no"}, HTTP_IF_MATCH="*").status_code == 200
    answer = undo(api, dropped)
    assert answer.status_code == 409
    (result,) = answer.json()["results"]
    assert result["reason"] == f"Quote {dropped['quote']['id']} was withdrawn."


def test_what_settled_a_drift_and_is_withdrawn_settles_it_no_more(api, article, revert):
    confirmed = resolve(api)
    revert(confirmed, 1)
    new = confirmed["new_quote"]["id"]
    gone = api.post(f"/api/v1/quotes/{new}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*")
    assert gone.status_code == 200, gone.content
    with pytest.raises(Invalid) as refused:
        revert(confirmed, 2)
    assert [(e.pointer, e.code) for e in refused.value.errors] == [("/new_quote", "unknown")]


def test_a_drift_is_not_ended_alone(api, article, revert):
    drift = queue(api, state="open")[-1]
    url = f"/api/v1/quotes/{drift['quote']['id']}"
    gone = api.post(f"{url}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*").json()
    undo(api, gone)
    with pytest.raises(IllegalTransition):
        revert(drift, 2)


def test_a_drift_is_placed_on_a_withdrawn_quote_which_comes_back(api, article):
    version = api.get(f"/api/v1/articles/{article}/versions/2").json()["id"]
    quote = api.post("/api/v1/quotes", {"version": version, "exact": "Five US"}).json()
    api.post(f"/api/v1/quotes/{quote['id']}/withdraw", {"reason": "no"}, HTTP_IF_MATCH="*")
    placed = resolve(api, "place", {"selector": {"exact": "Five US"}})
    assert placed["new_quote"]["id"] == quote["id"]
    assert api.get(f"/api/v1/quotes/{quote['id']}").json()["withdrawn"] is None
    assert undo(api, placed).status_code == 200
    assert api.get(f"/api/v1/quotes/{quote['id']}").status_code == 410


def test_what_was_confirmed_stays_so_once_a_later_version_has_come(api, article, revert):
    confirmed = resolve(api)
    api.post(f"/api/v1/articles/{article}/versions", {"text": "New. " + AFTER, "reason": "r"})
    with pytest.raises(IllegalTransition):
        revert(confirmed, 1)
    assert revert(confirmed, 2)["revision"] == 2
