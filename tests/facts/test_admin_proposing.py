"""Accepted facts in the admin: whoever is no reviewer proposes with the ordinary form."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts.admin.sending import sent
from factstore.facts.api.drafting import fact_patch, read_patch
from factstore.facts.api.write_serializers import FactChanges
from factstore.facts.models import Evidence, Fact, Proposal
from factstore.ledger.models import Change, Revision
from tests.conftest import signed_in
from tests.editing import add_row, fields, save, sign_in, told
from tests.facts import bodies

FACTS = "/admin/facts/fact/"
EVIDENCE = "/admin/facts/evidence/"


@pytest.fixture
def eve(db):
    return account_actions.create_user(username="eve", role=Role.CONTRIBUTOR)


@pytest.fixture
def contributor(anonymous, eve):
    return sign_in(eve)


@pytest.fixture
def editor(anonymous):
    return sign_in(account_actions.create_user(username="dora", role=Role.EDITOR))


@pytest.fixture
def reviewer(anonymous, cleo):
    return sign_in(cleo)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def url(fact, step="change"):
    return f"{FACTS}{fact['id']}/{step}/"


def area_of(page):
    data = fields(page)
    (area,) = [n for n, v in data.items() if n.endswith("-text") and "anywhere" in v]
    return area


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_the_form_of_an_accepted_fact_makes_a_proposal(fact, request, reviewer, role):
    client = request.getfixturevalue(role)
    page = client.get(url(fact))
    assert "Propose this change" in page.content.decode()
    before = Revision.objects.filter(kind="fact").count()
    page = save(client, url(fact), {area_of(page): "near Kharkiv"}, reason="read again")
    assert "until a reviewer accepts it" in told(page)
    assert Revision.objects.filter(kind="fact").count() == before
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.reason) == ("open", "read again")
    (value,) = proposal.patch["values"]["set"]
    assert (value["field"], value["text"]) == ("area", "near Kharkiv")
    assert f"/admin/facts/proposal/{proposal.pk}/change/" in page.content.decode()
    save(reviewer, f"/admin/facts/proposal/{proposal.pk}/accept/", reason="so it says")
    assert "near Kharkiv" in told(client.get(url(fact)))


def test_a_reviewer_changes_it_directly(fact, reviewer):
    page = reviewer.get(url(fact))
    assert "Propose this change" not in page.content.decode()
    save(reviewer, url(fact), {area_of(page): "near Kharkiv"}, reason="r")
    assert Proposal.objects.count() == 0
    assert "near Kharkiv" in told(reviewer.get(url(fact)))


def test_what_cannot_be_made_is_refused_at_its_row(fact, editor):
    data = add_row(fields(editor.get(url(fact))), "values", field="weapon", kind="text", text="x")
    page = editor.post(url(fact), {**data, "reason": "r"})
    assert page.status_code == 200
    (row,) = [f for f in page.context["inline_admin_formsets"][0].formset if f.errors]
    assert row.cleaned_data["text"] == "x"
    assert Proposal.objects.count() == 0


def test_evidence_is_proposed_added_confirmed_and_taken_off(fact, ids, editor, reviewer):
    version = Evidence.objects.get().version_id
    url_of_new = f"{EVIDENCE}add/?fact={fact['id']}"
    page = editor.get(url_of_new)
    data = {
        **fields(page),
        "version": str(version),
        "mode": "own",
        "evidence_quotes-0-exact": bodies.ASKED,
        "reason": "more",
    }
    page = editor.post(url_of_new, data, follow=True)
    assert "until a reviewer accepts it" in told(page)
    assert Evidence.objects.count() == 1
    proposal = Proposal.objects.get()
    assert proposal.patch["evidence"]["set"][0]["quotes"][0]["exact"] == bodies.ASKED
    save(reviewer, f"/admin/facts/proposal/{proposal.pk}/accept/", reason="r")
    assert Evidence.objects.count() == 2
    added = Evidence.objects.order_by("-pk").first()
    save(editor, f"{EVIDENCE}{added.pk}/take-off/", reason="no")
    assert Evidence.objects.count() == 2
    assert Proposal.objects.get(status="open").patch == {"evidence": {"remove": [str(added.pk)]}}


def test_its_author_alone_takes_a_proposal_back(fact, contributor, editor, reviewer):
    save(contributor, url(fact), {area_of(contributor.get(url(fact))): "mine"}, reason="r")
    page = f"/admin/facts/proposal/{Proposal.objects.get().pk}"
    assert "step-withdraw" not in editor.get(f"{page}/change/").content.decode()
    assert editor.get(f"{page}/withdraw/").status_code == 403
    assert "step-accept" not in contributor.get(f"{page}/change/").content.decode()
    save(contributor, f"{page}/withdraw/", reason="a slip")
    assert (Proposal.objects.get().status, Proposal.objects.get().resolution_reason) == (
        "withdrawn",
        "a slip",
    )
    assert contributor.get(f"{page}/withdraw/").status_code == 404


def test_contributors_see_and_edit_their_own_drafts_alone(create, ids, fact, contributor, eve):
    theirs = create(bodies.event(ids))
    assert told(contributor.get(FACTS)).count("asked") == 0
    assert contributor.get(url(theirs)).status_code == 302
    assert contributor.get(url(theirs, "withdraw")).status_code == 404
    evidence = Evidence.objects.get(fact=theirs["id"])
    assert contributor.get(f"{EVIDENCE}{evidence.pk}/change/").status_code == 302
    data = fields(contributor.get(f"{FACTS}add/?type=event"))
    data |= {"values-0-field": "what", "values-0-text": "went"}
    contributor.post(f"{FACTS}add/?type=event", data)
    own = Fact.objects.get(created_by=eve)
    save(contributor, f"{FACTS}{own.pk}/change/", {"values-0-text": "came"}, reason="r")
    assert "Came" in told(contributor.get(FACTS))
    assert Proposal.objects.count() == 0
    save(contributor, f"{FACTS}{own.pk}/propose/", reason="r")
    save(contributor, f"{FACTS}{own.pk}/withdraw/", reason="a slip")
    assert Fact.objects.get(created_by=eve).withdrawn_reason == "a slip"
    assert contributor.get("/admin/ledger/revision/").status_code == 403
    assert contributor.get("/admin/ledger/change/").status_code == 403
    assert "first recorded" in told(contributor.get(f"{FACTS}{own.pk}/history/"))


def test_contributors_read_in_a_history_what_the_api_tells_them(fact, contributor, reviewer):
    seen = told(contributor.get(url(fact, "history")))
    assert "Who" not in seen
    assert "cleo" not in seen
    assert "first recorded" not in seen
    told_all = told(reviewer.get(url(fact, "history")))
    assert "cleo" in told_all
    assert "first recorded" in told_all


def test_accepted_facts_are_withdrawn_by_reviewers(fact, editor, reviewer):
    assert "step-withdraw" not in editor.get(url(fact)).content.decode()
    assert editor.get(url(fact, "withdraw")).status_code == 403
    page = reviewer.get(url(fact, "withdraw"))
    assert "is withdrawn" in told(page)
    assert "your reason" in told(page)
    assert Fact.objects.get().withdrawn_reason is None
    save(reviewer, url(fact, "withdraw"), reason="never so")
    assert Fact.objects.get().withdrawn_reason == "never so"


def test_two_proposals_of_one_form_are_merged_by_their_base(fact, editor, reviewer):
    """What a reviewer changed while the form was open is the base of the proposal."""
    opened = fields(editor.get(url(fact)))
    (ruling,) = [n for n, v in opened.items() if n.endswith("-choice") and v == "permits"]
    save(reviewer, url(fact), {area_of(reviewer.get(url(fact))): "theirs"}, reason="r")
    editor.post(url(fact), {**opened, ruling: "forbids", "reason": "mine"}, follow=True)
    proposal = Proposal.objects.get()
    assert [v["field"] for v in proposal.patch["values"]["set"]] == ["ruling"]
    assert proposal.base == Revision.objects.current("fact").get().content_revision


def test_a_flag_is_raised_and_tells_reviewers(fact, event, contributor, reviewer):
    other = event("a strike")
    page = save(contributor, url(fact, "flag"), kind="duplicate", reason="the same")
    assert "Name the fact that it repeats" in told(page)
    save(contributor, url(fact, "flag"), kind="duplicate", duplicate_of=other["id"], reason="same")
    page = told(reviewer.get(url(fact)))
    assert "Open flag of eve: duplicate: same" in page
    assert Change.objects.order_by("-position").first().reason == "flagged as duplicate"


def test_a_patch_is_sent_as_the_api_reads_it(ids):
    body = bodies.permission(ids)
    value = {"id": ids["us"], **bodies.date("from", edtf="2024-05")}
    value = {n: v for n, v in value.items() if n != "key"}
    money = {
        "field": "amount",
        "kind": "money",
        "money": {"min": "1.50", "currency": "USD", "approximate": True},
    }
    patch = {
        "values": {"set": [*body["values"], value, money], "remove": [ids["russia"]]},
        "clauses": {"set": body["clauses"], "remove": [2]},
        "evidence": {
            "set": [
                {
                    "mode": "verbatim",
                    "stance": "refutes",
                    "hedged": "may",
                    "quotes": [
                        {"id": ids["us"]},
                        {"version": ids["us"], "exact": "a", "prefix": "b"},
                    ],
                    "hops": [{"verb": "said", "agent": {"publisher": ids["herald"]}}],
                    "covers": [{"value": "area", "basis": "inferred", "note": "n"}],
                }
            ],
            "remove": [ids["russia"]],
            "confirm": [ids["us"]],
        },
    }
    shape = FactChanges(data=patch)
    shape.is_valid(raise_exception=True)
    draft = fact_patch(shape.validated_data)
    assert read_patch(sent(draft)) == draft


def test_a_contributor_is_told_what_changed_meanwhile_but_not_who_and_why(
    eve, contributor, editor, ids
):
    mine = signed_in(eve).post(bodies.URL, bodies.permission(ids)).json()
    opened, step = (
        fields(contributor.get(url(mine))),
        fields(contributor.get(url(mine, "withdraw"))),
    )
    area = area_of(contributor.get(url(mine)))
    save(editor, url(mine), {area: "near Kharkiv"}, reason="as I see it")
    overlap = contributor.post(url(mine), {**opened, area: "at sea", "reason": "r"})
    stale = contributor.post(url(mine, "withdraw"), {**step, "reason": "r", "shown": "x"})
    other = {**opened, "reason": "r", "opened_with": ""}
    unknown = contributor.post(url(mine), other)
    for page in (overlap, stale, unknown):
        assert "somebody changed evidence, sentence, values on " in told(page)
        assert "dora" not in told(page)
        assert "as I see it" not in told(page)
    again = told(editor.post(url(mine), {**opened, area: "at sea", "reason": "r"}))
    assert "dora changed evidence, sentence, values on " in again
    assert "(“as I see it”)" in again
