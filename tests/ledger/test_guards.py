"""What the database itself refuses, whoever writes: each refusal by its name."""

import hashlib
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.core.ids import new_id
from factstore.ledger import kinds
from factstore.ledger import queries as ledger_queries
from factstore.ledger.models import Change, Revision, Touch
from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Publisher, Version

pytestmark = pytest.mark.django_db

TEXT = "One two three 𝕬 four."


@contextmanager
def refused(name):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert violated(caught.value) == name


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def quote(record):
    with record():
        article = source_actions.create_article(CaptureRecord(language="en"), text=TEXT)
        version = article.versions.get()
        return quote_actions.find_or_create(Selector(version=version.id, exact="two"))[0]


def recorded_tables():
    """Each table whose writes are recorded, by the triggers that its model declares."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if any(t.name == "recorded_insert" for t in getattr(model._meta, "triggers", ()))
    }


def derived_tables():
    """Each table that is written from documents alone, by the triggers that its model declares."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(t.name == "derived_insert" for t in getattr(model._meta, "triggers", ()))
    }


def test_every_kind_is_held_by_some_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT substring(prosrc from 'ledger_touch\\(''(\\w+)''') FROM pg_proc"
            " WHERE prosrc LIKE '%ledger_touch(''%'"
        )
        touched = {row[0] for row in cursor.fetchall()}
    assert touched == set(kinds.names())


def test_the_recorded_tables_are_all_that_the_apps_have():
    own = {"ledger", "sources", "quotes", "entities", "facts"}
    tables = {m._meta.db_table for m in apps.get_models() if m._meta.app_label in own}
    assert derived_tables() == {"facts_facet", "facts_mention"}
    assert tables - recorded_tables().keys() - derived_tables() == {
        "ledger_change",
        "ledger_idempotency",
        "ledger_note",
        "ledger_revision",
        "ledger_touch",
        "sources_original",  # named by its digest in what is recorded of versions; never changes
    }


@pytest.mark.parametrize("operation", ["INSERT", "UPDATE", "DELETE"])
def test_each_recorded_table_calls_the_ledger(operation):
    events = {"INSERT": 4, "DELETE": 8, "UPDATE": 16}
    called = run(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND t.tgtype & %s <> 0"
        " AND t.tgtype & 1 = 0 AND p.prosrc LIKE '%%ledger_touch(%%'",
        events[operation],
    )
    assert {row[0] for row in called} == recorded_tables().keys()


@pytest.mark.parametrize("table", sorted(recorded_tables()))
def test_a_recorded_table_is_never_truncated(table):
    with refused("ledger_no_truncate"):
        run(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.parametrize("table", ["ledger_change", "ledger_revision", *sorted(derived_tables())])
def test_the_ledger_is_never_truncated(table):
    with refused("ledger_no_truncate"):
        run(f"TRUNCATE {table} CASCADE")


def test_writing_outside_a_change_is_refused(quote):
    rows = {
        "sources_publisher": ("(id, name, description) VALUES (%s, 'x', '')", [new_id()]),
        "entities_entity": (
            "(id, kind, name, sentence_name, description) VALUES (%s, 'person', 'x', '', '')",
            [new_id()],
        ),
        "sources_article": (
            "(id, language, text_access) VALUES (%s, 'en', 'full')", [new_id()]
        ),
        "facts_facttype": (
            (
                "(id, name, label, basis, description, template, clause_template)"
                " VALUES (%s, 'x', 'x', 'state', '', 'x', '')"
            ),
            [new_id()],
        ),
    }  # fmt: skip
    for table, (values, params) in rows.items():
        with refused("ledger_change_required"):
            run(f"INSERT INTO {table} {values}", *params)
    with refused("ledger_change_required"):
        run("UPDATE sources_article SET title = 'x'")
    with refused("ledger_change_required"):
        run("UPDATE quotes_quote SET withdrawn_reason = 'x'")
    with refused("ledger_change_required"):
        Publisher(name="ORM").save()


def test_a_change_that_is_over_holds_nothing_open(record, quote):
    with record():
        pass
    with refused("ledger_change_required"):
        Publisher(name="late").save()


def test_what_the_database_says_of_a_change_cannot_be_forged(ada):
    run(
        "INSERT INTO ledger_change (id, actor_id, reason, origin, xid, depth, position, at, digest)"
        " VALUES (%s, %s, 'r', 'api', '3', 7, 99, '2001-01-01', 'sha256:forged')",
        new_id(),
        ada.pk,
    )
    ((ours, depth, position, at, digest),) = run(
        "SELECT xid = pg_current_xact_id(), depth, position, at, digest FROM ledger_change"
    )
    assert (ours, depth, position, at, digest) == (True, 0, None, None, None)
    run("UPDATE ledger_change SET position = 99, at = '2001-01-01'")
    ((position, recent),) = run(
        "SELECT position, at > now() - interval '1 hour' FROM ledger_change"
    )
    assert (position, recent) == (1, True)
    run(
        "UPDATE ledger_change SET details_digest = 'x', digest = 'sha256:x'"
    )  # closed, as `settle` at the end demands


def opened(ada):
    return Change.objects.create(actor=ada, reason="r", origin="command")


def settle():
    run("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_change_that_was_never_closed_refuses_the_commit(ada):
    with refused("ledger_change_is_closed"):
        opened(ada)
        settle()


def test_what_is_written_and_not_recorded_refuses_the_commit(ada):
    with refused("ledger_revision_required"):
        change = opened(ada)
        Publisher(name="x").save()
        Change.objects.filter(pk=change.pk).update(position=1)
        Change.objects.filter(pk=change.pk).update(details_digest="x", digest="sha256:forged")
        settle()


def test_a_touch_is_not_swept_away_unrecorded(ada):
    with refused("ledger_revision_required"):
        opened(ada)
        Publisher(name="x").save()
        run("DELETE FROM ledger_touch")


def test_a_change_is_not_taken_back_with_what_it_wrote(ada):
    with refused("ledger_change_never_deleted"):
        change = opened(ada)
        Publisher(name="x").save()
        run("DELETE FROM ledger_change WHERE id = %s", change.pk)


def test_a_touch_is_of_no_consequence_only_where_something_is_recorded(ada):
    with refused("ledger_revision_required"):
        change = opened(ada)
        Publisher(name="x").save()
        Change.objects.filter(pk=change.pk).update(position=1)
        run("DELETE FROM ledger_touch")


def test_a_digest_covers_the_details(ada):
    with refused("ledger_change_digest_covers_details"):
        change = opened(ada)
        Change.objects.filter(pk=change.pk).update(position=1)
        Change.objects.filter(pk=change.pk).update(digest="sha256:forged")


def test_what_is_written_while_closing_is_held_too(ada):
    with refused("ledger_change_required"):
        change = opened(ada)
        Change.objects.filter(pk=change.pk).update(position=1)
        Publisher(name="too late").save()


def test_a_revision_belongs_to_a_closing_change(ada, quote):
    def insert(change_id):
        Revision.objects.create(
            kind="quote",
            object_id=quote.pk,
            number=2,
            content_revision=2,
            change_id=change_id,
            from_position=1,
            document="{}",
            content_digest="sha256:x",
        )

    with refused("ledger_change_required"):
        insert(Change.objects.latest("position").pk)
    with refused("ledger_change_required"):
        insert(opened(ada).pk)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE ledger_revision SET document = '{}'", "ledger_revision_never_changes"),
        ("UPDATE ledger_revision SET to_position = 99", "ledger_revision_never_changes"),
        ("DELETE FROM ledger_revision", "ledger_revision_never_deleted"),
        ("TRUNCATE ledger_revision", "ledger_no_truncate"),
        ("UPDATE ledger_change SET reason = 'x'", "ledger_change_never_changes"),
        ("UPDATE ledger_change SET position = 99", "ledger_change_never_changes"),
        ("UPDATE ledger_change SET position = NULL, at = NULL, digest = NULL",
         "ledger_change_never_changes"),
        ("UPDATE ledger_change SET digest = 'x' WHERE digest IS NOT NULL", "ledger_change_never_changes"),
        ("UPDATE ledger_change SET details_digest = 'x' WHERE digest IS NOT NULL",
         "ledger_change_never_changes"),
        ("UPDATE ledger_change SET redacted_by_id = id WHERE digest IS NOT NULL",
         "ledger_change_never_changes"),
        ("DELETE FROM ledger_change", "ledger_change_never_deleted"),
        ("UPDATE sources_version SET text = text || 'x'", "sources_version_never_changes"),
        ("UPDATE sources_version SET sha256 = repeat('0', 64)", "sources_version_never_changes"),
        ("UPDATE sources_version SET number = 7", "sources_version_never_changes"),
        ("UPDATE sources_version SET captured_at = now()", "sources_version_never_changes"),
        ("DELETE FROM sources_version", "sources_version_never_deleted"),
        ("DELETE FROM sources_article", "sources_article_never_deleted"),
        ("UPDATE quotes_quote SET exact = 'One'", "quotes_quote_never_changes"),
        ("UPDATE quotes_quote SET prefix = 'x'", "quotes_quote_never_changes"),
        ("UPDATE quotes_quote SET start = 0", "quotes_quote_never_changes"),
        ("UPDATE quotes_quote SET end_utf16 = 9", "quotes_quote_never_changes"),
        ("DELETE FROM quotes_quote", "quotes_quote_never_deleted"),
    ],
)  # fmt: skip
def test_what_is_recorded_stays(record, quote, statement, name):
    with refused(name):
        run(statement)
    with refused(name), record():
        run(statement)


def insert_quote(version, start, end, exact, *, prefix="", suffix=""):
    quote_id = new_id()
    run(
        'INSERT INTO quotes_quote (id, version_id, start, "end", start_utf16, end_utf16, exact,'
        " prefix, suffix) VALUES (%s, %s, %s, %s, 0, 0, %s, %s, %s)",
        quote_id, version, start, end, exact, prefix, suffix,
    )  # fmt: skip
    return quote_id


@pytest.mark.parametrize(
    ("start", "end", "exact", "name"),
    [
        (4, 7, "twO", "quotes_quote_exact_in_text"),
        (4, 7, "tw", "quotes_quote_exact_in_text"),
        (4, 7, "two ", "quotes_quote_exact_in_text"),
        (3, 6, "two", "quotes_quote_exact_in_text"),
        (15, 99, "four.", "quotes_quote_span_in_text"),
        (5, 5, "", "quotes_quote_span_in_text"),
        (7, 4, "two", "quotes_quote_span_in_text"),
        (-1, 2, "One", "quotes_quote_span_in_text"),
    ],
)
def test_raw_sql_makes_no_quote_that_is_not_in_its_source(record, quote, start, end, exact, name):
    with refused(name), record():
        insert_quote(quote.version_id, start, end, exact)


def test_raw_sql_cannot_tell_another_context(record, quote):
    with record():
        made = insert_quote(quote.version_id, 8, 13, "three", prefix="lies", suffix="more lies")
    row = Quote.objects.get(pk=made)
    assert (row.prefix, row.suffix) == ("One two ", " 𝕬 four.")
    assert b"lies" not in ledger_queries.document("quote", made).document


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"sha256": "0" * 64}, "sources_version_digest_matches"),
        ({"length": 4}, "sources_version_length_matches"),
        ({"text": "", "length": 0, "sha256": hashlib.sha256(b"").hexdigest()},
         "sources_version_text_is_not_empty"),
    ],
)  # fmt: skip
def test_digest_and_length_are_those_of_the_text(record, quote, members, name):
    text = members.get("text", "é𝕬.")
    columns = {
        "article_id": quote.version.article_id,
        "number": 2,
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "length": len(text),
        "captured_at": "2024-01-01T00:00:00Z",
        **members,
    }
    with refused(name), record():
        Version(**columns).save(force_insert=True)


def test_touches_live_inside_a_transaction_only(record, quote):
    assert not Touch.objects.exists()
