"""The quotes of evidence are found as quotes are: folded, in parts, never near."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.redaction import BLOT
from factstore.core.roles import Role
from factstore.facts.actions.quoting import MAX_QUOTES
from factstore.facts.models import Proposal
from factstore.ledger import verification
from factstore.quotes.folding import FOLDING_VERSION
from factstore.quotes.models import Quote
from factstore.sources.models import Version
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import AGREED, URL
from tests.facts.conftest import counts

STRAIGHT = AGREED.replace("’", "'")
PARTED = (
    "Washington has agreed to let Ukraine's forces use ATACMS … four US officials said Thursday"
)


def exacts(fact):
    return [quote["exact"] for quote in fact["evidence"][0]["quotes"]]


def test_folded_words_keep_the_characters_of_the_source(api, ids, create):
    fact = create(bodies.event(ids, quote=STRAIGHT))
    assert exacts(fact) == [AGREED]
    kept = api.get(f"/api/v1/quotes/{fact['evidence'][0]['quotes'][0]['id']}").json()
    assert kept["repaired"] == {"given": STRAIGHT, "folding": FOLDING_VERSION}


def test_words_left_out_make_several_quotes_in_order(ids, create):
    fact = create(bodies.event(ids, quote=PARTED))
    first, last = exacts(fact)
    assert first == "Washington has agreed to let Ukraine’s forces use ATACMS"
    assert last == "four US officials said Thursday"


def test_exact_characters_can_be_insisted_on(api, ids):
    body = bodies.event(ids, quote=STRAIGHT)
    body["evidence"][0]["quotes"][0]["match"] = "exact"
    before = counts()
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    assert [e["pointer"] for e in response.json()["errors"]] == ["/evidence/0/quotes/0/exact"]
    assert [c["exact"] for c in response.json()["candidates"]] == [AGREED]
    assert counts() == before


def test_a_changed_word_is_offered_and_nothing_is_written(api, ids):
    before = counts()
    response = api.post(URL, bodies.event(ids, quote=AGREED.replace("four", "five")))
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    assert response.json()["candidates"][0]["differences"][0]["kind"] == "number"
    assert counts() == before


@pytest.mark.parametrize(("parts", "accepted"), [(MAX_QUOTES, True), (MAX_QUOTES + 1, False)])
def test_parts_count_as_quotes(api, ids, parts, accepted):
    words = [f"word{i:03}x" for i in range(parts)]
    article = api.post(
        "/api/v1/articles", {"language": "en", "text": " and then ".join(words)}
    ).json()
    body = bodies.event({**ids, "main": article["id"]}, quote=" … ".join(words[:2]))
    item = body["evidence"][0]
    item["quotes"].append({**item["quotes"][0], "exact": " … ".join(words[2:])})
    response = api.post(URL, body)
    if accepted:
        assert exacts(response.json()) == words
    else:
        assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [
            ("/evidence/0/quotes", "max_length")
        ]


@pytest.fixture
def propose(api, ids, publish):
    """Propose evidence with a quote for a fact; returns the proposal, and its quotes as kept."""
    fact = publish(bodies.event(ids))

    def send(**quote):
        item = bodies.event(ids)["evidence"][0]
        patch = {"evidence": {"set": [{**item, "quotes": [quote], "covers": []}]}}
        response = api.post(
            f"{URL}/{fact['id']}/proposals",
            {"patch": patch, "reason": "more", "base": fact["content_revision"]},
        )
        assert response.status_code == 201, response.content
        return response.json(), kept_in(response.json())

    return send


@pytest.fixture
def taken(reviews, api):
    """Accept a proposal; returns the documents of the quotes of the evidence it added."""

    def send(proposal):
        url = f"/api/v1/proposals/{proposal['id']}/accept"
        response = reviews.post(url, {"reason": "so it is"}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        fact = api.get(f"{URL}/{proposal['fact']}").json()
        quotes = fact["evidence"][-1]["quotes"]
        return [api.get(f"/api/v1/quotes/{quote['id']}").json() for quote in quotes]

    return send


def kept_in(proposal):
    return proposal["patch"]["evidence"]["set"][0]["quotes"]


LEFT = "Washington has agreed to let Ukraine’s forces use ATACMS"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (PARTED, [LEFT, "four US officials said Thursday"]),
        (LEFT.replace("’", "'"), [LEFT]),
    ],
)
def test_what_a_proposal_s_quote_was_given_as_is_told_of_the_quote(
    given, found, ids, propose, taken
):
    proposal, quotes = propose(article=ids["main"], exact=given)
    repaired = {"given": given, "folding": FOLDING_VERSION}
    assert [(q["exact"], q["repaired"]) for q in quotes] == [(exact, repaired) for exact in found]
    kept = taken(proposal)
    assert [(q["exact"], q["repaired"]) for q in kept] == [(exact, repaired) for exact in found]


def test_a_proposal_keeps_by_which_folding_its_quote_was_found(ids, propose, taken, record, ada):
    proposal, (quote,) = propose(article=ids["main"], exact=LEFT.replace("’", "'"))
    made = Proposal.objects.get(pk=proposal["id"])
    patch = made.patch
    patch["evidence"]["set"][0]["quotes"][0]["repaired"]["folding"] = 1
    with record():
        earlier = Proposal.objects.create(
            fact=made.fact, author=ada, base=made.base, patch=patch, reason="of an earlier profile"
        )
    (kept,) = taken({"id": str(earlier.pk), "fact": proposal["fact"]})
    assert kept["repaired"] == {**quote["repaired"], "folding": 1} != quote["repaired"]


def test_nobody_says_how_a_quote_was_found(api, ids, publish):
    body = bodies.event(ids)
    body["evidence"][0]["quotes"][0]["repaired"] = {"given": "something", "folding": 2}
    said = [(e["pointer"], e["code"]) for e in api.post(URL, body).json()["errors"]]
    assert said == [("/evidence/0/quotes/0/repaired", "unknown_member")]
    fact = publish(bodies.event(ids))
    sent = {"patch": {"evidence": {"set": body["evidence"]}}, "reason": "r", "base": 2}
    response = api.post(f"{URL}/{fact['id']}/proposals", sent)
    said = [(e["pointer"], e["code"]) for e in response.json()["errors"]]
    assert said == [("/patch/evidence/set/0/quotes/0/repaired", "unknown_member")]


def test_a_span_longer_than_what_words_are_looked_for_is_proposed(api, propose, taken):
    sent = {"language": "en", "text": "word " * 25_000}
    article = api.post("/api/v1/articles", sent).json()
    version = str(Version.objects.get(article=article["id"]).pk)
    span = {"version": version, "start": 2, "end": 110_000}
    proposal, quotes = propose(**span)
    assert quotes == [span]
    (kept,) = taken(proposal)
    assert (kept["start"], kept["end"], kept["repaired"]) == (2, 110_000, None)


def test_a_redaction_reaches_what_was_given_for_a_quote_that_is_proposed(api, ids, propose, taken):
    given = LEFT.replace("’", "'").replace("ATACMS", "ATA\u00adCMS")
    proposal, _ = propose(article=ids["main"], exact=given)
    version = Version.objects.get(article=ids["main"])
    at = version.text.index("ATACMS anywhere")
    root = signed_in(account_actions.create_user(username="root", role=Role.ADMINISTRATOR))
    body = {"reason": "order 12", "spans": [{"start": at, "end": at + len("ATACMS")}]}
    response = root.post(f"/api/v1/versions/{version.pk}/redact", body, HTTP_IF_MATCH="*")
    assert response.status_code == 200
    left = LEFT.replace("ATACMS", BLOT * len("ATACMS"))
    for address in ("", "/revisions/1"):
        document = api.get(f"/api/v1/proposals/{proposal['id']}{address}").json()
        (quote,) = kept_in(document)
        assert (quote["exact"], quote["repaired"]["given"]) == (left, BLOT * len(given))
    assert list(verification.findings()) == []
    (kept,) = taken(proposal)
    assert (kept["exact"], kept["repaired"]["given"]) == (left, BLOT * len(given))


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (STRAIGHT, True),
        (AGREED.replace("ATACMS", "ATA\u00adCMS").replace("anywhere", "any-\nwhere"), True),
        ("Washington has agreed to let Ukraine's", False),
    ],
)
def test_a_redaction_takes_the_words_that_were_given_for_what_is_gone(
    api, ids, create, given, gone
):
    quote = create(bodies.event(ids, quote=given))["evidence"][0]["quotes"][0]
    version = Version.objects.get(article=ids["main"])
    at = version.text.index("ATACMS anywhere")
    root = signed_in(account_actions.create_user(username="root", role=Role.ADMINISTRATOR))
    body = {"reason": "order 12", "spans": [{"start": at, "end": at + len("ATACMS anywhere")}]}
    assert (
        root.post(f"/api/v1/versions/{version.pk}/redact", body, HTTP_IF_MATCH="*").status_code
        == 200
    )
    wanted = BLOT * len(given) if gone else given
    assert Quote.objects.get(pk=quote["id"]).given == wanted
    for url in (f"/api/v1/quotes/{quote['id']}", f"/api/v1/quotes/{quote['id']}/revisions/1"):
        assert api.get(url).json()["repaired"]["given"] == wanted


def test_an_article_is_none_that_has_the_id_of_a_version_named_before(api, ids):
    """What a selector names is looked up by what it calls it, in one request, too."""
    body = bodies.event(ids)
    (quote,) = body["evidence"][0]["quotes"]
    version = Version.objects.get(article=quote["article"])
    first = {**quote, "version": str(version.pk)}
    del first["article"]
    body["evidence"][0]["quotes"] = [first, {**quote, "article": str(version.pk)}]
    before = counts()
    response = api.post(URL, body)
    assert response.status_code == 422, response.content
    said = [(e["pointer"], e["code"]) for e in response.json()["errors"]]
    assert ("/evidence/0/quotes/1/article", "unknown") in said
    assert counts() == before


def test_a_quote_of_evidence_is_no_longer_than_a_quote(api, ids):
    response = api.post(URL, bodies.event(ids, quote="x" * 100_001))
    assert response.status_code == 422
    said = [(e["pointer"], e["code"]) for e in response.json()["errors"]]
    assert said == [("/evidence/0/quotes/0/exact", "max_length")]
