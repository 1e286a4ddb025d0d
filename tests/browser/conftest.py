"""A real browser on a server of its own, over a copy of the desk's store."""

import shutil

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

from tests import stores
from tests.facts.conftest import DESK

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REFUSED = "Content Security Policy"
PASSWORD = "only for this test"
PATIENCE = 60_000
"""Milliseconds after which what does not come is missed; far more than a busy machine takes."""


@pytest.fixture(scope="package")
def chromium(django_db_setup, django_db_blocker):
    """The system's Chromium, without a window."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on this machine (.ci/run installs it)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    # With the loop come connections of its own; those from before would keep the database busy.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to be called.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, args=FLAGS, timeout=2 * PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def db(chromium, django_db_blocker):
    """A store that the server's threads see: what tests write is committed."""
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


@pytest.fixture
def server(db, settings, tmp_path):
    """Address of a server over the test's store."""
    settings.STATIC_ROOT = tmp_path
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={}, port=0)
    thread.daemon = True
    thread.start()
    assert thread.is_ready.wait(PATIENCE / 1000)
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def page(chromium, server):
    """A page that fails the test where a script fails or the content policy refuses anything."""
    context = chromium.new_context(base_url=server, viewport={"width": 1360, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if REFUSED in said.text else None)
    yield page
    context.close()
    assert failures == []


@pytest.fixture
def sign_in(page):
    """Come in as a user of the cast."""

    def come_in(user):
        user.is_staff = True
        user.set_password(PASSWORD)
        user.save()
        page.context.clear_cookies()
        page.goto("/admin/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", PASSWORD)
        page.click("input[type=submit]")
        page.wait_for_selector("#user-tools")

    return come_in


def widgets_are_ready(page):
    """Wait for the selects that one searches: they are made, and named, after the page has loaded."""
    from playwright.sync_api import expect

    selects = "#content select.admin-autocomplete:not([name*=__prefix__])"
    expect(page.locator(f"{selects}:not(.select2-hidden-accessible)")).to_have_count(0)
    expect(page.locator("#content .select2-selection:not([data-named])")).to_have_count(0)
