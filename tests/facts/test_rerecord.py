"""`rerecord`: a new version of the program renders documents otherwise, and records them anew."""

from contextlib import contextmanager
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from factstore.accounts.models import User
from factstore.ledger import kinds, rerecording
from factstore.ledger.models import Change, Revision
from tests.facts import bodies
from tests.facts.bodies import URL


def run(command, **options):
    output = StringIO()
    call_command(command, stdout=output, **options)
    return output.getvalue()


@contextmanager
def upgraded(name, **members):
    """The program as it would be if documents of a kind had more members."""
    kind = kinds.get(name)

    def render(ids):
        return {pk: {**said, **members} for pk, said in kind.render(ids).items()}

    kinds.register(replace(kind, render=render))
    try:
        yield
    finally:
        kinds.register(kind)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def test_nothing_is_recorded_where_nothing_differs(fact):
    changes = Change.objects.count()
    assert run("rerecord") == "All documents are as this program renders them.\n"
    assert run("rerecord", verbosity=0) == ""
    assert Change.objects.count() == changes
    assert not User.objects.filter(username="factstore-system").exists()


def test_what_is_rendered_otherwise_is_recorded_anew(fact, api, anonymous):
    with upgraded("fact", language="en"):
        assert run("rerecord") == "Recorded anew (fact: 1).\n"
        assert run("verify_ledger").startswith("All is as recorded")
        assert run("rerecord") == "All documents are as this program renders them.\n"
    now = anonymous.get(f"{URL}/{fact['id']}").json()
    assert now["language"] == "en"
    assert (now["revision"], now["content_revision"]) == (
        fact["revision"] + 1,
        fact["content_revision"],
    )
    assert {k: v for k, v in now.items() if k not in ("revision", "recorded", "language")} == {
        k: v for k, v in fact.items() if k not in ("revision", "recorded")
    }
    change = Change.objects.latest("position")
    assert (change.origin, change.reason) == ("upgrade", rerecording.REASON)
    assert (change.actor.username, change.actor.is_active) == ("factstore-system", False)
    assert not change.actor.has_usable_password()
    assert [f["id"] for f in anonymous.get(URL).json()["results"]] == [fact["id"]]


def test_followers_get_an_ordinary_revision(fact, anonymous):
    after = fact["recorded"]["position"]
    with upgraded("fact", language="en"):
        run("rerecord")
    (change,) = anonymous.get("/api/v1/changes", {"after": after}).json()["results"]
    assert change["origin"] == "upgrade"
    (told,) = change["objects"]
    assert (told["kind"], told["id"], told["action"]) == ("fact", fact["id"], "change")
    assert told["document"]["language"] == "en"


def test_an_editor_who_has_it_open_is_not_in_conflict(fact, api):
    with upgraded("fact", language="en"):
        run("rerecord")
    etag = f'"{fact["content_revision"]}.{fact["revision"]}"'
    body = {"state": "disputed", "reason": "another report"}
    response = api.post(f"{URL}/{fact['id']}/standing", body, HTTP_IF_MATCH=etag)
    assert response.status_code == 200, response.content


def test_each_change_records_no_more_than_a_batch(ids, create, monkeypatch):
    monkeypatch.setattr(rerecording, "BATCH", 2)
    before = Change.objects.count()
    entities = Revision.objects.current("entity").count()
    seen = []
    with upgraded("entity", language="en"):
        counts = rerecording.rerecord(progress=lambda *told: seen.append(told))
    assert counts == {"entity": entities}
    written = [c.revisions.count() for c in Change.objects.order_by("position")[before:]]
    assert (max(written), sum(written)) == (2, entities)
    assert ("entity", entities) in seen
