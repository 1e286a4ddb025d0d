"""What lists filter by is written with the revision that it is read off, and by nobody else."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.facts.models import Facet
from factstore.ledger.models import Change
from tests.facts import bodies
from tests.facts.bodies import URL

ADDED = (
    "INSERT INTO facts_mention (entity_id, field, polarity, fact_id, number, from_position)"
    " SELECT gen_random_uuid(), field, polarity, fact_id, number, {} FROM facts_mention"
)
FORGED = [
    "UPDATE facts_facet SET status = 'accepted'",
    "UPDATE facts_facet SET withdrawn = true",
    "UPDATE facts_facet SET search = 'x'",
    "UPDATE facts_facet SET to_position = 1",
    "UPDATE facts_facet SET number = number + 1",
    "DELETE FROM facts_facet",
    "UPDATE facts_mention SET entity_id = gen_random_uuid()",
    "UPDATE facts_mention SET to_position = 1",
    "DELETE FROM facts_mention",
    ADDED.format("from_position"),
]
DIVIDED = (
    "UPDATE facts_facet SET to_position = {to};"
    " INSERT INTO facts_facet SELECT (jsonb_populate_record(f, jsonb_build_object("
    "'from_position', {at}, 'to_position', null, {more}))).* FROM facts_facet f"
)
"""The current row ends and another begins, as where an alias is new; `more`: what is other in it."""


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def draft(create, ids):
    return create(bodies.permission(ids))


@contextmanager
def refused():
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert violated(caught.value) == "ledger_derived_is_recorded"


def closing(ada, origin):
    """Open a change and draw its position; return that."""
    opened = Change.objects.create(actor=ada, reason="r", origin=origin)
    Change.objects.filter(pk=opened.pk).update(position=1)
    opened.refresh_from_db()
    return opened.position


@pytest.mark.parametrize("statement", FORGED)
def test_nobody_writes_it_outside_a_change(draft, anonymous, statement):
    with refused():
        run(statement)
    assert anonymous.get(f"{URL}/{draft['id']}").status_code == 404


@pytest.mark.parametrize("statement", FORGED)
def test_nobody_writes_it_in_an_open_change(draft, record, statement):
    with refused(), record():
        run(statement)


@pytest.mark.parametrize(
    ("origin", "statement"),
    [("command", statement) for statement in FORGED]
    + [("redaction", statement) for statement in FORGED if "SET search" not in statement],
)
def test_nobody_forges_it_while_a_change_closes(draft, ada, origin, statement):
    with refused():
        closing(ada, origin)
        run(statement)


def test_a_closing_change_adds_no_rows_to_earlier_revisions(draft, ada):
    with refused():
        run(ADDED.format(closing(ada, "command")))


def divide(ada, more, *, to="{at}", at="{at}"):
    position = closing(ada, "command")
    run(DIVIDED.format(to=to.format(at=position), at=at.format(at=position), more=more))


def test_a_closing_change_divides_a_row_by_other_words(draft, ada):
    with transaction.atomic():
        divide(ada, "'search', 'amerika'")
        assert list(
            Facet.objects.filter(fact_id=draft["id"], status="draft", search="amerika").values_list(
                "number", "to_position"
            )
        ) == [(1, None)]
        assert Facet.objects.filter(fact_id=draft["id"]).count() == 2
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "more",
    [
        "'status', 'accepted'",
        "'withdrawn', true",
        "'standing', 'refuted'",
        "'speakers', ARRAY[gen_random_uuid()]",
        "'number', 2",
        "'fact_id', gen_random_uuid()",
    ],
)
def test_what_goes_on_is_the_same_but_for_its_words(draft, ada, more):
    with refused():
        divide(ada, more)


def test_rows_begin_at_the_change_that_closes_alone(draft, ada):
    with refused():
        divide(ada, "'search', 'amerika'", at="{at} - 1")


def test_no_row_begins_while_another_is_current(draft, ada):
    with refused():
        divide(ada, "'search', 'amerika'", to="null")


def test_no_row_of_an_earlier_revision_goes_on(api, draft, ada):
    area = next(v for v in draft["values"] if v["field"] == "area")
    body = {"values": {"remove": [area["id"]]}, "reason": "x"}
    changed = api.patch(f"{URL}/{draft['id']}", body, HTTP_IF_MATCH="*")
    assert changed.status_code == 200, changed.content
    with refused():
        position = closing(ada, "command")
        run(
            "INSERT INTO facts_facet SELECT (jsonb_populate_record(f, jsonb_build_object("
            f"'from_position', {position}, 'to_position', null))).* FROM facts_facet f"
            " WHERE number = 1"
        )
