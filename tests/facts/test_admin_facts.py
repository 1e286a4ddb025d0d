"""Facts in the admin: made, read, changed, confirmed, accepted and withdrawn by forms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.core.roles import Role
from factstore.facts import documents
from factstore.facts.models import Fact
from factstore.ledger.models import Change, Revision
from factstore.sources.models import Version
from tests.editing import add_row, fields, save, sign_in, told
from tests.facts import bodies

LIST = "/admin/facts/fact/"


@pytest.fixture
def reviewer(anonymous, cleo):
    return sign_in(cleo)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def url(fact, step="change"):
    return f"{LIST}{fact['id']}/{step}/"


def document(fact):
    return documents.facts([fact["id"]])[Fact.objects.get(pk=fact["id"]).pk]


def row_of(data, field):
    """Return the prefix of the row in the formset of values that holds `field`."""
    (name,) = [n for n, v in data.items() if n.endswith("-field") and v == field]
    return name.removesuffix("-field")


def test_the_page_shows_the_fact_with_its_quotes_in_their_context(editor, fact):
    page = editor.get(url(fact))
    text = told(page)
    assert fact["sentence"] in text
    assert "four US officials" in text
    assert '<mark title="Grantor: United States">Washington</mark>' in page.content.decode()
    assert (
        f"/admin/sources/version/{fact['evidence'][0]['version']['id']}/" in page.content.decode()
    )
    assert "Missing for acceptance" not in text


def test_a_form_saved_as_it_was_opened_changes_nothing(editor, fact):
    changes = Change.objects.count()
    page = save(editor, url(fact), reason="nothing")
    assert "Nothing was changed" in told(page)
    assert Change.objects.count() == changes


def test_a_changed_value_makes_its_evidence_stale_until_it_is_confirmed(editor, fact):
    data = fields(editor.get(url(fact)))
    row = row_of(data, "area")
    page = save(editor, url(fact), {f"{row}-text": "everywhere"}, reason="wider", _continue="1")
    assert "confirm as it stands" in told(page)
    after = document(fact)
    assert [e["stale"] for e in after["evidence"]] == [True]
    changed = {v["field"]: v["changed_in"] for v in after["values"]}
    assert {name for name, n in changed.items() if n == 3} == {"area"}
    last = Change.objects.order_by("-position").first()
    assert (last.actor.username, last.reason, last.origin) == ("ada", "wider", "admin")
    evidence = f"/admin/facts/evidence/{after['evidence'][0]['id']}/confirm/"
    page = save(editor, evidence, reason="the words still carry it")
    assert "Confirmed." in told(page)
    assert [e["stale"] for e in document(fact)["evidence"]] == [False]
    history = told(editor.get(url(fact, "history")))
    assert "wider" in history
    assert "the words still carry it" in history


def test_an_edit_needs_a_reason(editor, fact):
    row = row_of(fields(editor.get(url(fact))), "area")
    page = save(editor, url(fact), {f"{row}-text": "everywhere"})
    assert page.context["adminform"].form.errors["reason"]
    assert document(fact)["values"][-1]["text"] == "anywhere inside Russia"


def test_another_editors_save_is_told_and_nothing_is_lost(editor, reviewer, fact):
    data = fields(editor.get(url(fact)))
    row = row_of(data, "area")
    save(reviewer, url(fact), {f"{row}-text": "in the south"}, reason="as Cleo reads it")
    mine = {**data, f"{row}-text": "in the north", "reason": "as Ada reads it"}
    page = editor.post(url(fact), mine)
    assert page.status_code == 200
    text = told(page)
    assert "cleo changed" in text
    assert "as Cleo reads it" in text
    assert "in the north" in text
    assert "in the south" in document(fact)["sentence"]


def test_what_the_store_refuses_is_told_at_its_row(editor, fact, ids):
    data = fields(editor.get(url(fact)))
    row = row_of(data, "grantor")
    changes = Change.objects.count()
    page = save(editor, url(fact), {f"{row}-entity": ids["atacms"]}, reason="wrong")
    assert page.status_code == 200
    errors = [form.errors for form in page.context["inline_admin_formsets"][0].formset.forms]
    assert [list(e) for e in errors if e] == [["entity"]]
    assert Change.objects.count() == changes


def test_a_clause_is_included_or_excluded_in_all_its_rows(editor, fact):
    row = row_of(fields(editor.get(url(fact))), "area")
    page = save(editor, url(fact), {f"{row}-polarity": "excludes"}, reason="?")
    assert "Clause 1 is either included or excluded" in told(page)


def with_target(data):
    """Return the data with one more value, in an excluded clause of its own."""
    said = {"field": "target", "text": "airfields", "clause": "2", "polarity": "excludes"}
    return add_row(data, "values", kind="text", **said)


def test_values_and_clauses_are_added_and_taken_away(editor, create, ids):
    fact = create(bodies.permission(ids))
    data = with_target(fields(editor.get(url(fact))))
    area = row_of(data, "area")
    data = {**data, f"{area}-DELETE": "on", "reason": "r", "_continue": "1"}
    page = editor.post(url(fact), data, follow=True)
    assert "No supporting evidence covers" in told(page)
    after = {v["field"]: v for v in document(fact)["values"]}
    assert "area" not in after
    assert (after["target"]["clause"], after["target"]["polarity"]) == (2, "excludes")
    data = fields(editor.get(url(fact)))
    data = {**data, f"{row_of(data, 'target')}-DELETE": "on", "reason": "r"}
    editor.post(url(fact), data, follow=True)
    assert Fact.objects.get().clauses.count() == 1


def test_what_an_accepted_fact_must_keep_is_told_and_nothing_is_written(editor, fact):
    data = with_target(fields(editor.get(url(fact))))
    changes = Change.objects.count()
    page = editor.post(url(fact), {**data, "reason": "r"}, follow=True)
    assert page.status_code == 200
    assert page.context["adminform"].form.non_field_errors()
    assert "airfields" in page.content.decode()
    assert Change.objects.count() == changes


def test_a_fact_is_made_of_its_form_then_evidenced_and_accepted(editor, reviewer, ids):
    assert "Event" in told(editor.get(f"{LIST}add/"))
    add = f"{LIST}add/?type=event"
    page = save(
        editor, add, {"values-0-field": "what", "values-0-text": "asked for it"}, _continue="1"
    )
    fact = Fact.objects.get()
    assert (fact.status, fact.created_by.username) == ("draft", "ada")
    assert "No supporting evidence covers" in told(page)
    add = f"/admin/facts/evidence/add/?fact={fact.pk}"
    value = fact.values.get()
    version = Version.objects.get(article=ids["main"])
    data = {
        "version": str(version.pk),
        "mode": "own",
        "stance": "supports",
        "evidence_quotes-0-exact": bodies.ASKED,
        "covers-0-value": str(value.pk),
        "covers-0-basis": "stated",
        "covers-0-as_printed": "asked for it",
        "reason": "the article says so",
    }
    page = save(editor, add, data)
    assert fact.evidence.count() == 1
    assert "Missing for acceptance" not in told(page)
    page = save(reviewer, f"{LIST}{fact.pk}/accept/", reason="checked")
    assert "Accepted" in told(page)
    fact.refresh_from_db()
    assert fact.status == "accepted"
    current = Revision.objects.current("fact").get(object_id=fact.pk)
    assert (current.change.actor.username, current.change.reason) == ("cleo", "checked")


def test_a_wanting_fact_is_not_accepted_and_the_page_says_why(editor, reviewer, create, ids):
    body = bodies.event(ids)
    body["evidence"] = []
    fact = create(body)
    assert "No supporting evidence covers" in told(editor.get(url(fact)))
    page = save(reviewer, url(fact, "accept"), reason="hurry")
    assert "No supporting evidence covers" in told(page)
    assert Fact.objects.get().status == "draft"


def test_a_fact_is_withdrawn_with_a_reason_and_then_only_read(editor, fact):
    page = editor.post(url(fact, "withdraw"), fields(editor.get(url(fact, "withdraw"))))
    assert "required" in told(page)
    save(editor, url(fact, "withdraw"), reason="recorded twice")
    assert Fact.objects.get().withdrawn_reason == "recorded twice"
    page = editor.get(url(fact))
    assert "Withdrawn: recorded twice" in told(page)
    assert 'name="_save"' not in page.content.decode()


def test_nothing_is_deleted(editor, fact):
    assert editor.get(url(fact, "delete")).status_code == 403
    assert editor.post(url(fact, "delete"), {"post": "yes"}).status_code == 403
    assert "deletelink" not in editor.get(url(fact)).content.decode()
    assert "delete_selected" not in editor.get(LIST).content.decode()


def test_facts_are_searched_and_filtered(editor, event, ids):
    event("the asking")
    event("the lifting", quote=bodies.LIFTED)
    other = event("the denial", article="other", quote=bodies.DENIED)
    assert rows(editor.get(LIST)) == 3
    assert rows(editor.get(f"{LIST}?q=restraint")) == 1
    assert rows(editor.get(f"{LIST}?article={ids['other']}")) == 1
    assert rows(editor.get(f"{LIST}?article=nonsense")) == 3
    assert rows(editor.get(f"{LIST}?status__exact=draft")) == 0
    assert rows(editor.get(f"{LIST}?standing__exact=stands&stale=no")) == 3
    assert other["sentence"] in told(editor.get(f"{LIST}?q=denial"))


def rows(page):
    assert page.status_code == 200
    return len(page.context["cl"].result_list)


def test_one_fact_and_fifty_cost_the_list_the_same(editor, event):
    event("0")
    editor.get(LIST)
    with CaptureQueriesContext(connection) as one:
        editor.get(LIST)
    for i in range(1, 50):
        event(str(i))
    with CaptureQueriesContext(connection) as fifty:
        assert rows(editor.get(LIST)) == 50
    assert len(fifty) == len(one)


@pytest.mark.parametrize("staff", [True, False])
def test_readers_stay_outside(anonymous, ben, fact, staff):
    client = sign_in(ben, staff=staff)
    for path in (LIST, url(fact), url(fact, "accept"), url(fact, "history"), f"{LIST}add/"):
        assert client.get(path).status_code in {302, 403}
    assert client.post(url(fact, "withdraw"), {"reason": "r"}).status_code in {302, 403}
    assert Fact.objects.get().withdrawn_reason is None


def test_a_writer_who_is_not_staff_stays_outside(anonymous, ada, fact):
    assert sign_in(ada, staff=False).get(url(fact)).status_code == 302


def test_an_unknown_fact_is_no_error(editor):
    missing = f"{LIST}0190-nonsense/change/"
    assert editor.get(missing).status_code == 302
    assert editor.get(f"{LIST}0190-nonsense/accept/").status_code == 404
    assert editor.get("/admin/facts/evidence/add/?fact=nonsense").status_code == 404
    assert editor.get("/admin/facts/evidence/nonsense/change/").status_code == 302


def test_an_editor_edits_but_does_not_accept(anonymous, create, ids):
    from factstore.accounts import actions as account_actions

    dora = account_actions.create_user(username="dora", role=Role.EDITOR)
    fact, client = create(bodies.event(ids)), sign_in(dora)
    page = client.get(url(fact)).content.decode()
    assert "step-withdraw" in page
    assert "step-accept" not in page
    assert client.post(url(fact, "accept"), {"reason": "r"}).status_code == 403
