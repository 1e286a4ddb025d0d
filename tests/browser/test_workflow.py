"""The desk in a real browser: what waits, what is proposed, merged, reverted, redacted, withdrawn."""

import pytest
from playwright.sync_api import expect

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.entities import actions as entity_actions
from factstore.entities.models import Entity
from factstore.facts import actions as fact_actions
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.write_serializers import FactCreate
from factstore.facts.models import Evidence, Fact, Flag, Proposal
from factstore.ledger import actions as ledger_actions
from factstore.ledger.models import Change, Note, Revision
from factstore.sources.models import Version
from tests.facts import bodies
from tests.facts.conftest import desk_ids

pytestmark = pytest.mark.browser

DO = "input[name=_do]"
SHOW = "input[name=_show]"


def make(actor, body):
    """Record a fact as `actor`."""
    shape = FactCreate(data=body)
    shape.is_valid(raise_exception=True)
    with ledger_actions.change(actor=actor, reason="found", origin="command"):
        return fact_actions.create_fact(fact_draft(shape.validated_data), actor=actor)


def accept(actor, fact):
    with ledger_actions.change(actor=actor, reason="checked", origin="command"):
        fact_actions.accept_fact(fact.pk, expected=None)
    return fact


@pytest.fixture
def ids(db):
    return desk_ids()


@pytest.fixture
def fact(ada, cleo, ids):
    return accept(cleo, make(ada, bodies.permission(ids)))


@pytest.fixture
def dora(db):
    return account_actions.create_user(username="dora", role=Role.EDITOR)


@pytest.fixture
def root(db):
    return account_actions.create_user(username="root", role=Role.ADMINISTRATOR)


def at(page, fact, step="change"):
    page.goto(f"/admin/facts/fact/{fact.pk}/{step}/")


def choose(page, name, typed, words):
    """Look something up in the select `name`, as an editor types."""
    page.locator(f".field-{name} .select2-selection").click()
    page.fill(".select2-search__field", typed)
    expect(page.locator(".select2-results .loading-results")).to_have_count(0)
    page.locator(".select2-results__option", has_text=words).first.click()


def step(page, name):
    """Go to a page of its own; the one before may have inputs of the same names."""
    page.click(f"#step-{name}")
    page.wait_for_url(f"**/{name}/**")


def succeeded(page):
    page.wait_for_selector(".messagelist .success")


def area_of(page):
    return page.locator("#values-group textarea[name$=-text]:visible", has_text="anywhere")


def test_an_editor_proposes_from_the_form_and_takes_it_back(page, sign_in, dora, fact):
    sign_in(dora)
    at(page, fact)
    expect(page.locator(".proposing")).to_be_visible()
    area_of(page).fill("near Kharkiv")
    page.fill("#id_reason", "read again")
    page.click("text=Propose this change")
    succeeded(page)
    expect(page.locator(".sentence")).to_contain_text("anywhere inside Russia")
    page.click("text=See your proposal")
    expect(page.locator("#content")).to_contain_text("near Kharkiv")
    step(page, "withdraw")
    page.fill("#id_reason", "a slip")
    page.click(DO)
    succeeded(page)
    assert Proposal.objects.get().status == "withdrawn"


def test_queues_lead_from_the_start_page_to_what_waits(page, sign_in, ada, cleo, dora, fact, ids):
    proposed = make(ada, bodies.event(ids))
    with ledger_actions.change(actor=ada, reason="ready", origin="command"):
        fact_actions.propose_fact(proposed.pk, expected=None)
    sign_in(cleo)
    expect(page.locator(".queues li a").first).to_have_text("1 facts await review")
    page.click("text=facts await review")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("#result_list tbody th a")
    step(page, "accept")
    page.fill("#id_reason", "checked")
    page.fill("#id_conflict_of_interest", "I know the spokesman.")
    page.click(DO)
    page.wait_for_selector(".badge.accepted")
    expect(page.locator(".notes")).to_contain_text("I know the spokesman")
    assert Note.objects.get().object_id == proposed.pk
    page.goto("/admin/")
    waiting = page.locator(".queues li a", has_text="facts await review")
    expect(waiting).to_have_text("0 facts await review")


def test_a_flag_is_raised_and_resolved(page, sign_in, dora, cleo, fact):
    sign_in(dora)
    at(page, fact)
    step(page, "flag")
    page.click(DO)
    expect(page.locator(".field-kind .errorlist")).to_be_visible()
    page.select_option("#id_kind", "outdated")
    page.fill("#id_reason", "The ban was lifted on Friday.")
    page.click(DO)
    succeeded(page)
    sign_in(cleo)
    page.click("text=open flags")
    page.click("#result_list tbody th a")
    step(page, "resolve")
    page.select_option("#id_outcome", "upheld")
    page.fill("#id_reason", "so it was")
    page.click(DO)
    succeeded(page)
    assert (Flag.objects.get().status, Flag.objects.get().resolution_reason) == (
        "upheld",
        "so it was",
    )


def test_a_proposal_is_accepted_from_its_queue(page, sign_in, dora, cleo, fact):
    sign_in(dora)
    at(page, fact)
    area_of(page).fill("near Kharkiv")
    page.fill("#id_reason", "read again")
    page.click("text=Propose this change")
    succeeded(page)
    sign_in(cleo)
    page.locator(".queues a", has_text="open proposals").first.click()
    page.click("#result_list tbody th a")
    step(page, "accept")
    expect(page.locator(".preview")).to_contain_text("near Kharkiv")
    page.fill("#id_reason", "so it says")
    page.click(DO)
    succeeded(page)
    expect(page.locator(".sentence")).to_contain_text("near Kharkiv")


def test_standing_names_its_successor_by_sentence(page, sign_in, ada, cleo, fact, ids):
    successor = accept(cleo, make(ada, bodies.event(ids, "a strike on the bridge")))
    sign_in(cleo)
    at(page, fact)
    step(page, "standing")
    page.select_option("#id_state", "superseded")
    choose(page, "superseded_by", "brid", "a strike on the bridge")
    page.fill("#id_reason", "it went on")
    page.click(SHOW)
    expect(page.locator(".preview")).to_contain_text("superseded")
    expect(page.locator(".select2-selection__rendered")).to_contain_text("bridge")
    page.click(DO)
    page.wait_for_selector(".badge.superseded")
    stored = Fact.objects.get(pk=fact.pk)
    assert (stored.superseded_by_id, stored.standing) == (successor.pk, "superseded")


def test_entities_are_merged_after_a_look_and_unmerged(page, sign_in, ada, cleo, fact, ids):
    with ledger_actions.change(actor=ada, reason="a twin", origin="command"):
        usa = entity_actions.create_entity(
            kind="country", name="The Union", aliases=["Stars and Stripes"]
        )
    sign_in(cleo)
    page.goto(f"/admin/entities/entity/{usa.pk}/change/")
    step(page, "merge")
    choose(page, "into", "United St", "United States")
    page.click(SHOW)
    preview = page.locator(".preview")
    expect(preview).to_contain_text("Stars and Stripes")
    expect(preview).to_contain_text("is merged into the other")
    assert Entity.objects.get(pk=usa.pk).merged_into_id is None
    page.fill("#id_reason", "one country")
    page.click(DO)
    page.wait_for_selector(".errornote.merged")
    assert str(Entity.objects.get(pk=usa.pk).merged_into_id) == ids["us"]
    step(page, "unmerge")
    expect(page.locator(".preview")).to_contain_text("stands by itself again")
    page.fill("#id_reason", "two after all")
    page.click(DO)
    succeeded(page)
    assert Entity.objects.get(pk=usa.pk).merged_into_id is None


def test_facts_are_merged_after_a_look_and_unmerged(page, sign_in, ada, cleo, ids):
    one = make(ada, bodies.event(ids, "asked"))
    body = bodies.event(ids, "asked")
    body["values"].append(bodies.date("date", edtf="2024-05"))
    wider = make(ada, body)
    sign_in(cleo)
    at(page, one)
    step(page, "merge")
    choose(page, "into", "ask", "sked")
    page.click(SHOW)
    expect(page.locator(".preview")).to_contain_text("is merged into the other")
    page.fill("#id_reason", "the same")
    page.click(DO)
    page.wait_for_selector(".errornote.merged")
    assert Evidence.objects.filter(fact=wider).count() == 2
    step(page, "unmerge")
    page.fill("#id_reason", "not the same")
    page.click(DO)
    succeeded(page)
    assert Evidence.objects.filter(fact=one).count() == 1


def test_a_fact_is_reverted_from_its_history(page, sign_in, cleo, fact):
    sign_in(cleo)
    at(page, fact)
    area_of(page).fill("near Kharkiv")
    page.fill("#id_reason", "a slip")
    page.click("input[name=_continue]")
    succeeded(page)
    page.click("a.historylink")
    page.locator("tr", has_text="checked").locator("text=Revert to this").click()
    preview = page.locator(".preview")
    expect(preview).to_contain_text("near Kharkiv")
    expect(preview).to_contain_text("anywhere inside Russia")
    page.fill("#id_reason", "as before")
    page.click(DO)
    succeeded(page)
    expect(page.locator(".sentence")).to_contain_text("anywhere inside Russia")


def test_a_whole_change_is_reverted_thing_by_thing(page, sign_in, ada, cleo, ids):
    fact = make(ada, bodies.event(ids))
    change = Revision.objects.get(object_id=fact.pk).change
    sign_in(cleo)
    page.goto(f"/admin/ledger/change/{change.pk}/change/")
    step(page, "revert")
    rows = page.locator(".outcomes tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("is withdrawn: the change had made it")
    page.fill("#id_reason", "a slip")
    page.click(DO)
    succeeded(page)
    assert Fact.objects.get().withdrawn_reason.endswith("a slip")
    page.goto(f"/admin/ledger/change/{change.pk}/revert/")
    expect(page.locator("#problems")).to_contain_text("Nothing of this change can be brought back")
    expect(page.locator(DO)).to_have_count(0)


def test_a_fact_is_withdrawn_after_a_look(page, sign_in, cleo, fact):
    sign_in(cleo)
    at(page, fact)
    step(page, "withdraw")
    expect(page.locator(".preview")).to_contain_text("is withdrawn")
    page.click(DO)
    expect(page.locator(".field-reason .errorlist")).to_be_visible()
    page.fill("#id_reason", "never so")
    page.click(DO)
    succeeded(page)
    expect(page.locator(".errornote")).to_contain_text("never so")


def test_a_text_is_redacted_by_an_administrator(page, sign_in, cleo, root, fact):
    version = Version.objects.get(pk=Evidence.objects.get().version_id)
    sign_in(cleo)
    page.goto(f"/admin/sources/version/{version.pk}/change/")
    expect(page.locator("#step-redact")).to_have_count(0)
    sign_in(root)
    page.goto(f"/admin/sources/version/{version.pk}/change/")
    step(page, "redact")
    page.fill("#id_words", "four US officials\nnot in the text")
    page.click(SHOW)
    expect(page.locator(".field-words")).to_contain_text("does not have “not in the text”")
    page.fill("#id_words", "four US officials")
    page.click(SHOW)
    expect(page.locator(".blotted del")).to_have_text("four US officials")
    expect(page.locator(".preview")).to_contain_text("fact")
    page.fill("#id_reason", "order 7 of the court")
    page.click(DO)
    page.wait_for_selector(".field-understood .errorlist")
    page.check("#id_understood")
    page.click(DO)
    succeeded(page)
    assert "four US officials" not in Version.objects.get(pk=version.pk).text
    assert Change.objects.order_by("-position").first().origin == "redaction"
