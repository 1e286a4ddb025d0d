"""Whatever folding covers was done to a quote: what is found and kept is the source's own span."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from itertools import combinations

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factstore.quotes import actions as quote_actions
from factstore.quotes.locate import locate
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord

WORDS = (  # noqa: SIM905 -- a list of words reads as words
    "minister crews 27 1,200 3.5 “seen” ‘away’ it’s café Óscar’s self-made — office… fifth "
    "Kharkiv’s never «dit-il» „sagte“ ß naïve Київ об’єкт не 他们在北京说 العربية ﬁnal AT&T U.S. "
    "$275 COVID-19 e\u0301te\u0301 co\u00adop na\u200bive —and– …"
).split()
ODD = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Mn", "Zs", "Zl", "Zp", "Nd"])
ANY = st.text(ODD, min_size=1, max_size=4)

Damage = Callable[[str], str]


DAMAGES: dict[str, Damage] = {
    "straight marks": lambda text: text.translate(str.maketrans("“”„‘’", '"""\'\'')),
    "French marks": lambda text: text.replace("“", "« ").replace("”", " »"),
    "other hyphens": lambda text: text.replace("-", "\u2011"),
    "two hyphens": lambda text: text.replace(" — ", "--"),
    "spaces": lambda text: text.replace(" ", " \u00a0\u2009"),
    "lines": lambda text: text.replace(" ", "\r\n  "),
    "ligatures": lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ"),
    "soft hyphens": lambda text: re.sub(r"(?<=[a-z]{2})(?=[a-z]{2})", "\u00ad", text),
    "hyphens at line ends": lambda text: re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", "-\n", text),
    "hyphens before line ends": lambda text: re.sub(r"(?<=[a-z]-)(?=\d)", "\r\n ", text),
    "zero width": lambda text: re.sub(r"(?<=[^À-ð])(?=[^\u0301])", "\u200b", text),
    "directions": lambda text: text.replace(" ", "\u200e \u200f\u2060").replace("-", "-\u202a"),
    "entities": lambda text: re.sub(r"[“”’é—]", lambda found: f"&#{ord(found[0])};", text),
    "entities twice": lambda text: text.replace("’", "&amp;rsquo;").replace("é", "&amp;eacute;"),
    "taken apart": lambda text: text.replace("é", "e\u0301").replace("ï", "i\u0308"),
    "ellipsis": lambda text: text.replace("…", "..."),
    "misread": lambda text: re.sub(
        r"[“’é—]|Ó(?=\w)", lambda found: found[0].encode().decode("cp1252", "replace"), text
    ),
}
"""In the order in which they are done: encoding is the last that can go wrong."""


@st.composite
def damaged(draw):
    """Return a text, the span of a quote in it, and the quote after one to five damages."""
    drawn = draw(st.lists(st.sampled_from(WORDS) | ANY, min_size=3, max_size=30))
    # A number after each word, so that no quote stands there twice.
    words = [f"{word} w{number}" for number, word in enumerate(drawn)]
    first = draw(st.integers(0, len(words) - 2))
    last = draw(st.integers(first + 1, len(words) - 1))
    start = len("".join(word + " " for word in words[:first])) + len(drawn[first]) + 1
    quote = " ".join(words[first : last + 1])[len(drawn[first]) + 1 :]
    text = " ".join(words)
    assert text[start : start + len(quote)] == quote
    changed = quote
    done = draw(st.sets(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=5))
    for name, damage in DAMAGES.items():
        changed = damage(changed) if name in done else changed
    return text, start, quote, changed


@settings(max_examples=400, deadline=None)
@given(damaged())
def test_damage_that_folding_covers_leads_back_to_the_span(case):
    text, start, quote, changed = case
    found = locate(text, changed)
    assert found.outcome in {"exact", "repaired"}
    assert [(span.start, span.end) for span in found.spans] == [(start, start + len(quote))]


def test_any_two_damages_at_once_lead_back_to_the_span():
    quote = " ".join(f"{word} w{number}" for number, word in enumerate(WORDS))
    text = f"Before it. {quote} After it."
    for names in combinations(DAMAGES, 2):
        changed = quote
        for name in names:
            changed = DAMAGES[name](changed)
        found = locate(text, changed)
        spans = [(span.start, span.end) for span in found.spans]
        assert (found.outcome, spans) == ("repaired", [(11, 11 + len(quote))]), names


@contextmanager
def undone():
    """Run the block and undo what it wrote, so that each example finds an empty store."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(damaged())
def test_the_stored_quote_is_the_source_s_span_and_says_what_was_given(record, case):
    text, start, quote, changed = case
    with undone():
        with record():
            article = source_actions.create_article(CaptureRecord(language="en"), text=text)
            version = article.versions.get()
            stored, is_new = quote_actions.find_or_create(
                Selector(version=version.id, exact=changed)
            )
        stored.refresh_from_db()
        assert is_new
        assert (stored.start, stored.end) == (start, start + len(quote))
        assert stored.exact == quote == version.text[stored.start : stored.end]
        assert stored.given == (None if changed == quote else changed)
