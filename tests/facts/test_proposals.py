"""Proposals: made for one revision of a fact, refused or kept, then accepted, rejected, taken back."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.accounts import actions as account_actions
from factstore.accounts.programs import Program
from factstore.core.constraints import violated
from factstore.core.roles import Role
from factstore.facts.api.proposal_serializers import ProposalRead
from factstore.ledger.models import Revision
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import AGREED, DEAL, DENIED, LIFTED, URL, stated
from tests.facts.conftest import counts
from tests.facts.test_create import refused
from tests.shapes import assert_shape

PROPOSALS = "/api/v1/proposals"
WHY = {"reason": "a second look"}


@pytest.fixture
def dora(db):
    """Dora contributes."""
    return account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)


@pytest.fixture
def hers(anonymous, dora):
    return signed_in(dora)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


@pytest.fixture
def propose(hers):
    """Propose a patch as Dora, for the fact as it was read; returns the response."""

    def send(fact, patch, *, client=hers, **members):
        body = {"base": fact["content_revision"], "patch": patch, **WHY, **members}
        return client.post(f"{URL}/{fact['id']}/proposals", body)

    return send


@pytest.fixture
def made(propose):
    """Propose something that is kept; returns its document."""

    def send(*args, **members):
        response = propose(*args, **members)
        assert response.status_code == 201, response.content
        return response.json()

    return send


@pytest.fixture
def resolve(reviews):
    def send(proposal, step, *, client=reviews, **members):
        url = f"{PROPOSALS}/{proposal['id']}/{step}"
        return client.post(url, {**WHY, **members}, HTTP_IF_MATCH="*")

    return send


@pytest.fixture
def edit(reviews):
    """Change a fact directly, as Cleo."""

    def send(fact, patch):
        response = reviews.patch(f"{URL}/{fact['id']}", {**patch, **WHY}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return send


@pytest.fixture
def now(api):
    return lambda fact: api.get(f"{URL}/{fact['id']}").json()


def value(fact, field):
    return next(v for v in fact["values"] if v["field"] == field)


def area(fact, words):
    item = {**bodies.text("area", words, clause=1), "id": value(fact, "area")["id"]}
    return {"values": {"set": [item]}}


def denial(ids, fact):
    """A patch that adds evidence against one value."""
    covers = [stated(value(fact, "ruling")["id"], "denied")]
    item = bodies.evidence(ids["other"], DENIED, stance="refutes", covers=covers)
    return {"evidence": {"set": [item]}}


def done(response, status):
    assert response.status_code == 200, response.content
    assert response.json()["status"] == status
    return response.json()


def of_open(client, fact):
    found = client.get(f"{URL}/{fact['id']}/proposals", {"status": "open"}).json()["results"]
    return [proposal["id"] for proposal in found]


def test_it_is_kept_and_changes_nothing(propose, fact, now, hers, dora, ids):
    quotes = counts()["quotes_quote"]
    response = propose(fact, denial(ids, fact), origin={"model": "reader", "version": "3"})
    assert response.status_code == 201
    proposal = response.json()
    assert response["Location"] == f"{PROPOSALS}/{proposal['id']}"
    plain = {k: v for k, v in proposal.items() if k != "patch"}
    declared = ProposalRead().fields
    for name, member in plain.items():
        assert_shape(member, declared[name], f"/{name}")
    assert sorted(proposal) == sorted(declared)
    assert (proposal["author"], proposal["base"]) == (str(dora.pk), 2)
    assert proposal["origin"] == {"model": "reader", "version": "3"}
    # Its quote is pinned to the version in which it was found, and recorded by nobody yet.
    (quote,) = proposal["patch"]["evidence"]["set"][0]["quotes"]
    assert quote["exact"] == DENIED
    assert sorted(quote) == ["end", "exact", "start", "version"]
    assert counts()["quotes_quote"] == quotes
    assert now(fact) == fact
    assert hers.get(f"{PROPOSALS}/{proposal['id']}").json() == proposal
    assert of_open(hers, fact) == [proposal["id"]]


def test_its_program_is_the_token_s(made, propose, fact, dora):
    machine = signed_in(dora, origin=Program("reader", "3"))
    same = {"model": "reader", "version": "3"}
    for said in ({}, {"origin": None}, {"origin": same}):
        patch = area(fact, "everywhere")
        assert made(fact, patch, client=machine, **said)["origin"] == same
    before = counts()
    other = {"origin": {"model": "reader", "version": "4"}}
    response = propose(fact, area(fact, "everywhere"), client=machine, **other)
    assert refused(response, 422, "invalid") == {("/origin", "other_program")}
    assert counts() == before
    change = Revision.objects.filter(kind="proposal").latest("from_position").change
    assert change.agent == "reader 3"


def test_a_person_s_proposal_names_no_program(made, fact):
    assert made(fact, area(fact, "everywhere"))["origin"] is None


def test_accepting_it_changes_the_fact_in_one_change(made, resolve, fact, now, cleo):
    proposal = made(fact, area(fact, "everywhere"))
    accepted = done(resolve(proposal, "accept"), "accepted")
    after = now(fact)
    assert value(after, "area")["text"] == "everywhere"
    assert accepted["resolution"]["by"] == str(cleo.pk)
    assert accepted["resolution"]["left_out"] == []
    assert accepted["recorded"]["change"] == after["recorded"]["change"]
    change = Revision.objects.get(object_id=fact["id"], to_position=None).change
    assert change.actor == cleo
    assert "a second look" in change.reason
    assert f"Proposal {proposal['id']} of dora" in change.reason
    # What covered the changed value is stale until somebody confirms it.
    assert [e["stale"] for e in after["evidence"]] == [True]
    refused(resolve(proposal, "accept"), 409, "illegal_transition")


def test_what_goes_stale_is_found_until_it_is_confirmed(made, resolve, fact, reviews, edit):
    resolve(made(fact, area(fact, "everywhere")), "accept")
    stale = [f["id"] for f in reviews.get(URL, {"stale": "true"}).json()["results"]]
    assert stale == [fact["id"]]
    edit(fact, {"evidence": {"confirm": [fact["evidence"][0]["id"]]}})
    assert reviews.get(URL, {"stale": "true"}).json()["results"] == []


@pytest.mark.parametrize(
    ("patch", "status", "code", "errors"),
    [
        ({}, 422, "invalid", {("/patch", "required")}),
        ({"values": {}}, 422, "invalid", {("/patch", "required")}),
        ({"value": {}}, 422, "invalid", {("/patch/value", "unknown_member")}),
        (
            {"values": {"remove": [str(uuid4())]}},
            422,
            "invalid",
            {("/patch/values/remove/0", "unknown")},
        ),
        (
            {"values": {"set": [bodies.text("nothing", "x")]}},
            422,
            "invalid",
            {("/patch/values/set/0/field", "unknown_field")},
        ),
    ],
)
def test_what_could_never_be_applied_is_refused_at_once(patch, status, code, errors, propose, fact):
    before = counts()
    assert refused(propose(fact, patch), status, code) == errors
    assert counts() == before


def test_its_words_are_checked_against_the_texts(propose, fact, ids):
    patch = denial(ids, fact)
    patch["evidence"]["set"][0]["covers"][0]["as_printed"] = "confirmed"
    at = "/patch/evidence/set/0/covers/0/as_printed"
    assert refused(propose(fact, patch), 422, "invalid") == {(at, "words_not_in_quote")}
    patch["evidence"]["set"][0]["quotes"][0]["exact"] = "Russia confirmed it."
    assert refused(propose(fact, patch), 422, "quote_absent") == {
        ("/patch/evidence/set/0/quotes/0/exact", "quote_absent")
    }


def test_it_names_a_revision_of_the_fact(propose, fact):
    patch = area(fact, "everywhere")
    assert refused(propose({**fact, "content_revision": 9}, patch), 422, "invalid") == {
        ("/base", "unknown")
    }
    # An earlier one is as good, where nothing it touches has changed since.
    assert propose({**fact, "content_revision": 1}, patch).status_code == 201


def test_what_others_changed_collides_and_is_shown(made, resolve, propose, fact, now, edit):
    proposal = made(fact, area(fact, "everywhere"))
    edit(fact, area(fact, "nowhere"))
    before = counts()
    response = resolve(proposal, "accept")
    refused(response, 409, "proposal_collides")
    assert counts() == before
    (collision,) = response.json()["collisions"]
    assert collision["pointer"] == "/values/set/0"
    assert collision["item"] == {"kind": "value", "id": value(fact, "area")["id"]}
    said = [collision[side]["text"] for side in ("base", "current", "proposed")]
    assert said == ["anywhere inside Russia", "nowhere", "everywhere"]
    assert value(now(fact), "area")["text"] == "nowhere"
    refused(resolve(proposal, "accept", apply="fitting"), 409, "proposal_collides")
    # Who proposes it now is told at once.
    refused(propose(fact, area(fact, "somewhere")), 409, "proposal_collides")


def test_what_fits_is_applied_and_the_rest_is_named(made, resolve, fact, now, edit, ids):
    patch = {**area(fact, "everywhere"), **denial(ids, fact)}
    proposal = made(fact, patch)
    edit(fact, area(fact, "nowhere"))
    refused(resolve(proposal, "accept"), 409, "proposal_collides")
    accepted = done(resolve(proposal, "accept", apply="fitting"), "accepted")
    assert [c["pointer"] for c in accepted["resolution"]["left_out"]] == ["/values/set/0"]
    after = now(fact)
    assert value(after, "area")["text"] == "nowhere"
    assert [e["stance"] for e in after["evidence"]] == ["supports", "refutes"]


def test_refusals_point_into_the_proposal_where_a_part_of_it_is_applied(
    made, resolve, fact, edit, ids, api, reviews
):
    denied = denial(ids, fact)["evidence"]["set"]
    agreement = {"kind": "agreement", "name": "the treaty"}
    treaty = api.post("/api/v1/entities", agreement).json()["id"]
    named = bodies.entity("target", treaty, clause=1)
    patch = {"values": {"set": [*area(fact, "everywhere")["values"]["set"], named]}}
    proposal = made(fact, {**patch, "evidence": {"set": denied}})
    edit(fact, area(fact, "nowhere"))
    gone = reviews.post(f"/api/v1/entities/{treaty}/withdraw", WHY, HTTP_IF_MATCH="*")
    assert gone.status_code == 200, gone.content
    response = resolve(proposal, "accept", apply="fitting")
    assert refused(response, 422, "invalid") == {("/patch/values/set/1/entity", "unknown")}


def test_what_is_missing_is_pointed_at_in_the_fact(made, resolve, fact):
    covered = fact["values"].index(value(fact, "weapon"))
    evidence = fact["evidence"][0]
    covers = [c for c in evidence["covers"] if c["value"] != value(fact, "weapon")["id"]]
    item = bodies.evidence("", mode="paraphrase", covers=covers) | {"id": evidence["id"]}
    item["quotes"] = [{"id": quote["id"]} for quote in evidence["quotes"]]
    item["covers"] = [{k: c[k] for k in ("value", "basis", "as_printed")} for c in covers]
    proposal = made(fact, {"evidence": {"set": [item]}})
    response = resolve(proposal, "accept")
    assert refused(response, 422, "incomplete") == {(f"/values/{covered}", "not_covered")}


def test_what_builds_on_what_is_left_out_is_left_out(made, resolve, fact, now, edit, ids):
    covers = [
        stated(value(fact, "area")["id"], "anywhere"),
        stated(value(fact, "weapon")["id"], "ATACMS"),
    ]
    evidence = {"set": [bodies.evidence(ids["main"], AGREED, covers=covers)]}
    name = bodies.text("target", "depots", clause=1)
    patch = {"values": {"set": [*area(fact, "anywhere")["values"]["set"], name]}}
    covers_new = [bodies.inferred("target")]
    evidence["set"].append(bodies.evidence(ids["main"], DEAL, covers=covers_new))
    proposal = made(fact, {**patch, "evidence": evidence})
    edit(fact, area(fact, "nowhere"))
    accepted = done(resolve(proposal, "accept", apply="fitting"), "accepted")
    left_out = [c["pointer"] for c in accepted["resolution"]["left_out"]]
    assert left_out == ["/values/set/0", "/evidence/set/0"]
    after = now(fact)
    assert value(after, "target")["text"] == "depots"
    assert len(after["evidence"]) == 2


def test_evidence_for_a_value_that_changed_collides(made, resolve, fact, edit, ids):
    covers = [stated(value(fact, "area")["id"], "anywhere")]
    patch = {"evidence": {"set": [bodies.evidence(ids["main"], AGREED, covers=covers)]}}
    proposal = made(fact, patch)
    edit(fact, area(fact, "nowhere"))
    (collision,) = resolve(proposal, "accept").json()["collisions"]
    assert collision["pointer"] == "/evidence/set/0"
    assert collision["item"]["kind"] == "value"


def test_a_change_beside_it_does_not_collide(made, resolve, fact, now, edit, ids):
    proposal = made(fact, area(fact, "everywhere"))
    edit(fact, denial(ids, fact))
    done(resolve(proposal, "accept"), "accepted")
    assert len(now(fact)["evidence"]) == 2


def test_rivals_are_superseded_and_others_stay(made, resolve, fact, hers, ids):
    winner = made(fact, area(fact, "everywhere"))
    rival = made(fact, area(fact, "nowhere"))
    other = made(fact, denial(ids, fact))
    accepted = done(resolve(winner, "accept"), "accepted")
    lost = hers.get(f"{PROPOSALS}/{rival['id']}").json()
    assert lost["status"] == "superseded"
    assert lost["resolution"]["superseded_by"] == winner["id"]
    assert lost["recorded"]["change"] == accepted["recorded"]["change"]
    assert of_open(hers, fact) == [other["id"]]


def test_nobody_accepts_their_own(made, resolve, fact, reviews, settings):
    proposal = made(fact, area(fact, "everywhere"), client=reviews)
    refused(resolve(proposal, "accept"), 409, "own_fact")
    settings.AUTHOR_MAY_ACCEPT = True
    done(resolve(proposal, "accept"), "accepted")


def test_it_is_rejected_or_taken_back(made, resolve, fact, hers, now):
    one, two = (made(fact, area(fact, words)) for words in ("everywhere", "nowhere"))
    rejected = done(resolve(one, "reject"), "rejected")
    assert rejected["resolution"]["reason"] == "a second look"
    refused(resolve(two, "withdraw"), 403, "not_yours")
    done(resolve(two, "withdraw", client=hers), "withdrawn")
    for step in ("accept", "reject"):
        refused(resolve(two, step), 409, "illegal_transition")
    refused(resolve(two, "withdraw", client=hers), 409, "illegal_transition")
    assert now(fact) == fact


def test_a_rejected_fact_takes_no_proposals(propose, create, ids, reviews):
    draft = create(bodies.permission(ids))
    reviews.post(f"{URL}/{draft['id']}/reject", WHY, HTTP_IF_MATCH="*")
    response = propose(draft, area(draft, "everywhere"), client=reviews)
    refused(response, 409, "illegal_transition")


def test_an_accepted_fact_stays_complete(made, resolve, fact):
    patch = {"values": {"remove": [value(fact, "ruling")["id"]]}}
    patch["evidence"] = {"remove": []}
    proposal = made(fact, patch)
    assert refused(resolve(proposal, "accept"), 422, "incomplete")
    assert resolve(proposal, "reject").status_code == 200


def test_whose_proposal_was_applied_to_a_draft_does_not_accept_it(
    made, resolve, create, ids, reviews, cleo
):
    draft = create(bodies.permission(ids))
    evidence = draft["evidence"][0]["id"]
    patch = {**area(draft, "everywhere"), "evidence": {"confirm": [evidence]}}
    proposal = made(draft, patch, client=reviews)
    third = signed_in(account_actions.create_user(username="finn", role=Role.REVIEWER))
    done(resolve(proposal, "accept", client=third), "accepted")
    for client in (reviews, third):
        response = client.post(f"{URL}/{draft['id']}/accept", {}, HTTP_IF_MATCH="*")
        refused(response, 409, "own_fact")


def test_lists_filter_by_fact_status_and_author(made, resolve, fact, event, hers, dora, reviews):
    other = event("lifted", quote=LIFTED)
    confirm = {"evidence": {"confirm": [other["evidence"][0]["id"]]}}
    first = made(fact, area(fact, "everywhere"))
    second = made(other, confirm, client=reviews)
    resolve(first, "reject")

    def found(**query):
        return [p["id"] for p in hers.get(PROPOSALS, query).json()["results"]]

    assert found() == [second["id"], first["id"]]
    assert found(fact=fact["id"]) == [first["id"]]
    assert found(status="rejected") == [first["id"]]
    assert found(author=str(dora.pk)) == [first["id"]]
    assert hers.get(f"{URL}/{other['id']}/proposals").json()["results"] == [second]


def test_readers_see_and_make_none(made, resolve, propose, fact, anonymous, reader):
    proposal = made(fact, area(fact, "everywhere"))
    for client, status, code in (
        (anonymous, 401, "not_authenticated"),
        (reader, 403, "permission_denied"),
    ):
        refused(client.get(PROPOSALS), status, code)
        refused(client.get(f"{PROPOSALS}/{proposal['id']}"), status, code)
        refused(client.get(f"{URL}/{fact['id']}/proposals"), status, code)
        refused(propose(fact, area(fact, "x"), client=client), status, code)
        for step in ("accept", "reject", "withdraw"):
            refused(resolve(proposal, step, client=client), status, code)


def test_contributors_decide_nothing(made, resolve, fact, hers):
    proposal = made(fact, area(fact, "everywhere"))
    for step in ("accept", "reject"):
        refused(resolve(proposal, step, client=hers), 403, "permission_denied")


def test_what_was_proposed_stays(made, resolve, fact, record):
    resolve(made(fact, area(fact, "everywhere")), "reject")
    for sql, rule in (
        ("UPDATE facts_proposal SET patch = '{}'", "facts_proposal_stays_as_submitted"),
        ("UPDATE facts_proposal SET status = 'withdrawn'", "facts_proposal_is_resolved_once"),
        ("DELETE FROM facts_proposal", "facts_proposal_never_deleted"),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic(), record():
            connection.cursor().execute(sql)
        assert violated(caught.value) == rule
