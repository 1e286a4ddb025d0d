import pytest

from factstore.sources import actions as source_actions

LINES = 'One “line”,\r\nanother\n\tand <a href="">a literal</a>. '
TEXT = "The Biden administration has quietly given Ukraine permission.\r\n“Yes,” an official said."


@pytest.fixture
def publisher(api):
    """A recorded publisher, as answered."""
    return api.post("/api/v1/publishers", {"name": "Politico"}).json()


@pytest.fixture
def capture(api):
    """Record an article with a text; returns the answer's document."""

    def make(text=TEXT, **members):
        response = api.post("/api/v1/articles", {"language": "en", "text": text, **members})
        assert response.status_code == 201, response.content
        return response.json()

    return make


@pytest.fixture
def article(capture):
    return capture(title="Biden allows Ukraine to hit targets inside Russia")


@pytest.fixture
def version(record):
    """The version of an article of odd lines."""
    known = source_actions.CaptureRecord(title="Main", language="en")
    with record():
        return source_actions.create_article(known, text=LINES).versions.get()
