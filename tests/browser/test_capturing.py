"""Capturing pages, quoting them and following their quotes, in a real browser."""

import pytest
from playwright.sync_api import expect

from factstore.ledger import actions as ledger_actions
from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.models import Article
from tests.browser.test_accessibility import HEADINGS, NAMELESS, TWICE
from tests.browser.test_workflow import accept, make, step
from tests.facts import bodies
from tests.facts.conftest import desk_ids
from tests.sources.test_admin_capture import PAGE

pytestmark = pytest.mark.browser

ONE = (
    "“We’ll send 31 tanks,” said Mr Sullivan on Monday.\n"
    "The tanks won’t arrive before May. We’ll see. Nobody asked why; we’ll see."
)
TWO = ONE.replace("31 tanks", "13 tanks").replace(" We’ll see.", "")


@pytest.fixture
def version(db, ada):
    known = source_actions.CaptureRecord(title="Tanks", language="en")
    with ledger_actions.change(actor=ada, reason="a test", origin="command"):
        return source_actions.create_article(known, text=ONE).versions.get()


def is_well_made(page):
    """Tell whether all inputs have names, ids are ids, and there is one main heading."""
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []
    assert page.evaluate(HEADINGS).count(1) == 1


def show(page):
    page.click("input[name=_show]")


def test_a_page_is_pasted_confirmed_cut_and_recorded(page, sign_in, ada):
    sign_in(ada)
    page.goto("/admin/sources/article/add/")
    expect(page.locator("#id_pasted")).to_be_focused()
    page.fill("#id_pasted", PAGE)
    show(page)
    expect(page.locator("#id_title")).to_be_focused()
    is_well_made(page)
    for name in ("title", "publisher", "published", "language"):
        page.check(f"#id_take-{name}")
    page.check("#id_cut_sharing")
    page.click("input[name=_save]")
    expect(page.locator("#problems")).to_contain_text("Nothing is recorded yet")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("Kyiv asks for it")
    expect(page.locator(".text-shown")).not_to_contain_text("Share this article")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    article = Article.objects.get(title="Kyiv asks for it")
    assert article.publisher.name == "Politico"
    assert article.versions.get().extraction["cut"][0]["kind"] == "sharing"
    expect(page.locator(".captured").last).to_contain_text("Kyiv asked for it on Monday")


def test_a_refused_file_stays_chosen_and_what_is_typed_stays(page, sign_in, ada, tmp_path):
    file = tmp_path / "gruss.txt"
    file.write_bytes("Grüße aus Köln.".encode("cp1252"))
    sign_in(ada)
    page.goto("/admin/sources/article/add/")
    page.set_input_files("#id_file", file)
    show(page)
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator(".kept")).to_contain_text("gruss.txt")
    page.fill("#id_charset", "windows-1252")
    show(page)
    page.fill("#id_title", "Grüße")
    page.fill("#id_published", "yesterday")
    page.click("input[name=_save]")
    expect(page.locator(".field-published .errorlist")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Grüße")
    page.fill("#id_published", "2024")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert Article.objects.get(title="Grüße").versions.get().text == "Grüße aus Köln."


def test_what_was_typed_stays_where_another_text_is_refused(page, sign_in, ada):
    sign_in(ada)
    page.goto("/admin/sources/article/add/")
    page.fill("#id_pasted", ONE)
    show(page)
    page.fill("#id_title", "My title")
    page.click("details.another summary")
    page.fill("#id_pasted", "<html><body></body></html>")
    show(page)
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("My title")
    is_well_made(page)
    page.fill("#id_pasted", ONE)
    show(page)
    expect(page.locator("#problems")).to_have_count(0)
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert Article.objects.get(title="My title").versions.get().text == ONE


def test_a_text_captured_meanwhile_is_shown_before_one_is_recorded_over_it(
    page, sign_in, ada, version
):
    sign_in(ada)
    page.goto(f"/admin/sources/version/add/?article={version.article_id}")
    page.fill("#id_pasted", TWO)
    show(page)
    expect(page.locator(".compared-texts ins").first).to_contain_text("13")
    page.fill("#id_reason", "they changed the number")
    with ledger_actions.change(actor=ada, reason="a test", origin="command"):
        source_actions.add_version(version.article_id, text=f"{ONE} One more.")
    page.click("input[name=_save]")
    expect(page.locator("#problems")).to_contain_text("Meanwhile another version was captured")
    expect(page.locator(".compared-texts del").last).to_contain_text("One more")
    expect(page.locator("#id_reason")).to_have_value("they changed the number")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert version.article.versions.get(number=3).text == TWO


def test_words_that_are_only_near_are_chosen_by_hand(page, sign_in, ada, version):
    sign_in(ada)
    page.goto(f"/admin/quotes/quote/add/?version={version.pk}")
    page.fill("#id_exact", "We'll send 13 tanks")
    show(page)
    expect(page.locator(".told .grave")).to_contain_text("another number")
    expect(page.locator(".sides ins")).to_have_text("31")
    expect(page.locator("#place-0")).to_be_focused()
    is_well_made(page)
    page.click("input[name=_save]")
    expect(page.locator("#problems")).to_contain_text("Choose one of the places")
    page.check("#place-0")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert Quote.objects.get().exact == "We’ll send 31 tanks"


def test_one_of_several_places_is_chosen_by_keyboard(page, sign_in, ada, version):
    sign_in(ada)
    page.goto(f"/admin/quotes/quote/add/?version={version.pk}")
    expect(page.locator("#id_exact")).to_be_focused()  # it is given after the page has loaded
    page.keyboard.type("e'll see.")
    show(page)
    expect(page.locator("#found-heading")).to_contain_text("2 times")
    expect(page.locator("#place-0")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place-1")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=_save]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert Quote.objects.get().start == ONE.rindex("e’ll see")


def test_a_newer_text_is_captured_and_its_drifted_quotes_are_settled(page, sign_in, ada, version):
    with ledger_actions.change(actor=ada, reason="a test", origin="command"):
        for words in ("send 31 tanks", "May. We’ll see.", "Nobody asked why"):
            quote_actions.find_or_create(Selector(version=version.pk, exact=words))
    sign_in(ada)
    page.goto(f"/admin/sources/article/{version.article_id}/change/")
    page.click("text=Capture a newer text…")
    page.fill("#id_pasted", TWO)
    show(page)
    expect(page.locator(".compared-texts ins").first).to_contain_text("13")
    expect(page.locator("text=will wait among the drifted quotes")).to_be_visible()
    is_well_made(page)
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    page.click("text=What differs from version 1")
    expect(page.locator(".badge.changed").first).to_be_visible()
    page.goto("/admin/")
    page.click("text=drifted quotes")
    page.click("text=send 31 tanks")
    expect(page.locator(".sides del")).to_have_text("31")
    is_well_made(page)
    page.check("#place-0")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_contain_text("the next of 1")
    step(page, "place")
    expect(page.locator("#id_exact")).to_be_focused()
    page.fill("#id_exact", "before May.")
    show(page)
    expect(page.locator("input[name=_save]")).to_be_focused()
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_contain_text("No other waits")
    settled = Drift.objects.order_by("quote__start").values_list("state", "new_quote__exact")
    assert list(settled) == [("confirmed", "send 13 tanks"), ("placed", "before May.")]


def test_a_retraction_is_said_and_the_facts_of_the_article_warn(page, sign_in, ada, cleo):
    ids = desk_ids()
    fact = accept(cleo, make(ada, bodies.event(ids)))
    sign_in(ada)
    page.goto(f"/admin/sources/article/{ids['main']}/change/")
    step(page, "standing")
    expect(page.locator("#id_state")).to_be_focused()
    page.select_option("#id_state", "retracted")
    page.fill("#id_date", "2024-07")
    page.click("input[name=_show]")
    expect(page.locator("#problems")).to_contain_text("Quote the publisher's notice")
    page.fill("#id_url", "https://example.org/notice")
    page.click("input[name=_show]")
    expect(page.locator(".preview")).to_contain_text("changes by what it mentions")
    page.fill("#id_reason", "read their page")
    page.click("input[name=_do]")
    expect(page.locator(".warns")).to_contain_text("Retracted, 2024-07")
    page.goto("/admin/facts/fact/?warning=article_retracted")
    page.click(f"#result_list a[href*='{fact.pk}']")
    expect(page.locator(".warns")).to_contain_text("article retracted")
    expect(page.locator(".badge.warned")).to_have_text("article retracted, 2024-07")
