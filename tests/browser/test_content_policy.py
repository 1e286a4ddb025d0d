"""Pages load and run what comes from this server, and nothing that was slipped into them."""

import pytest

from tests.browser.conftest import PATIENCE, REFUSED


def test_the_interactive_documentation_works_under_its_policy(page):
    page.goto("/api/v1/docs")
    page.wait_for_selector("#operations-facts-facts_list")
    page.click("#operations-facts-facts_list")
    page.wait_for_selector("#operations-facts-facts_list .parameters")


@pytest.mark.parametrize("path", ["/api/v1/docs", "/admin/login/"])
def test_a_script_in_the_page_is_refused(chromium, server, path):
    page = chromium.new_page(base_url=server)
    page.set_default_timeout(PATIENCE)
    page.goto(path)
    with page.expect_console_message(lambda message: REFUSED in message.text):
        page.evaluate(
            "() => { const s = document.createElement('script');"
            " s.textContent = 'window.slipped = 1'; document.body.append(s); }"
        )
    assert page.evaluate("() => window.slipped === undefined")
    page.close()
