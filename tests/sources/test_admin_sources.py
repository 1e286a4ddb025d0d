"""Publishers, articles and captured texts in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.ledger.models import Change
from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.marking import segments
from factstore.sources.models import Article, Publisher
from tests.editing import fields, save, sign_in, told

PUBLISHERS = "/admin/sources/publisher/"
ARTICLES = "/admin/sources/article/"
VERSIONS = "/admin/sources/version/"
TEXT = 'One “line”,\r\nanother\n\tand <a href="">a literal</a>. '


@pytest.fixture
def publisher(record):
    with record():
        return source_actions.create_publisher(name="Politico")


@pytest.fixture
def version(record, publisher):
    known = source_actions.CaptureRecord(publisher=publisher.pk, title="Main", language="en")
    with record():
        return source_actions.create_article(known, text=TEXT).versions.get()


def change(model, pk):
    return f"/admin/sources/{model}/{pk}/change/"


def test_a_publisher_is_recorded_and_changed_for_a_reason(editor):
    save(editor, f"{PUBLISHERS}add/", name="The Herald")
    publisher = Publisher.objects.get()
    assert (publisher.name, publisher.url, publisher.description) == ("The Herald", None, "")
    url = change("publisher", publisher.pk)
    assert "required" in told(save(editor, url, name="Herald"))
    save(editor, url, name="Herald", reason="without the article")
    publisher.refresh_from_db()
    assert publisher.name == "Herald"
    reasons = Change.objects.order_by("position").values_list("origin", "reason")
    assert list(reasons) == [
        ("admin", "recorded in the admin"),
        ("admin", "without the article"),
    ]


def test_a_name_that_is_taken_is_told_and_nothing_is_written(editor, publisher):
    changes = Change.objects.count()
    page = save(editor, f"{PUBLISHERS}add/", name="Politico")
    assert "There is a publisher called Politico." in told(page)
    assert str(publisher.pk) in told(page)
    assert Change.objects.count() == changes


def test_a_publisher_in_use_is_not_withdrawn(editor, version, publisher):
    page = save(editor, f"{PUBLISHERS}{publisher.pk}/withdraw/", reason="a slip")
    assert "stand on this" in told(page)
    publisher.refresh_from_db()
    assert publisher.withdrawn_reason is None


def test_a_capture_record_is_changed_and_its_text_is_not_offered(editor, version):
    url = change("article", version.article_id)
    assert 'name="text"' not in editor.get(url).content.decode()
    save(editor, url, published="[2024-05-21..2024-05-30]", byline="A. Writer", reason="found")
    article = Article.objects.get()
    assert (str(article.published_not_before), article.byline) == ("2024-05-21", "A. Writer")
    page = save(editor, url, reason="nothing")
    assert "Nothing was changed" in told(page)


def test_another_editors_save_is_told(editor, version, record):
    url = change("article", version.article_id)
    data = fields(editor.get(url))
    with record("from the archive"):
        source_actions.update_article(version.article_id, {"series": "Brief"}, expected=None)
    page = editor.post(url, {**data, "series": "Mine", "reason": "r"})
    text = told(page)
    assert "ada changed series" in text
    assert "from the archive" in text
    assert 'value="Mine"' in page.content.decode()
    assert Article.objects.get().series == "Brief"


def test_a_version_shows_its_text_with_its_quotes_marked(editor, version, record):
    with record():
        quote, _ = quote_actions.find_or_create(Selector(version=version.pk, exact="“line”"))
    page = editor.get(change("version", version.pk)).content.decode()
    assert f'href="/admin/quotes/quote/{quote.pk}/change/">“line”</a>' in page
    assert "&lt;a href=&quot;&quot;&gt;a literal&lt;/a&gt;" in page
    assert 'name="_save"' not in page
    assert editor.post(change("version", version.pk), {"text": "x"}).status_code == 403


def test_overlapping_marks_cut_the_text_into_segments():
    found = list(segments("abcdef", [(1, 4, "x"), (2, 3, "y"), (3, 6, "z")]))
    assert [(s.text, s.marks) for s in found] == [
        ("a", ()),
        ("b", ("x",)),
        ("c", ("x", "y")),
        ("d", ("x", "z")),
        ("ef", ("z",)),
    ]
    assert list(segments("", [])) == []


@pytest.mark.parametrize("listed", [PUBLISHERS, ARTICLES, VERSIONS])
def test_one_row_and_fifty_cost_the_same(editor, record, listed):
    capture(record, 0)
    editor.get(listed)
    with CaptureQueriesContext(connection) as one:
        editor.get(listed)
    for i in range(1, 50):
        capture(record, i)
    with CaptureQueriesContext(connection) as fifty:
        assert len(editor.get(listed).context["cl"].result_list) == 50
    assert len(fifty) == len(one)


def capture(record, i):
    with record():
        publisher = source_actions.create_publisher(name=f"Publisher {i}")
        known = source_actions.CaptureRecord(publisher=publisher.pk, language="en")
        source_actions.create_article(known, text=f"text {i}")


@pytest.mark.parametrize("listed", [PUBLISHERS, ARTICLES, VERSIONS])
def test_readers_stay_outside(anonymous, ben, version, listed):
    reader = sign_in(ben)
    assert reader.get(listed).status_code == 403
    assert reader.get(f"{listed}add/").status_code == 403
    assert reader.post(f"{PUBLISHERS}add/", {"name": "x"}).status_code == 403
