"""What changes nothing leaves no change behind: no position, no revision, nothing in the feed."""

import pytest

from factstore.entities import actions as entity_actions
from factstore.entities.models import Alias
from factstore.ledger import actions as ledger_actions
from factstore.ledger import feed, verification
from factstore.ledger.models import Change, Revision, Touch
from factstore.sources import actions as source_actions
from factstore.sources.models import Publisher


@pytest.fixture
def publisher(record):
    with record():
        return source_actions.create_publisher(name="The Herald")


def test_a_change_that_writes_nothing_is_taken_back(record, publisher):
    with record() as change:
        pass
    assert (change.position, change.at) == (None, None)
    assert not Change.objects.filter(pk=change.pk).exists()
    with record():
        source_actions.update_publisher(publisher.pk, {"name": "Herald"}, expected=None)
    assert feed.head()[0] == 2


def test_a_row_written_as_it_was_makes_no_revision(record, publisher):
    with record():
        Publisher.objects.get(pk=publisher.pk).save()
    assert Revision.objects.filter(object_id=publisher.pk).count() == 1
    assert not Touch.objects.exists()
    assert feed.head()[0] == 1


def test_what_is_written_there_and_back_makes_no_revision(record, publisher):
    with record():
        Publisher.objects.filter(pk=publisher.pk).update(name="Gazette")
        Publisher.objects.filter(pk=publisher.pk).update(name="The Herald")
    assert feed.head()[0] == 1
    assert list(verification.findings()) == []


def test_parts_replaced_by_equal_ones_make_no_revision(record):
    with record():
        entity = entity_actions.create_entity(kind="place", name="Kyiv", aliases=["Kiev"])
    with record():
        Alias.objects.filter(entity=entity).delete()
        Alias.objects.create(entity=entity, text="Kiev")
    assert Revision.objects.filter(object_id=entity.pk).count() == 1
    assert feed.head()[0] == 1


def test_beside_what_is_new_the_rest_gets_no_revision(record, publisher):
    with record():
        other = source_actions.create_publisher(name="Gazette")
        Publisher.objects.get(pk=publisher.pk).save()
    told = Change.objects.get(position=2).revisions.values_list("object_id", flat=True)
    assert list(told) == [other.pk]


def test_an_inner_change_of_nothing_leaves_the_outer_one(record):
    with record() as outer:
        with record("inner"):
            pass
        publisher = source_actions.create_publisher(name="after")
    assert Revision.objects.get(object_id=publisher.pk).change_id == outer.pk
    assert Change.objects.count() == 1


def test_constraints_hold_where_the_outer_change_is_of_nothing(ada, publisher):
    with ledger_actions.change(actor=ada, reason="outer", origin="command") as outer:
        with ledger_actions.change(actor=ada, reason="inner", origin="command"):
            source_actions.update_publisher(publisher.pk, {"name": "Herald"}, expected=None)
        Publisher.objects.get(pk=publisher.pk).save()
    assert not Change.objects.filter(pk=outer.pk).exists()
    assert feed.head()[0] == 2
    assert list(verification.findings()) == []
