"""What an editor does all day, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from factstore.accounts import actions as account_actions
from factstore.facts import actions as fact_actions
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.write_serializers import FactCreate
from factstore.facts.models import Fact
from factstore.ledger import actions as ledger_actions
from factstore.sources.models import Version
from tests.browser.test_workflow import step
from tests.facts import bodies
from tests.facts.conftest import desk_ids

pytestmark = pytest.mark.browser

TEXT = "KYIV — Ukraine asked for it on Monday.\r\nIt got “nothing”, an official said.\n"


@pytest.fixture
def fact(ada, cleo):
    """The desk's full fact, accepted."""
    body = FactCreate(data=bodies.permission(desk_ids()))
    body.is_valid(raise_exception=True)
    with ledger_actions.change(actor=ada, reason="a test", origin="command"):
        fact = fact_actions.create_fact(fact_draft(body.validated_data), actor=ada)
    with ledger_actions.change(actor=cleo, reason="a test", origin="command"):
        fact_actions.accept_fact(fact.pk, expected=None)
    return fact


def row(page, field):
    """Return the row of the values' form that holds `field`."""
    group = page.locator("#values-group tr.form-row:not(.empty-form)")
    for i in range(group.count()):
        if group.nth(i).locator("select[name$=-field]").input_value() == field:
            return group.nth(i)
    raise AssertionError(f"no row holds {field}")


def choose(page, holder, words):
    """Look something up in Django's autocomplete inside `holder`."""
    holder.locator(".select2-selection").first.click()
    page.fill(".select2-search__field", words)
    expect(page.locator(".select2-results .loading-results")).to_have_count(0)
    page.locator(".select2-results__option", has_text=words).first.click()


def test_a_value_is_changed_goes_stale_and_is_confirmed(page, sign_in, ada, fact):
    sign_in(ada)
    page.goto(f"/admin/facts/fact/{fact.pk}/change/")
    area = row(page, "area")
    expect(area.locator("textarea[name$=-text]")).to_be_visible()
    expect(area.locator("select[name$=-choice]")).to_be_hidden()
    area.locator("textarea[name$=-text]").fill("everywhere inside Russia")
    page.fill("#id_reason", "as the article says")
    page.click("input[name=_continue]")
    page.wait_for_selector(".evidence.stale")
    expect(page.locator(".sentence")).to_contain_text("everywhere inside Russia")
    page.click("a.confirm")
    page.wait_for_url("**/confirm/**")
    page.fill("#id_reason", "the words carry it")
    page.click("input[type=submit]")
    page.wait_for_selector(".evidence:not(.stale)")
    page.click("a.historylink")
    history = page.locator("#change-history").inner_text()
    assert "as the article says" in history
    assert "the words carry it" in history
    assert "ada" in history


def test_an_article_is_captured_quoted_and_a_fact_of_it_accepted(page, sign_in, ada, tmp_path):
    capture(page, sign_in, ada, tmp_path)
    page.click("text=Quote it")
    expect(page.locator("#id_exact")).to_be_focused()
    page.fill("#id_exact", "Ukraine asked for it\non Monday")
    page.click("input[name=_show]")
    expect(page.locator(".found mark")).to_have_text("Ukraine asked for it on Monday")
    expect(page.locator("input[name=_save]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    page.goto("/admin/facts/fact/add/")
    page.click("text=Event")
    what = page.locator("#values-0")
    what.locator("select[name$=-field]").select_option("what")
    what.locator("textarea[name$=-text]").fill("asked for it")
    page.click("input[name=_continue]")
    page.wait_for_selector(".missing")
    add_evidence(page)
    expect(page.locator(".missing")).to_have_count(0)
    sign_in(account_actions.create_user(username="cleo", writer=True))
    page.goto(f"/admin/facts/fact/{Fact.objects.get().pk}/change/")
    step(page, "accept")
    page.fill("#id_reason", "checked")
    page.click("input[type=submit]")
    page.wait_for_selector(".badge.accepted")
    assert Fact.objects.get().status == "accepted"


def capture(page, sign_in, user, folder):
    """Capture an article from a file and come to its text."""
    file = folder / "article.txt"
    file.write_bytes(TEXT.encode())
    sign_in(user)
    page.goto("/admin/sources/article/add/")
    expect(page.locator("#id_pasted")).to_be_focused()
    page.set_input_files("#id_file", file)
    page.click("input[name=_show]")
    expect(page.locator(".text-shown")).to_contain_text("KYIV — Ukraine")
    expect(page.locator("#id_title")).to_be_focused()
    page.fill("#id_title", "Ukraine asks")
    page.fill("#id_published", "2024-06-21")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    version = Version.objects.get(article__title="Ukraine asks")
    assert version.text == TEXT
    page.goto(f"/admin/sources/version/{version.pk}/change/")
    assert re.sub(r"\s+", " ", page.locator(".captured").inner_text()).startswith("KYIV — Ukraine")


def add_evidence(page):
    """Let the stored quote carry the fact's one value."""
    page.click("text=Add evidence")
    page.select_option("#id_mode", "own")
    choose(page, page.locator("#evidence_quotes-0 .field-quote"), "Ukraine asked for it")
    page.select_option("#id_covers-0-value", index=1)
    page.select_option("#id_covers-0-basis", "stated")
    page.fill("#id_covers-0-as_printed", "asked for it")
    page.fill("#id_reason", "the article says so")
    page.click("input[name=_save]")
    page.wait_for_selector(".evidence blockquote mark")
