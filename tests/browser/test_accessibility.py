"""Every page of the desk by keyboard and by ear: names, headings, focus, errors at their fields."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts import actions as fact_actions
from factstore.facts.models import Evidence
from factstore.ledger import actions as ledger_actions
from factstore.ledger.models import Change
from factstore.quotes.models import Drift
from factstore.sources import actions as source_actions
from tests.browser.conftest import widgets_are_ready
from tests.browser.test_workflow import accept, make
from tests.facts import bodies
from tests.facts.conftest import desk_ids

pytestmark = pytest.mark.browser

NAMELESS = """() => [...document.querySelectorAll(
    "#content input:not([type=hidden]), #content select, #content textarea, #content button")]
  .filter((e) => e.offsetParent !== null && !e.closest(".empty-form"))
  .filter((e) => !(e.labels && e.labels.length) && !e.getAttribute("aria-label")
    && !e.getAttribute("aria-labelledby") && !["submit", "button"].includes(e.type))
  .map((e) => e.outerHTML.slice(0, 120))"""

COMBOBOXES = """() => [...document.querySelectorAll("#content .select2-selection")]
  .filter((e) => e.offsetParent !== null)
  .map((e) => (e.getAttribute("aria-labelledby") || "").split(" ")
    .map((id) => (document.getElementById(id) || {}).textContent || "")[0].trim())"""

TWICE = """() => { const seen = {};
  for (const e of document.querySelectorAll("[id]")) { seen[e.id] = (seen[e.id] || 0) + 1; }
  return Object.keys(seen).filter((id) => seen[id] > 1); }"""

HEADINGS = """() => [...document.querySelectorAll("#content h1, #content h2, #content h3")]
  .filter((e) => e.offsetParent !== null).map((e) => Number(e.tagName[1]))"""


@pytest.fixture
def pages(db, ada, cleo):
    """Addresses of every kind of page and step, for an administrator."""
    ids = desk_ids()
    fact, draft = accept(cleo, make(ada, bodies.permission(ids))), make(ada, bodies.event(ids))
    with ledger_actions.change(actor=ada, reason="a doubt", origin="command"):
        flag = fact_actions.create_flag(fact.pk, kind="wrong", text="No.")
    evidence = Evidence.objects.filter(fact=fact).get()
    article, version = evidence.version.article_id, evidence.version_id
    with ledger_actions.change(actor=ada, reason="taken away", origin="command"):
        source_actions.add_version(article, text="Nothing of it is left.")
    drift = Drift.objects.filter(version__article=article).first()
    changes = Change.objects.order_by("position")
    steps = ("standing", "flag", "merge", "revert", "withdraw", "note", "change", "history")
    return [
        "/admin/",
        "/admin/facts/fact/?use=yes",
        *(f"/admin/facts/fact/{fact.pk}/{step}/" for step in steps),
        *(f"/admin/facts/fact/{draft.pk}/{step}/" for step in ("propose", "accept", "reject")),
        f"/admin/facts/evidence/{evidence.pk}/change/",
        f"/admin/facts/flag/{flag.pk}/change/",
        f"/admin/facts/flag/{flag.pk}/resolve/",
        f"/admin/entities/entity/{ids['us']}/change/",
        f"/admin/entities/entity/{ids['us']}/merge/",
        f"/admin/sources/version/{evidence.version_id}/redact/",
        f"/admin/ledger/change/{changes.last().pk}/revert/",
        "/admin/sources/article/add/",
        f"/admin/sources/article/{article}/change/",
        f"/admin/sources/article/{article}/standing/",
        "/admin/sources/version/add/",
        f"/admin/sources/version/add/?article={article}",
        f"/admin/sources/version/{version}/change/",
        f"/admin/quotes/quote/add/?version={version}",
        f"/admin/quotes/quote/{drift.quote_id}/change/",
        f"/admin/quotes/quote/diff/{article}/1/2/",
        f"/admin/quotes/drift/{drift.pk}/change/",
        f"/admin/quotes/drift/{drift.pk}/place/",
        f"/admin/quotes/drift/{drift.pk}/drop/",
    ]


@pytest.fixture
def root(db):
    return account_actions.create_user(username="root", role=Role.ADMINISTRATOR)


def test_inputs_have_names_and_pages_headings(page, sign_in, root, pages):
    sign_in(root)
    for url in pages:
        page.goto(url)
        widgets_are_ready(page)
        assert (url, page.evaluate(NAMELESS)) == (url, [])
        assert (url, [name for name in page.evaluate(COMBOBOXES) if not name]) == (url, [])
        assert (url, page.evaluate(TWICE)) == (url, [])
        levels = page.evaluate(HEADINGS)
        assert (url, levels.count(1)) == (url, 1)
        leaps = [b for a, b in pairwise(levels) if b > a + 1]
        assert (url, leaps) == (url, [])


def test_no_page_is_wider_than_the_window(page, sign_in, root, pages):
    sign_in(root)
    for url in pages:
        page.set_viewport_size({"width": 800, "height": 900})  # widgets measure as they are made
        page.goto(url)
        widgets_are_ready(page)
        assert (url, page.evaluate("document.documentElement.scrollWidth")) == (url, 800)
        page.set_viewport_size({"width": 1280, "height": 900})
        assert (url, page.evaluate("document.documentElement.scrollWidth")) == (url, 1280)


def test_a_step_is_done_by_keyboard_alone_with_the_focus_in_sight(page, sign_in, root, pages):
    sign_in(root)
    (url,) = [url for url in pages if url.endswith("/flag/")]
    page.goto(url)
    widgets_are_ready(page)
    page.focus("#id_kind")
    page.keyboard.press("o")  # letters that come slowly would each begin a search of its own
    expect(page.locator("#id_kind")).to_have_value("outdated")
    page.keyboard.press("Tab")
    expect(page.locator(".field-duplicate_of .select2-selection")).to_be_focused()
    expect(page.locator(":focus")).to_have_css("outline-style", "solid")
    page.keyboard.press("Tab")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("It was lifted.")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=_do]")).to_be_focused()
    expect(page.locator(":focus")).to_have_css("outline-style", "solid")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")


def test_an_error_stands_at_its_field_and_a_refusal_takes_the_focus(page, sign_in, root, pages):
    sign_in(root)
    (url,) = [url for url in pages if url.endswith("/flag/")]
    page.goto(url)
    page.click("input[name=_do]")
    expect(page.locator(".field-kind.errors .errorlist")).to_have_text("This field is required.")
    expect(page.locator("#id_kind")).to_have_attribute("aria-invalid", "true")
    page.select_option("#id_kind", "duplicate")
    page.fill("#id_reason", "the same")
    page.click("input[name=_do]")
    expect(page.locator("#problems")).to_contain_text("Name the fact that it repeats")
    expect(page.locator("#problems")).to_be_focused()
