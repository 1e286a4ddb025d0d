"""What the admin shows beside a quote: the version after, similar quotes, links."""

import pytest

from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from tests.editing import sign_in, told

TEXT = "The 31 tanks will arrive in May, said Mr Sullivan. Nobody else said a word about it."
NEWER = "The 13 tanks will arrive in May, said Mr Sullivan. Nobody else said a word about it. Yet."


@pytest.fixture
def article(record):
    known = source_actions.CaptureRecord(title="Tanks", url="https://example.org/tanks")
    with record():
        return source_actions.create_article(known, text=TEXT)


@pytest.fixture
def quote(article, record):
    with record():
        found, _ = quote_actions.find_or_create(Selector(article=article.pk, exact="The 31 tanks"))
    return found


def test_a_diff_shows_both_texts_as_one_and_the_quotes_it_hits(editor, article, quote, record):
    with record():
        newest = source_actions.add_version(article.pk, text=NEWER)
    page = editor.get(f"/admin/sources/version/{newest.pk}/change/")
    address = f"/admin/quotes/quote/diff/{article.pk}/1/2/"
    assert f'href="{address}"' in page.content.decode()
    page = editor.get(address)
    body = page.content.decode()
    assert "The <del>31 </del><ins>13 </ins>tanks will arrive" in body
    assert "2 places differ" in told(page)
    assert f"/admin/quotes/quote/{quote.pk}/change/" in body
    assert "The <del>31</del> tanks" in body
    assert "The <ins>13</ins> tanks" in body
    assert "This quote</a>: only something like it stands there." in body


def test_of_a_lost_quote_no_words_are_shown_as_standing_there_now(editor, article, quote, record):
    with record():
        source_actions.add_version(article.pk, text="Nobody came.")
    page = editor.get(f"/admin/quotes/quote/diff/{article.pk}/1/2/").content.decode()
    assert "This quote</a>: nothing like it is left." in page
    assert "What stands there now" not in page


def test_a_diff_of_what_is_not_there_is_not_found(editor, article):
    assert editor.get(f"/admin/quotes/quote/diff/{article.pk}/1/9/").status_code == 404
    assert editor.get(f"/admin/quotes/quote/diff/{quote_id}/1/1/").status_code == 404


quote_id = "01890000-0000-7000-8000-000000000000"


def test_readers_see_no_diff(anonymous, ben, article):
    address = f"/admin/quotes/quote/diff/{article.pk}/1/1/"
    assert sign_in(ben).get(address).status_code == 403


def test_a_quote_shows_its_links_and_what_is_like_it(editor, quote, record):
    with record():
        other = source_actions.create_article(
            source_actions.CaptureRecord(title="Elsewhere"),
            text="It says: the 31 tanks shall arrive in May, he said.",
        )
        whole, _ = quote_actions.find_or_create(
            Selector(version=quote.version_id, exact="The 31 tanks will arrive in May")
        )
        quote_actions.find_or_create(
            Selector(article=other.pk, exact="the 31 tanks shall arrive in May")
        )
    page = editor.get(f"/admin/quotes/quote/{whole.pk}/change/")
    body = page.content.decode()
    assert 'href="https://example.org/tanks#:~:text=' in body
    assert f'href="/api/v1/quotes/{whole.pk}/annotation"' in body
    assert "Elsewhere" in told(page)
    assert "the 31 tanks <ins>shall</ins> arrive in May" in body
    assert "86 % alike" in told(page)
