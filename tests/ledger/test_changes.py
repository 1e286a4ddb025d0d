"""Changes: nesting, rolling back, the chain of digests, and what is re-recorded."""

import json

import pytest
from django.db import transaction

from factstore.core import canonical
from factstore.core.errors import Duplicate, Invalid
from factstore.ledger.actions import GENESIS
from factstore.ledger.digests import details_digest
from factstore.ledger.models import Change, Revision, Touch
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Publisher

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def verify_chain():
    """Recompute every digest from the documents alone; return how many changes there are."""
    previous = GENESIS
    for number, change in enumerate(Change.objects.order_by("position"), start=1):
        assert change.position == number
        digests = []
        for row in change.revisions.all():
            document = json.loads(row.document)
            assert canonical.encode(document).decode() == row.document
            recorded = document.pop("recorded")
            assert recorded["position"] == change.position == row.from_position
            assert recorded["change"] == str(change.pk)
            assert canonical.digest(document) == row.content_digest == recorded["content_digest"]
            digests.append((row.kind, row.object_id, row.content_digest))
        assert change.details_digest == details_digest(change)
        written = [digest for *_, digest in sorted(digests)]
        expected = canonical.chain(previous, change.details_digest, written)
        assert change.digest == expected
        previous = expected
    times = list(Change.objects.order_by("position").values_list("at", flat=True))
    assert times == sorted(set(times))
    return len(times)


def test_a_change_needs_a_reason(record):
    with pytest.raises(Invalid), record("  "):
        Publisher(name="x").save()
    assert not Change.objects.exists()


def test_the_chain_can_be_verified_from_the_documents(record):
    with record():
        publisher = source_actions.create_publisher(name="Politico")
    with record():
        for i in range(3):
            source_actions.create_article(
                CaptureRecord(language="en", publisher=publisher.pk), text=f"text {i}"
            )
    with record():
        source_actions.update_publisher(publisher.pk, {"name": "POLITICO"}, expected=None)
    assert verify_chain() == 3
    renamed = Change.objects.get(position=3).revisions
    assert sorted(renamed.values_list("kind", flat=True)) == ["article"] * 3 + ["publisher"]


def test_an_inner_change_leaves_the_outer_one_open(record):
    with record("outer") as outer:
        before = source_actions.create_publisher(name="before")
        with record("inner") as inner:
            within = source_actions.create_publisher(name="within")
        after = source_actions.create_publisher(name="after")
    changes = {r.object_id: r.change for r in Revision.objects.current("publisher")}
    assert changes == {before.pk: outer, within.pk: inner, after.pk: outer}
    inner.refresh_from_db()
    outer.refresh_from_db()
    assert (inner.position, outer.position) == (1, 2)
    assert (inner.depth, outer.depth) == (1, 0)
    assert verify_chain() == 2


def test_one_object_may_be_written_by_both(record):
    with record("outer"):
        publisher = source_actions.create_publisher(name="a")
        with record("inner"):
            source_actions.update_publisher(publisher.pk, {"name": "b"}, expected=None)
        source_actions.update_publisher(publisher.pk, {"name": "c"}, expected=None)
    rows = Revision.objects.filter(object_id=publisher.pk).order_by("number")
    assert [json.loads(row.document)["name"] for row in rows] == ["b", "c"]
    assert verify_chain() == 2


def test_a_savepoint_that_is_rolled_back_leaves_nothing(record):
    def fail_within(context):
        with context:
            source_actions.create_publisher(name="undone")
            raise Undone

    with record():
        kept = source_actions.create_publisher(name="kept")
        with pytest.raises(Undone):
            fail_within(transaction.atomic())
        with pytest.raises(Undone):
            fail_within(record("inner"))
    assert [row.object_id for row in Revision.objects.all()] == [kept.pk]
    assert [publisher.pk for publisher in Publisher.objects.all()] == [kept.pk]
    assert not Touch.objects.exists()
    assert verify_chain() == 1


def test_a_change_that_fails_leaves_nothing(record):
    with pytest.raises(Duplicate), record():  # noqa: PT012  the second is refused, the first undone
        source_actions.create_publisher(name="x")
        source_actions.create_publisher(name="x")
    assert not Change.objects.exists()
    assert not Publisher.objects.exists()


def test_what_only_mentions_it_keeps_its_content_revision(record):
    with record():
        publisher = source_actions.create_publisher(name="a")
        article = source_actions.create_article(
            CaptureRecord(language="en", publisher=publisher.pk), text="x"
        )
    with record():
        source_actions.update_publisher(publisher.pk, {"name": "b"}, expected=None)
    with record():
        source_actions.update_publisher(publisher.pk, {"description": "unseen"}, expected=None)
    rows = Revision.objects.filter(object_id=article.pk).order_by("number")
    assert [(row.number, row.content_revision) for row in rows] == [(1, 1), (2, 1)]
