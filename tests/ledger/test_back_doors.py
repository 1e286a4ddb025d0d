"""No setting and no temporary table of a session gets past what the database refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.ledger import pinning
from factstore.sources.models import Publisher

pytestmark = pytest.mark.django_db

SHADOWS = """
    CREATE TEMPORARY TABLE ledger_change
        (id uuid, xid xid8, position bigint, depth integer, digest text, origin text);
    INSERT INTO ledger_change
        VALUES (gen_random_uuid(), pg_current_xact_id(), NULL, 0, NULL, 'redaction');
    CREATE TEMPORARY TABLE ledger_touch (change_id uuid, kind text, object_id uuid);
    CREATE TEMPORARY TABLE ledger_revision (kind text, object_id uuid, to_position bigint);
"""


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def publisher(record):
    with record():
        made = Publisher(name="Herald")
        made.save()
    return made


REFUSED = [
    ("INSERT INTO sources_publisher (id, name, description) VALUES (gen_random_uuid(), 'x', '')",
     "ledger_change_required"),
    ("UPDATE sources_publisher SET name = 'x'", "ledger_change_required"),
    ("DELETE FROM sources_publisher", "sources_publisher_never_deleted"),
    ("UPDATE ledger_revision SET document = '{}' WHERE kind = 'publisher'",
     "ledger_revision_never_changes"),
    ("DELETE FROM ledger_revision", "ledger_revision_never_deleted"),
    ("UPDATE ledger_change SET reason = 'x'", "ledger_change_never_changes"),
    ("INSERT INTO facts_mention (entity_id, fact_id, number, field, polarity, from_position) VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'x', 'includes', 1)",
     "ledger_derived_is_recorded"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "name"), REFUSED)
def test_no_setting_switches_a_trigger_off(publisher, statement, name):
    triggers = run("SELECT array_agg(tgname::text) FROM pg_trigger WHERE NOT tgisinternal")[0][0]
    run("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", triggers)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(statement)
    assert violated(caught.value) == name


@pytest.mark.parametrize("path", ["public", "pg_temp, public"])
@pytest.mark.parametrize(("statement", "name"), REFUSED)
def test_no_temporary_table_stands_in_for_the_ledger(publisher, statement, name, path):
    run(SHADOWS)
    run(f"SET LOCAL search_path = {path}")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(statement.replace(" ledger_", " public.ledger_"))
    assert violated(caught.value) == name


def test_a_temporary_change_opens_no_door_for_redaction(record, publisher):
    with record():
        run(
            "INSERT INTO ledger_note (id, kind, object_id, author_id, text)"
            " SELECT gen_random_uuid(), 'publisher', %s, actor_id, 'said' FROM ledger_change LIMIT 1",
            publisher.pk,
        )
    run(SHADOWS)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run("UPDATE public.ledger_note SET text = 'never said'")
    assert violated(caught.value) == "ledger_note_never_changes"


def test_every_function_of_ours_looks_up_names_in_one_place():
    elsewhere = run(
        "SELECT p.proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
        " WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        " AND p.proconfig IS DISTINCT FROM"
        " ARRAY['search_path=pg_catalog, public, pg_temp', 'enable_seqscan=off']"
    )
    assert elsewhere == [("_pgtrigger_should_ignore",)]  # which looks up none


@pytest.mark.parametrize("begun", ["", "SET enable_seqscan = off", "SET search_path = pg_temp"])
def test_a_function_is_pinned_whatever_was_set_of_it(begun):
    run(f"CREATE FUNCTION late() RETURNS integer LANGUAGE sql {begun} AS 'SELECT 1'")
    pinning.pin(using="default")
    pinned = run("SELECT proconfig FROM pg_proc WHERE proname = 'late'")
    assert [set(pins) for (pins,) in pinned] == [
        {"search_path=pg_catalog, public, pg_temp", "enable_seqscan=off"}
    ]
