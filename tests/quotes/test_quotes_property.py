"""Whatever the text and the span: what is stored is the text's own characters."""

from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
ODD = st.sampled_from(
    ["\r\n", "\u00a0", "👩‍👧", "e\u0301", "𝕬", "\u202e", "“", "\ufeff", "\uffff", "a"]
)
TEXTS = (
    st.lists(CHARACTERS | ODD, min_size=1, max_size=60).map("".join).map(lambda odd: f"{odd}a{odd}")
)


@contextmanager
def undone():
    """Run the block and undo what it wrote, so that each example finds an empty store."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS, data=st.data())
def test_a_stored_quote_is_the_text_at_its_span(record, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(not text[start:end].isspace())
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in (start, end)]
    with undone():
        with record():
            article = source_actions.create_article(CaptureRecord(language="en"), text=text)
            version = article.versions.get()
            by_points = Selector(version=version.id, start=start, end=end)
            quote, is_new = quote_actions.find_or_create(by_points)
            by_units = replace(
                by_points, start=units[0], end=units[1], unit="utf16", exact=text[start:end]
            )
            again, is_newer = quote_actions.find_or_create(by_units)
        quote.refresh_from_db()
        version.refresh_from_db()
        assert version.text == text
        assert (is_new, is_newer, again.pk) == (True, False, quote.pk)
        assert quote.exact == text[start:end]
        assert [quote.start_utf16, quote.end_utf16] == units
        assert quote.prefix == text[max(0, start - 32) : start]
        assert quote.suffix == text[end : end + 32]
