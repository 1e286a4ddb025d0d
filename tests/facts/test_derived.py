"""What lists filter by is written with the revision that it is read off, and by nobody else."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
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
ALWAYS = [statement for statement in FORGED if "SET search" not in statement]
"""Refused even while a change of the transaction closes."""


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


@pytest.mark.parametrize("statement", ALWAYS)
@pytest.mark.parametrize("origin", ["command", "redaction"])
def test_nobody_forges_it_while_a_change_closes(draft, ada, origin, statement):
    with refused():
        closing(ada, origin)
        run(statement)


def test_a_closing_change_adds_no_rows_to_earlier_revisions(draft, ada):
    with refused():
        run(ADDED.format(closing(ada, "command")))
