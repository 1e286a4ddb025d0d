"""Pages load and run what comes from this server, and nothing that was slipped into them."""

import pytest

from tests.browser.conftest import REFUSED


def test_the_interactive_documentation_works_under_its_policy(page):
    page.goto("/api/v1/docs")
    page.wait_for_selector("#operations-facts-facts_list")
    page.click("#operations-facts-facts_list")
    page.wait_for_selector("#operations-facts-facts_list .parameters")


@pytest.mark.parametrize("path", ["/api/v1/docs", "/admin/login/"])
def test_a_script_in_the_page_is_refused(chromium, server, path):
    page = chromium.new_page(base_url=server)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.slipped = 1';"
        " document.body.append(s); }"
    )
    assert page.evaluate("() => window.slipped === undefined")
    assert any(REFUSED in text for text in said)
    page.close()
