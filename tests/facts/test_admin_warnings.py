"""What facts warn of, in the admin: on their pages, in their list, and as a filter."""

import pytest

from factstore.core.dates import parse
from factstore.facts.admin.lists import WARNING_WORDS
from factstore.facts.cautions import WARNINGS
from factstore.facts.models import Evidence
from factstore.sources import actions as source_actions
from factstore.sources import standing
from factstore.sources.standing import Told
from tests.editing import told
from tests.facts import bodies

LIST = "/admin/facts/fact/"


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


@pytest.fixture
def article():
    return lambda: Evidence.objects.get().version.article


def page_of(fact):
    return f"{LIST}{fact['id']}/change/"


def test_a_fact_without_warnings_shows_none(editor, fact):
    assert "Warning:" not in told(editor.get(page_of(fact)))
    assert fact["sentence"] in told(editor.get(f"{LIST}?warning=none"))
    assert fact["sentence"] not in told(editor.get(f"{LIST}?warning=any"))


def test_a_retracted_article_is_told_on_the_page_and_in_the_list(editor, fact, article, record):
    said = Told("retracted", date=parse("2024-07"), url="https://example.org/notice")
    with record():
        standing.set_standing(article().pk, said, expected=None)
    page = editor.get(page_of(fact))
    assert "Warning: article retracted." in told(page)
    assert "article retracted, 2024-07" in told(page)
    assert f'href="/admin/sources/article/{article().pk}/change/"' in page.content.decode()
    listed = editor.get(f"{LIST}?warning=article_retracted")
    assert fact["sentence"] in told(listed)
    assert [row.warned for row in listed.context["cl"].result_list] == [["article_retracted"]]
    for other in ("article_corrected", "evidence_drifted", "none"):
        assert fact["sentence"] not in told(editor.get(f"{LIST}?warning={other}"))
    assert fact["sentence"] in told(editor.get(f"{LIST}?warning=any"))


def test_drifted_words_are_told_with_the_way_to_their_queue(editor, fact, article, record):
    with record():
        version = source_actions.add_version(article().pk, text="Nothing of it is left.")
    page = editor.get(page_of(fact))
    assert "Warning: evidence drifted." in told(page)
    assert "words lost in version 2" in told(page)
    address = f"/admin/quotes/drift/?version__id__exact={version.pk}"
    assert f'href="{address}"' in page.content.decode()
    assert editor.get(address).context["cl"].result_count == 1
    assert fact["sentence"] in told(editor.get(f"{LIST}?warning=evidence_drifted"))


def test_each_warning_has_its_words():
    assert list(WARNING_WORDS) == list(WARNINGS)
