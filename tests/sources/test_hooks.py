import pytest

from factstore.sources import actions, hooks
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Version


@pytest.fixture
def told(monkeypatch):
    calls = []
    monkeypatch.setattr(hooks, "_after_version", [])
    hooks.after_version(lambda before, after: calls.append((before.text, after.text)))
    return calls


def test_a_hook_is_told_of_each_version_but_the_first(record, told):
    with record():
        article = actions.create_article(CaptureRecord(), text="one")
        actions.add_version(article.pk, text="two")
        actions.add_version(article.pk, text="three")
    assert told == [("one", "two"), ("two", "three")]


def test_a_hook_that_fails_takes_the_version_back(record, told):
    def fail(_before, _after):
        raise RuntimeError

    with record():
        article = actions.create_article(CaptureRecord(), text="one")
    hooks.after_version(fail)
    with pytest.raises(RuntimeError), record():
        actions.add_version(article.pk, text="two")
    assert list(Version.objects.values_list("text", flat=True)) == ["one"]
