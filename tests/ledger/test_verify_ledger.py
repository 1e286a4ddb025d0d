"""`verify_ledger` finds a single flipped byte, wherever it is."""

from contextlib import contextmanager
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.ledger import actions as ledger_actions
from factstore.ledger.models import Change, Revision
from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.capturing import of_text
from factstore.sources.models import Version
from factstore.sources.redaction import redact_version


@pytest.fixture
def desk(record):
    with record():
        publisher = source_actions.create_publisher(name="The Herald")
    with record():
        article = source_actions.create_article(
            CaptureRecord(language="en", publisher=publisher.pk), text="the very words"
        )
    with record():
        quote, _ = quote_actions.find_or_create(Selector(article=article.pk, exact="very"))
    with record():
        source_actions.update_publisher(publisher.pk, {"name": "Herald"}, expected=None)
    return {"publisher": publisher.pk, "article": article.pk, "quote": quote.pk}


@contextmanager
def as_owner(table):
    """Do what no trigger would let pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verify(**options):
    output = StringIO()
    try:
        call_command("verify_ledger", stdout=output, **options)
    except CommandError as error:
        return f"{output.getvalue()}{error}"
    return output.getvalue()


def test_an_empty_ledger_is_as_recorded(db):
    assert verify() == "All is as recorded (nothing yet).\n"


def test_what_nobody_altered_is_as_recorded(desk):
    said = verify()
    assert said.startswith("All is as recorded (changes: 4, publisher: 1, ")
    assert verify(first=3).startswith("All is as recorded")


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        (
            "ledger_revision",
            "document = replace(document, 'The Herald', 'The Gerald')",
            "publisher {publisher} revision 1: the document does not have the digest",
        ),
        (
            "ledger_revision",
            "document = replace(document, '\"name\":', '\"name\": ')",
            "publisher {publisher} revision 1: the document is no canonical JSON",
        ),
        (
            "ledger_revision",
            "document = left(document, -1)",
            "quote {quote} revision 1: the document is no canonical JSON",
        ),
        (
            "ledger_revision",
            "document = replace(document, '\"position\":', '\"position\":1')",
            "revision 1: the document names another change, position, time or digest",
        ),
        (
            "ledger_revision",
            "content_digest = overlay(content_digest PLACING 'e' FROM 20) WHERE content_digest <> overlay(content_digest PLACING 'e' FROM 20)",
            "the document does not have the digest",
        ),
        ("ledger_revision", "number = 7 WHERE number = 2", "do not follow"),
        ("ledger_revision", "to_position = 3 WHERE to_position = 4", "do not follow"),
        ("ledger_revision", "to_position = 9 WHERE kind = 'quote'", "do not follow"),
        ("ledger_change", "digest = overlay(digest PLACING 'x' FROM 20)", "its digest is not"),
        ("ledger_change", "reason = 'a text' WHERE position = 2", "its actor, reason, origin"),
        ("ledger_change", "origin = 'api' WHERE position = 3", "its actor, reason, origin"),
        ("ledger_change", "agent = 'gpt 5' WHERE position = 3", "its actor, reason, origin"),
        (
            "ledger_change",
            "at = at + interval '1 microsecond' WHERE position = 4",
            "its actor, reason, origin",
        ),
        (
            "ledger_change",
            "details_digest = overlay(details_digest PLACING 'x' FROM 20)",
            "its digest is not",
        ),
        ("ledger_change", "position = 9 WHERE position = 4", "position 9 follows 3"),
        ("ledger_change", "at = at - interval '1 day' WHERE position = 4", "its time is not after"),
        (
            "sources_version",
            "text = replace(text, 'very', 'fery')",
            "the text is not what its sha256 says",
        ),
        (
            "sources_version",
            "text = replace(text, 'very', 'fery')",
            "quote {quote} revision 1: the text does not have these characters",
        ),
        (
            "quotes_quote",
            "exact = 'fery'",
            "quote {quote} revision 1: the tables say something else: /exact",
        ),
        ("sources_publisher", "name = 'Gerald'", "the tables say something else: /name"),
        (
            "sources_publisher",
            "name = 'Gerald'",
            "article {article} revision 2: the tables say something else: /publisher/name",
        ),
    ],
)
def test_one_flipped_byte_is_found(desk, table, change, said):
    with as_owner(table) as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")
    assert said.format(**desk) in verify(), verify()
    assert "The ledger is not what was recorded" in verify()


def test_a_flipped_byte_of_an_original_is_found(desk, record):
    form = "\n\nLeave a Reply\n\nYour email address will not be published."
    captured = of_text("Rain fell on the town." + form, cut=["comment_form"])
    with record():
        article = source_actions.create_article(CaptureRecord(title="Rain"), text=captured)
    assert verify().startswith("All is as recorded")
    with as_owner("sources_original") as cursor:
        cursor.execute("UPDATE sources_original SET content = set_byte(content, 4, 82 # 1)")
    version = article.versions.get().pk
    assert f"version {version} revision 1: its original is not what its sha256" in verify()


def test_a_row_that_is_gone_is_found(desk):
    with as_owner("quotes_quote") as cursor:
        cursor.execute("DELETE FROM quotes_quote")
    assert f"quote {desk['quote']} revision 1: the tables have no row of it" in verify()


def test_what_is_before_the_position_is_left_out(desk):
    with as_owner("ledger_change") as cursor:
        cursor.execute(
            "UPDATE ledger_change SET digest = overlay(digest PLACING 'x' FROM 20) WHERE position = 1"
        )
    assert "its digest is not" in verify()
    assert verify(first=3).startswith("All is as recorded")


def test_no_more_is_shown_than_asked_for(desk):
    with as_owner("ledger_revision") as cursor:
        cursor.execute("UPDATE ledger_revision SET document = '{}'")
    assert verify(show=2).count("\n") == 2


def test_another_actor_is_found(desk, ben):
    with as_owner("ledger_change") as cursor:
        cursor.execute("UPDATE ledger_change SET actor_id = %s WHERE position = 2", [ben.pk])
    assert "its actor, reason, origin, agent, time or position is not as recorded" in verify()


def test_who_leaves_changes_nothing(desk, ada):
    account_actions.pseudonymise_user(ada)
    assert verify().startswith("All is as recorded")


def test_what_was_chained_without_details_is_chained_anew(desk):
    migration = import_module("factstore.ledger.migrations.0009_details")
    before = list(Change.objects.order_by("position").values_list("details_digest", "digest"))
    with as_owner("ledger_change") as cursor:
        cursor.execute("UPDATE ledger_change SET details_digest = 'x', digest = 'x'")
    assert verify().count("its digest is not") == 4
    with connection.schema_editor() as editor:
        migration.chain_anew(None, editor)
    after = list(Change.objects.order_by("position").values_list("details_digest", "digest"))
    assert after == before
    assert verify().startswith("All is as recorded")


@pytest.fixture
def redacted(desk, ada, record):
    """The desk, of which a redaction altered a quote's document and a change's reason."""
    with record("they are the very words"):
        source_actions.create_publisher(name="Other")
    version = Version.objects.get()
    order = {"reason": "order 12", "origin": "redaction", "alone": True}
    with ledger_actions.change(actor=ada, **order):
        redact_version(version.pk, [(4, 14)], expected=None)
    assert Change.objects.filter(redacted_by__isnull=False).count() == 1
    assert Revision.objects.filter(redacted_by__isnull=False).count() == 1
    return desk


def test_what_a_redaction_left_is_as_recorded(redacted):
    assert verify().startswith("All is as recorded")
    assert verify(first=5).startswith("All is as recorded")


def test_redactions_made_before_are_recorded_and_chained_anew(redacted):
    migration = import_module("factstore.ledger.migrations.0011_redacted_by_record")
    with as_owner("ledger_change") as cursor:  # as it was: no reasons were redacted
        cursor.execute("UPDATE ledger_change SET reason = 'they are the very words',"
                       " redacted_by_id = NULL WHERE position = 5")  # fmt: skip
        cursor.execute("UPDATE ledger_change SET altered = NULL")
    assert LEFT in verify()
    with connection.schema_editor() as editor:
        migration.record_redactions(None, editor)
    assert verify().startswith("All is as recorded")


QUOTE = "WHERE kind = 'quote' AND number = 1"
BY = "redacted_by_id = (SELECT id FROM ledger_change WHERE origin = 'redaction')"
LEFT = "no redaction left the document so"


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("ledger_revision", f"document = replace(document, '█', 'x') {QUOTE}", LEFT),
        ("ledger_revision", f"redacted_by_id = NULL {QUOTE}", LEFT),
        (
            "ledger_revision",
            f"redacted_by_id = (SELECT id FROM ledger_change WHERE position = 1) {QUOTE}",
            LEFT,
        ),
        (
            "ledger_revision",
            f"document = replace(document, 'The H', 'A H'), {BY} WHERE document LIKE '%The H%'",
            LEFT,
        ),
        ("ledger_change", "reason = 'x' WHERE position = 5", "no redaction left its reason so"),
        (
            "ledger_change",
            "redacted_by_id = NULL WHERE position = 5",
            "no redaction left its reason so",
        ),
        (
            "ledger_change",
            f"reason = 'x', {BY} WHERE position = 2",
            "no redaction left its reason so",
        ),
        ("ledger_change", "altered = NULL WHERE position = 6", LEFT),
        (
            "ledger_change",
            "altered = jsonb_set(altered, '{0,digest}', '\"sha256:0\"') WHERE position = 6",
            "its actor, reason, origin",
        ),
    ],
)
def test_what_a_redaction_did_not_do_is_found(redacted, table, change, said):
    with as_owner(table) as cursor:
        cursor.execute(f"UPDATE {table} SET {change}".replace("%", "%%"), [])
    assert said in verify(), verify()
