"""Capturing in the admin beside what others stored: captured meanwhile, withdrawn, the same."""

import pytest

from factstore.ledger.admin.forms import ended_as
from factstore.ledger.models import Change
from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.models import Article, Version
from tests.editing import fields, told
from tests.sources.test_admin_capture import PAGE, again, file, look, newer


@pytest.fixture
def version(record):
    with record():
        return source_actions.create_article(
            source_actions.CaptureRecord(title="Main", language="en"), text="One line."
        ).versions.get()


def test_a_text_captured_meanwhile_is_compared_before_one_is_recorded_over_it(
    editor, version, record
):
    page = look(editor, newer(version), pasted="Two lines.")
    with record():
        source_actions.add_version(version.article_id, text="Three lines.")
    page = again(editor, page, url=newer(version), reason="mine")
    assert Version.objects.count() == 2
    assert "Meanwhile another version was captured" in told(page)
    assert "What differs from version 2" in told(page)
    assert fields(page)["reason"] == "mine"
    assert fields(page)["pasted"] == "Two lines."
    again(editor, page, url=newer(version))
    assert Version.objects.get(number=3).text == "Two lines."


def test_the_same_text_captured_meanwhile_is_no_news(editor, version, record):
    page = look(editor, newer(version), pasted="Two lines.")
    with record():
        source_actions.add_version(version.article_id, text="Two lines.")
    page = again(editor, page, url=newer(version))
    assert "there is nothing to record" in told(page)
    assert Version.objects.count() == 2


@pytest.mark.parametrize("sent", ["", "rubbish", "01903b5e-8a00-7c3a-9d2e-000000000001"])
def test_what_was_compared_has_to_be_said(editor, version, sent):
    page = look(editor, newer(version), pasted="Two lines.")
    page = again(editor, page, url=newer(version), compared=sent)
    assert Version.objects.count() == 1
    again(editor, page, url=newer(version))
    assert Version.objects.count() == 2


def test_a_text_of_a_withdrawn_article_is_recorded_where_one_says_so(editor, version, record):
    with record():
        source_actions.withdraw_article(version.article_id, reason="in error", expected=None)
    page = look(editor, pasted="One line.")
    assert "Main : the very same text; it was withdrawn (in error)" in told(page)
    assert "capture the text as its newer version there" not in told(page)
    page = again(editor, page, title="Anew")
    assert "This very text is stored already" in told(page)
    again(editor, page, reprint="on")
    assert Article.objects.get(title="Anew").versions.get().text == "One line."


def test_a_newer_text_that_a_withdrawn_article_has_is_recorded_where_one_says_so(
    editor, version, record
):
    with record():
        other = source_actions.create_article(
            source_actions.CaptureRecord(title="Other"), text="Two lines."
        )
        source_actions.withdraw_article(other.pk, reason="in error", expected=None)
    page = look(editor, newer(version), pasted="Two lines.")
    again(editor, page, url=newer(version), reprint="on")
    assert Version.objects.get(number=2).reprint


def test_what_becomes_of_quotes_is_told_of_a_reprint_too(editor, version, record):
    with record():
        quote_actions.find_or_create(Selector(version=version.pk, exact="line"))
        known = source_actions.CaptureRecord(title="Other")
        source_actions.create_article(known, text="Another line.")
    page = look(editor, newer(version), pasted="Another line.")
    assert "1 quote is followed to where it stands" in told(page)


def test_a_text_that_another_captures_meanwhile_is_told_with_its_article(editor, record):
    page = look(editor, pasted="One line.")
    with record():
        known = source_actions.CaptureRecord(title="Theirs")
        source_actions.create_article(known, text="One line.")
    page = again(editor, page, title="Mine")
    assert "Theirs : the very same text" in told(page)
    again(editor, page, reprint="on")
    assert Article.objects.get(title="Mine").versions.get().reprint


def test_a_publisher_recorded_meanwhile_hides_no_box_for_a_reprint(editor, version, record):
    page = look(editor, pasted=PAGE)
    page = again(editor, page, "_show", **{"take-publisher": "on", "take-language": "on"})
    with record():
        publisher = source_actions.create_publisher(name="Politico")
        source_actions.withdraw_publisher(publisher.pk, reason="in error", expected=None)
    page = again(editor, page)
    assert "There is a publisher called Politico" in told(page)
    assert not Article.objects.filter(publisher__isnull=False).exists()


def test_a_publisher_whose_name_is_too_long_cannot_be_taken(editor):
    page = look(editor, pasted=PAGE.replace("Politico", "Politico " * 23))
    page = again(editor, page, **{"take-publisher": "on", "take-language": "on"})
    assert Article.objects.get().publisher is None


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("", "one\ntwo"),
        ("another\n", "one\ntwo"),
        ("one\r\ntwo", "one\r\ntwo"),
        ("one\ntwo\r\nthree", "one\ntwo"),
        ("another\r\nthree\n", "one\r\ntwo"),
        ("one\rtwo", "one\rtwo"),
    ],
)
def test_pasted_line_ends_become_those_of_the_text(text, ended):
    assert ended_as("one\ntwo", text) == ended


def test_opening_a_page_that_reads_a_file_again_does_nothing(editor, monkeypatch):
    again(editor, look(editor, file=file(PAGE.encode(), "a.html")), language="en")
    version = Version.objects.get()

    def never(*_args, **_more):
        raise AssertionError("a page was opened, and something was written")

    monkeypatch.setattr(source_actions, "add_version", never)
    url = f"{newer(version)}&again={version.pk}"
    page = editor.get(url)
    assert "The kept file is read again" in told(page)
    assert "Paste the article’s text as it is now" not in told(page)
    assert 'name="_save"' not in page.content.decode()
    monkeypatch.undo()
    page = again(editor, page, "_show", url=url)
    assert "there is nothing to record" in told(page)
    assert Change.objects.count() == 1
