import pytest

from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

TEXT = "“Yes,” said 👩‍👩‍👧 one. A yes, a yes.\r\nThe e\u0301nd – 𝕬𝕭."


@pytest.fixture
def capture(record):
    """Record an article with a text; returns its first version."""

    def make(text=TEXT, **members):
        with record():
            article = source_actions.create_article(
                CaptureRecord(language="en", **members), text=text
            )
        return article.versions.get()

    return make


@pytest.fixture
def version(capture):
    return capture()
