"""POST and GET /api/v1/notes: what colleagues tell each other, kept for good and never public."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from factstore.core.constraints import violated
from factstore.ledger.api.notes_serializers import NoteRead
from factstore.ledger.models import Change, Note
from tests.facts import bodies
from tests.facts.test_create import refused
from tests.shapes import assert_shape

NOTES = "/api/v1/notes"


@pytest.fixture
def draft(create, ids):
    return create(bodies.event(ids))


@pytest.fixture
def note(api, draft):
    def write(text="Ask the ministry.", **members):
        return api.post(NOTES, {"kind": "fact", "object": draft["id"], "text": text, **members})

    return write


def test_it_is_kept_with_author_and_time_and_is_no_change(note, draft, ada):
    before = Change.objects.count()
    response = note()
    assert response.status_code == 201
    assert_shape(response.content, NoteRead)
    said = response.json()
    assert (said["author"], said["object"], said["kind"]) == (str(ada.pk), draft["id"], "fact")
    assert Change.objects.count() == before


def test_newest_first_by_object_page_by_page(note, api, draft, ids):
    texts = [f"note {i}" for i in range(5)]
    for text in texts:
        note(text)
    note("elsewhere", kind="article", object=ids["main"])
    query = {"kind": "fact", "object": draft["id"], "limit": 2}
    seen, page = [], api.get(NOTES, query).json()
    while True:
        seen += [n["text"] for n in page["results"]]
        if page["next_cursor"] is None:
            break
        page = api.get(NOTES, {**query, "cursor": page["next_cursor"]}).json()
    assert seen == texts[::-1]
    back = api.get(NOTES, {**query, "cursor": page["previous_cursor"]}).json()
    assert [n["text"] for n in back["results"]] == ["note 2", "note 1"]
    assert api.get(NOTES).json()["results"][0]["text"] == "elsewhere"


def test_what_is_refused(note):
    assert refused(note(kind="wish"), 422, "invalid") == {("/kind", "invalid_choice")}
    assert refused(note(object=str(uuid4())), 422, "invalid") == {("/object", "unknown")}
    assert refused(note(" "), 422, "invalid") == {("/text", "blank")}
    assert refused(note("x" * 10_001), 422, "invalid") == {("/text", "max_length")}
    assert note("x" * 10_000).status_code == 201


def test_readers_see_and_write_none(note, anonymous, reader):
    note()
    for client, status, code in (
        (anonymous, 401, "not_authenticated"),
        (reader, 403, "permission_denied"),
    ):
        refused(client.get(NOTES), status, code)
        refused(client.post(NOTES, {}), status, code)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE ledger_note SET text = 'other'", "ledger_note_never_changes"),
        ("UPDATE ledger_note SET at = now() - interval '1 day'", "ledger_note_never_changes"),
        ("DELETE FROM ledger_note", "ledger_note_never_deleted"),
    ],
)
def test_the_database_lets_it_be(sql, rule, note):
    note()
    with (
        pytest.raises(IntegrityError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert violated(caught.value) == rule
    assert Note.objects.get().text == "Ask the ministry."
