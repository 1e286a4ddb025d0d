"""Capturing in the admin: nothing that was typed, ticked or chosen is lost where it is refused."""

import pytest

from factstore.ledger.models import Change
from factstore.sources import actions as source_actions
from factstore.sources.models import Article, Version
from tests.editing import fields, told
from tests.sources.conftest import LINES
from tests.sources.test_admin_capture import NEW, PAGE, again, file, look, newer

TYPED = {
    "title": "My title",
    "byline": "A. Writer",
    "published": "2024-05",
    "url": "https://example.org/a",
    "language": "de",
    "series": "A column",
    "reason": "found by hand",
}


REFUSED = [
    ({"pasted": "<html><body></body></html>"}, "No text of an article was found"),
    ({"pasted": "a\x00b"}, "Null characters are not allowed."),
    ({"pasted": "a", "file": b"b"}, "one of the two"),
    ({"pasted": "", "file": b"%PDF-1.7"}, "This is PDF"),
    ({"pasted": "a", "charset": "x" * 41}, "at most 40 characters"),
]


@pytest.mark.parametrize(("given", "told_so"), REFUSED)
def test_a_refused_text_takes_nothing_of_the_capture_record_along(editor, given, told_so):
    page = look(editor, pasted=PAGE)
    if "file" in given:
        given = {**given, "file": file(given["file"], "given")}
    ticks = {"take-publisher": "on", "cut": "sharing", "reprint": "on"}
    page = editor.post(NEW, {**fields(page), "_show": "1", **TYPED, **ticks, **given})
    assert told_so in told(page)
    kept = fields(page)
    assert {name: kept[name] for name in TYPED} == TYPED
    page = again(editor, page, "_show", pasted=PAGE, charset="")
    kept = fields(page)
    assert {name: kept[name] for name in TYPED} == TYPED
    assert (kept["take-publisher"], kept["cut"]) == (["on"], ["sharing"])
    again(editor, page)
    article = Article.objects.get()
    assert (article.title, article.publisher.name) == ("My title", "Politico")
    assert Change.objects.get().reason == "found by hand"


def test_a_file_stays_chosen_where_a_text_in_its_place_is_refused(editor):
    page = look(editor, file=file(b"From a file.", "a.txt"))
    page = again(editor, page, "_show", pasted="<html><body></body></html>")
    assert "No text of an article was found" in told(page)
    assert "The file a.txt is kept" in told(page)
    page = again(editor, page, "_show", pasted="")
    again(editor, page)
    assert Version.objects.get().text == "From a file."


def test_a_file_too_large_leaves_the_earlier_one_chosen(editor, settings):
    page = look(editor, file=file(b"From a file.", "a.txt"))
    settings.MAX_PAGE_BYTES = 20
    page = again(editor, page, "_show", file=file(b"x" * 30, "b.txt"))
    assert "the limit is 20" in told(page)
    assert "The file a.txt is kept" in told(page)


def test_a_file_chosen_beside_a_text_is_kept(editor):
    page = look(editor, pasted="a text", file=file(b"From a file.", "a.txt"))
    assert "one of the two" in told(page)
    assert fields(page)["pasted"] == "a text"
    page = again(editor, page, "_show", pasted="")
    again(editor, page)
    assert Version.objects.get().text == "From a file."


def test_a_tick_for_a_reprint_stays_where_something_else_is_refused(editor, version):
    page = look(editor, file=file(LINES.encode()))
    page = again(editor, page, reprint="on", published="yesterday")
    assert fields(page)["reprint"] == ["on"]
    again(editor, page, published="2024")
    assert Version.objects.filter(reprint=True).count() == 1


def test_what_was_given_stays_where_its_article_is_gone(editor, version, record):
    with record():
        other = source_actions.create_article(
            source_actions.CaptureRecord(title="Other"), text="Other."
        )
    page = look(editor, newer(version), pasted="A newer text.")
    with record():
        source_actions.withdraw_article(version.article_id, reason="in error", expected=None)
    page = again(editor, page, url=newer(version), reason="my reason", pasted="A newer\ntext.")
    assert "Of which article?" in told(page)
    assert "nothing is recorded" in told(page)
    page = editor.post(newer(version), {**fields(page), "article": str(other.pk)})
    assert "What differs from version 1" in told(page)
    assert fields(page)["reason"] == "my reason"
    again(editor, page, url=newer(version))
    assert other.versions.get(number=2).text == "A newer\ntext."
    assert Change.objects.order_by("position").last().reason == "my reason"


def test_a_file_stays_where_its_article_is_gone(editor, version, record):
    with record():
        other = source_actions.create_article(
            source_actions.CaptureRecord(title="Other"), text="Other."
        )
    page = editor.post("/admin/sources/version/add/?article=x", {"file": file(b"From a file.")})
    assert "Of which article?" in told(page)
    url = "/admin/sources/version/add/"
    page = editor.post(url, {**fields(page), "article": str(other.pk)})
    again(editor, page, url=url)
    assert other.versions.get(number=2).text == "From a file."
