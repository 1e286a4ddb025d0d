"""Saying in the admin what became of an article, with its date and what tells so."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.ledger.models import Change
from factstore.sources import actions as source_actions
from factstore.sources.models import Standing
from tests.editing import fields, sign_in, told

TEXT = "Tanks arrive.\r\nCorrection: there were\r\nnone."


@pytest.fixture
def article(record):
    with record():
        known = source_actions.CaptureRecord(title="Tanks", language="en")
        return source_actions.create_article(known, text=TEXT)


def step(article):
    return f"/admin/sources/article/{article.pk}/standing/"


def say(client, article, **typed):
    page = client.get(step(article))
    return client.post(step(article), {**fields(page), "_do": "1", **typed}, follow=True)


def test_a_correction_is_recorded_with_its_words_and_shown(editor, article):
    page = say(
        editor,
        article,
        state="corrected",
        date="2024-06",
        words="Correction: there were\r\nnone.",
        reason="read again",
    )
    assert "Its standing is set." in told(page)
    standing = Standing.objects.get()
    assert (standing.state, standing.words) == ("corrected", "Correction: there were\r\nnone.")
    assert standing.version == article.versions.get()
    assert str(standing.not_after) == "2024-06-30"
    assert Change.objects.order_by("position").last().reason == "read again"
    shown = told(editor.get(f"/admin/sources/article/{article.pk}/change/"))
    assert "Corrected , 2024-06:" in shown
    assert "Correction: there were none." in shown
    assert "corrected" in told(editor.get("/admin/sources/article/?standing__state=corrected"))


def test_the_form_opens_with_what_is_recorded_and_says_it_anew(editor, article):
    say(editor, article, state="removed", date="2024-06-21", note="gone", reason="r")
    data = fields(editor.get(step(article)))
    assert (data["state"], data["date"], data["note"]) == ("removed", "2024-06-21", "gone")
    say(editor, article, state="unreachable", note="a wall", reason="r")
    assert Standing.objects.get().note == "a wall"
    page = editor.get(step(article))
    assert "an article that stands takes nothing of what is below" in told(page)
    say(editor, article, state="stands", date="soon", url="x", reason="it is back")
    assert not Standing.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"state": "corrected", "date": "2024"}, "Quote the publisher's notice"),
        ({"state": "removed", "date": "2024"}, "Say what readers should know of it."),
        ({"state": "removed", "note": "gone"}, "Say when it was removed"),
        (
            {"state": "retracted", "date": "2024", "words": "No such"},
            "do not stand in that version",
        ),
        ({"state": "corrected", "date": "then"}, "write 2024"),
        ({"state": ""}, "This field is required."),
        (
            {"state": "corrected", "date": "2024", "words": "Tanks", "version": ""},
            "Say in which version these words stand.",
        ),
    ],
)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(editor, article, typed, why):
    page = say(editor, article, reason="my reason", **typed)
    assert why in told(page)
    assert fields(page)["reason"] == "my reason"
    assert fields(page)["state"] == typed["state"]
    assert not Standing.objects.exists()


def test_contributors_do_not_set_it(anonymous, article):
    dora = account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    assert sign_in(dora).get(step(article)).status_code == 403
