"""The workflow in the admin: steps of facts, proposals side by side, flags and notes."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts.models import Fact, Flag, Proposal
from factstore.ledger.models import Change, Note
from tests.editing import fields, save, sign_in, told
from tests.facts import bodies

FACTS = "/admin/facts/fact/"


@pytest.fixture
def editor(anonymous):
    return sign_in(account_actions.create_user(username="eve", role=Role.EDITOR))


@pytest.fixture
def reviewer(anonymous, cleo):
    return sign_in(cleo)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def url(fact, step="change"):
    return f"{FACTS}{fact['id']}/{step}/"


def test_a_draft_is_proposed_rejected_and_reopened(create, ids, editor, reviewer):
    fact = create(bodies.permission(ids))
    save(editor, url(fact, "propose"), reason="ready")
    assert Fact.objects.get().status == "proposed"
    assert editor.get(url(fact, "reject")).status_code == 403
    save(reviewer, url(fact, "reject"), reason="not yet")
    assert Fact.objects.get().status == "rejected"
    assert Change.objects.order_by("-position").first().reason == "not yet"
    page = editor.get(url(fact))
    offered = [s["name"] for s in page.context["offered_steps"]]
    assert offered == ["reopen", "flag", "withdraw", "note"]
    save(editor, url(fact, "reopen"), reason="again")
    assert Fact.objects.get().status == "draft"


def test_the_standing_asks_for_a_successor_where_one_is_needed(fact, editor, reviewer):
    assert editor.get(url(fact, "standing")).status_code == 403
    page = save(reviewer, url(fact, "standing"), state="superseded", reason="r")
    assert "Name the fact in its place" in told(page)
    save(reviewer, url(fact, "standing"), state="disputed", note="denied", reason="two say no")
    stored = Fact.objects.get()
    assert (stored.standing, stored.standing_note) == ("disputed", "denied")
    assert stored.standing_reason == "two say no"


@pytest.mark.parametrize(
    ("step", "member", "most"),
    [("reject", "conflict_of_interest", 5000), ("standing", "note", 2000)],
)
def test_steps_take_texts_as_long_as_the_api_does(create, ids, reviewer, step, member, most):
    fact = create(bodies.permission(ids))
    if step == "standing":
        save(reviewer, url(fact, "accept"), reason="checked")
    state = {"state": "disputed"} if step == "standing" else {}
    page = save(reviewer, url(fact, step), reason="r", **state, **{member: "x" * (most + 1)})
    assert f"at most {most} characters" in told(page)
    save(reviewer, url(fact, step), reason="r", **state, **{member: "x" * most})
    stored = Fact.objects.get()
    assert (stored.status, stored.standing) == (
        ("accepted", "disputed") if step == "standing" else ("rejected", "stands")
    )


@pytest.fixture
def proposal(api, fact):
    """Two items: the area, and the ruling."""
    values = {v["field"]: v for v in fact["values"]}
    area = {"id": values["area"]["id"], "field": "area", "kind": "text", "clause": 1}
    ruling = {"id": values["ruling"]["id"], "field": "ruling", "kind": "choice"}
    patch = {"values": {"set": [{**area, "text": "mine"}, {**ruling, "choice": "forbids"}]}}
    body = {"base": fact["content_revision"], "patch": patch, "reason": "read again"}
    answer = api.post(f"/api/v1/facts/{fact['id']}/proposals", body)
    assert answer.status_code == 201, answer.content
    return f"/admin/facts/proposal/{answer.json()['id']}"


def test_a_proposal_is_read_side_by_side_and_accepted(editor, proposal, reviewer):
    text = told(reviewer.get(f"{proposal}/change/"))
    assert "anywhere inside Russia" in text
    assert "mine" in text
    assert editor.get(f"{proposal}/accept/").status_code == 403
    save(reviewer, f"{proposal}/accept/", reason="so it says")
    assert Proposal.objects.get().status == "accepted"
    assert "read again" in Change.objects.order_by("-position").first().reason
    assert reviewer.get(f"{proposal}/reject/").status_code == 404


def test_what_fits_of_a_proposal_is_accepted(fact, proposal, reviewer):
    data = fields(reviewer.get(url(fact)))
    (area,) = [n for n, v in data.items() if n.endswith("-text") and "anywhere" in v]
    reviewer.post(url(fact), {**data, area: "theirs", "reason": "r"})
    assert "changed meanwhile" in told(reviewer.get(f"{proposal}/change/"))
    page = save(reviewer, f"{proposal}/accept/", reason="r")
    assert "has changed since its base" in told(page)
    assert "theirs" in told(page)
    save(reviewer, f"{proposal}/accept-fitting/", reason="r")
    stored = Proposal.objects.get()
    assert (stored.status, len(stored.left_out)) == ("accepted", 1)


def test_a_proposal_is_rejected(proposal, reviewer):
    save(reviewer, f"{proposal}/reject/", reason="no")
    stored = Proposal.objects.get()
    assert (stored.status, stored.resolution_reason) == ("rejected", "no")
    assert "rejected" in told(reviewer.get("/admin/facts/proposal/?status__exact=rejected"))


def test_a_flag_is_resolved(api, fact, editor, reviewer):
    answer = api.post(f"/api/v1/facts/{fact['id']}/flags", {"kind": "wrong", "text": "No."})
    page = f"/admin/facts/flag/{answer.json()['id']}"
    assert "No." in told(reviewer.get(f"{page}/change/"))
    assert editor.get(f"{page}/resolve/").status_code == 403
    save(reviewer, f"{page}/resolve/", outcome="dismissed", reason="it is right")
    stored = Flag.objects.get()
    assert (stored.status, stored.resolution_reason) == ("dismissed", "it is right")


def test_notes_are_added_and_shown_on_the_page_of_anything(fact, editor, ids):
    changes = Change.objects.count()
    for page in (url(fact)[: -len("change/")], f"/admin/entities/entity/{ids['us']}/"):
        save(editor, f"{page}note/", reason="Ask <Cleo>.\nSoon.")
        text = told(editor.get(f"{page}change/"))
        assert "Ask <Cleo>." in text
        assert "eve" in text
    assert Note.objects.count() == 2
    assert Change.objects.count() == changes
