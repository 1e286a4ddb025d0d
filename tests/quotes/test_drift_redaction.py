"""What a redaction leaves of quotes that were followed, and of drifts."""

import json
import time

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.accounts import actions as account_actions
from factstore.core.redaction import BLOT
from factstore.core.roles import Role
from factstore.ledger.actions import change
from factstore.ledger.models import Revision
from factstore.ledger.verification import findings
from factstore.quotes import actions
from factstore.quotes.differences import standing_apart
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.redaction import redact_version

BEFORE = "On Friday Adam Smithson of 12 Mill Lane told the court that he saw nothing at all."
AFTER = "On Friday Adam Smithers of 14 Mill Lane told the court that he saw nothing at all."
QUOTE = "Adam Smithson of 12 Mill Lane told the court"


@pytest.fixture
def drift(capture, record):
    version = capture(BEFORE)
    with record():
        for exact in (QUOTE, "he saw nothing"):
            actions.find_or_create(Selector(version=version.pk, exact=exact))
    with record():
        source_actions.add_version(version.article_id, text=AFTER)
    return Drift.objects.get()


def redact(version, words):
    root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
    start = version.text.index(words)
    with change(actor=root, reason="order 12", origin="redaction", alone=True):
        redact_version(version.pk, [(start, start + len(words))], expected=None)


def stored():
    """Return all that the tables of drifts, quotes and revisions say."""
    said = [*Drift.objects.values_list("candidates", flat=True)]
    said += [*Quote.objects.values_list("exact", "prefix", "suffix")]
    said += [*Revision.objects.values_list("document", flat=True)]
    return json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    ("number", "words", "gone", "kept"),
    [
        (2, "Smithers of 14", "Smithers", "Smithson"),
        (1, "Smithson of 12", "Smithson", "Smithers"),
    ],
)
def test_what_is_redacted_in_either_version_is_gone(drift, number, words, gone, kept):
    versions = {1: drift.quote.version, 2: drift.version}
    assert gone in stored()
    assert kept in stored()
    redact(versions[number], words)
    assert gone not in stored()
    assert kept in stored()
    assert BLOT * len(gone) in stored()
    assert [str(finding) for finding in findings()] == []
    now = Drift.objects.get()
    text = type(drift.version).objects.get(pk=drift.version_id).text
    for candidate in now.candidates:
        assert candidate["exact"] == text[candidate["start"] : candidate["end"]]


@pytest.fixture
def quoted(capture, record):
    """Let a text be quoted, changed, and redacted in places; returns the words that differ."""

    def make(before, after, exact, *places):
        version = capture(before)
        with record():
            actions.find_or_create(Selector(version=version.pk, exact=exact))
        with record():
            source_actions.add_version(version.article_id, text=after)
        root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
        for place in places:
            with change(actor=root, reason="order 12", origin="redaction", alone=True):
                redact_version(version.pk, [place], expected=None)
        assert [str(finding) for finding in findings()] == []
        (candidate,) = Drift.objects.get().candidates
        return [difference["quoted"] for difference in candidate["differences"]]

    return make


PLAIN = "On Friday an old man told the court that the manager saw nothing at all of it."
CHANGED = "On Friday an old woman told the court that the clerk saw nothing at all of it."


def place(words, text=PLAIN, nth=0):
    start = [at for at in range(len(text)) if text.startswith(words, at)][nth]
    return start, start + len(words)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (" man ", [BLOT * 3, "manager"]),
        ("man told", [BLOT * 3, "manager"]),
        ("manager", ["man", BLOT * 7]),
        ("ager saw", ["man", "man" + BLOT * 4]),
        ("told the court", ["man", "manager"]),
        ("On Friday", ["man", "manager"]),
    ],
)
def test_of_words_that_differ_what_is_redacted_is_gone_and_no_more(quoted, words, left):
    assert quoted(PLAIN, CHANGED, PLAIN[10:], place(words)) == left


def test_line_breaks_in_a_quote_take_nothing_along(quoted):
    text = "On Friday the old\nman of twelve told the court that he saw nothing, said the clerk."
    after = text.replace("old\nman of twelve", "young boy of ten").replace("nothing", "all")
    words = quoted(text, after, text[10:], place("clerk", text))
    assert words == ["old man", "twelve", "nothing"]


@pytest.mark.parametrize(("words", "left"), [("he was", BLOT * 2), ("he went", "he")])
def test_of_two_equal_words_the_redacted_one_is_gone(quoted, words, left):
    text = "He said that he went there, he was sure, and that he saw nothing at all of it."
    start, _ = place(words, text)
    assert quoted(text, text.replace("he was sure", "she was sure"), text, (start, start + 2)) == [
        left
    ]


def test_what_was_redacted_before_does_not_hide_what_is_redacted_then(quoted):
    both = place("man"), place("manager")
    assert quoted(PLAIN, CHANGED, PLAIN[10:], *both) == [BLOT * 3, BLOT * 7]


def test_words_that_another_folding_made_go_with_any_of_the_quote(drift):
    (candidate,) = drift.candidates
    candidate["differences"][0]["quoted"] = "Adam-Smithson"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotes_drift DISABLE TRIGGER USER")
        Drift.objects.update(candidates=[candidate])
        cursor.execute("ALTER TABLE quotes_drift ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    redact(drift.quote.version, "Smithson")
    (left,) = Drift.objects.get().candidates
    assert left["differences"][0]["quoted"] == BLOT * 13


def test_words_that_stand_often_are_found_in_linear_time():
    words = "a " * 20_000
    before = time.process_time()
    assert len(list(standing_apart(words, "a"))) == 20_000
    assert time.process_time() - before < 2


def test_a_drift_can_be_confirmed_after_a_redaction(drift, record):
    redact(drift.version, "Smithers of 14")
    with record():
        settled = actions.confirm_drift(drift.pk, candidate=0, expected=None)
    assert BLOT in settled.new_quote.exact


def test_the_database_holds_what_drifts_promise(drift, record):
    followed = Quote.objects.get(follows__isnull=False)
    tried = {
        "quotes_drift_never_changes": "UPDATE quotes_drift SET outcome = 'ambiguous'",
        "quotes_drift_never_deleted": "DELETE FROM quotes_drift",
        "quotes_drift_state_has_quote": "UPDATE quotes_drift SET state = 'confirmed',"
        " resolution_reason = 'x', resolved_by_id = gen_random_uuid(), resolved_at = now()",
        "quotes_drift_is_open_or_resolved": "UPDATE quotes_drift SET state = 'dropped'",
        "quotes_drift_place_is_in_the_version": "UPDATE quotes_drift SET new_quote_id = quote_id",
        "quotes_quote_never_changes": "UPDATE quotes_quote SET followed_as = 'placed'"
        f" WHERE id = '{followed.pk}'",
        "quotes_quote_follows_an_earlier": "INSERT INTO quotes_quote (id, version_id, start, "
        '"end", start_utf16, end_utf16, exact, prefix, suffix, follows_id, followed_as)'
        " SELECT gen_random_uuid(), version_id, 0, 2, 0, 0, 'On', '', '', id, 'moved'"
        f" FROM quotes_quote WHERE id = '{followed.pk}'",
        "quotes_drift_is_of_a_later_version": "INSERT INTO quotes_drift (id, quote_id, version_id,"
        " outcome, candidates, candidates_total, state) SELECT gen_random_uuid(), id, version_id,"
        f" 'lost', '[]', 0, 'open' FROM quotes_quote WHERE id = '{followed.pk}'",
    }
    for name, sql in tried.items():
        refusing = pytest.raises(IntegrityError)
        with refusing as refused, record(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert refused.value.__cause__.diag.constraint_name == name, sql
