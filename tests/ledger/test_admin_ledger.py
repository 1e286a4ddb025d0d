"""Changes and revisions in the admin: for reading only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.ledger.models import Change, Revision
from factstore.sources import actions as source_actions
from tests.editing import sign_in, told

CHANGES = "/admin/ledger/change/"
REVISIONS = "/admin/ledger/revision/"


@pytest.fixture
def publisher(record):
    with record("found in the archive"):
        return source_actions.create_publisher(name="The Herald")


def test_a_change_is_read_with_what_it_recorded(editor, publisher):
    change = Change.objects.get()
    text = told(editor.get(f"{CHANGES}{change.pk}/change/"))
    assert "found in the archive" in text
    assert "The Herald" in text
    assert editor.post(f"{CHANGES}{change.pk}/change/", {"reason": "x"}).status_code == 403
    assert editor.get(f"{CHANGES}add/").status_code == 403
    assert editor.get(f"{CHANGES}{change.pk}/delete/").status_code == 403


def test_a_revision_is_read_as_a_person_reads(editor, publisher):
    revision = Revision.objects.get()
    page = editor.get(f"{REVISIONS}{revision.pk}/change/")
    assert "<dt>name</dt>" in page.content.decode()
    assert "ada" in told(page)
    assert f"/admin/sources/publisher/{publisher.pk}/change/" in page.content.decode()
    assert editor.post(f"{REVISIONS}{revision.pk}/change/", {"document": "{}"}).status_code == 403


def test_changes_and_revisions_are_searched(editor, publisher):
    assert len(editor.get(f"{CHANGES}?q=archive").context["cl"].result_list) == 1
    assert len(editor.get(f"{CHANGES}?q=nothing").context["cl"].result_list) == 0
    assert len(editor.get(f"{REVISIONS}?q={publisher.pk}").context["cl"].result_list) == 1
    assert len(editor.get(f"{REVISIONS}?q=no+id").context["cl"].result_list) == 0


@pytest.mark.parametrize("listed", [CHANGES, REVISIONS])
def test_one_row_and_fifty_cost_the_same(editor, publisher, record, listed):
    editor.get(listed)
    with CaptureQueriesContext(connection) as one:
        editor.get(listed)
    for i in range(49):
        with record():
            source_actions.create_publisher(name=f"Publisher {i}")
    with CaptureQueriesContext(connection) as fifty:
        assert len(editor.get(listed).context["cl"].result_list) == 50
    assert len(fifty) == len(one)


@pytest.mark.parametrize("listed", [CHANGES, REVISIONS, "/admin/"])
def test_readers_see_nothing_of_it(anonymous, ben, publisher, listed):
    page = sign_in(ben).get(listed)
    assert page.status_code == (200 if listed == "/admin/" else 403)
    assert "Changes" not in page.content.decode()


def test_revisions_are_filtered_by_the_registered_kinds(editor, publisher):
    editor.get(REVISIONS)
    with CaptureQueriesContext(connection) as asked:
        page = editor.get(REVISIONS, {"kind": "publisher"})
    assert not [query for query in asked if "DISTINCT" in query["sql"]]
    assert "fact type" in told(page)
    assert len(page.context["cl"].result_list) == 1
    assert len(editor.get(REVISIONS, {"kind": "entity"}).context["cl"].result_list) == 0
