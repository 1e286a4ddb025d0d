"""Quotes in the admin: placed by words, read in their context."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from tests.editing import save, sign_in, told

LIST = "/admin/quotes/quote/"
TEXT = "“Yes,” said one.\r\nA yes <b>twice</b>, a yes.\r\n" + "x" * 300


@pytest.fixture
def version(capture):
    return capture(TEXT)


def add(version):
    return f"{LIST}add/?version={version.pk}"


def test_a_quote_is_read_in_its_context(editor, version, record):
    with record():
        quote, _ = quote_actions.find_or_create(Selector(version=version.pk, exact="twice"))
    page = editor.get(f"{LIST}{quote.pk}/change/").content.decode()
    assert "A yes &lt;b&gt;<mark>twice</mark>&lt;/b&gt;" in page
    assert "x" * 180 in page
    assert "x" * 250 not in page
    assert 'name="_save"' not in page


def test_a_quote_is_withdrawn(editor, version, record):
    with record():
        quote, _ = quote_actions.find_or_create(Selector(version=version.pk, exact="twice"))
    page = save(editor, f"{LIST}{quote.pk}/withdraw/", reason="the wrong words")
    assert "Withdrawn: the wrong words" in told(page)


def test_a_follower_that_was_withdrawn_is_told_so(editor, version, record):
    with record():
        quote, _ = quote_actions.find_or_create(Selector(version=version.pk, exact="twice"))
    with record():
        source_actions.add_version(version.article_id, text=f"{TEXT} more")
    page = f"{LIST}{quote.pk}/change/"
    assert "followed there (same), withdrawn" not in told(editor.get(page))
    with record():
        follower = quote.followers.get().pk
        quote_actions.withdraw_quote(follower, reason="another one", expected=None)
    assert "followed there (same), withdrawn" in told(editor.get(page))


def test_one_quote_and_fifty_cost_the_list_the_same(editor, version, record):
    def quote(i):
        with record():
            quote_actions.find_or_create(Selector(version=version.pk, start=0, end=i + 2))

    quote(0)
    editor.get(LIST)
    with CaptureQueriesContext(connection) as one:
        editor.get(LIST)
    for i in range(1, 50):
        quote(i)
    with CaptureQueriesContext(connection) as fifty:
        assert len(editor.get(f"{LIST}?q=").context["cl"].result_list) == 50
    assert len(fifty) == len(one)


def test_readers_stay_outside(anonymous, ben, version):
    reader = sign_in(ben)
    assert reader.get(LIST).status_code == 403
    assert reader.post(add(version), {"exact": "twice", "_save": "1"}).status_code == 403
    assert not Quote.objects.exists()
