"""Undoing a change as a whole, each thing with its own result."""

import pytest

from tests.facts import bodies
from tests.facts.bodies import URL


def undo(api, document):
    change = document["recorded"]["change"] if isinstance(document, dict) else document
    return api.post(f"/api/v1/changes/{change}/revert", {"reason": "a mistake"})


def outcomes(response):
    assert response.status_code == 200, response.content
    return {(r["kind"], r["id"]): r["outcome"] for r in response.json()["results"]}


def patch(api, url, **body):
    response = api.patch(url, {"reason": "a test", **body}, HTTP_IF_MATCH="*")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def fact(create, ids):
    return create(bodies.event(ids))


@pytest.fixture
def changed(api, fact):
    sets = [{"id": fact["values"][0]["id"], "field": "what", "kind": "text", "text": "begged"}]
    return patch(api, f"{URL}/{fact['id']}", values={"set": sets})


def test_what_it_changed_goes_back(api, fact, changed):
    response = undo(api, changed)
    assert outcomes(response) == {("fact", fact["id"]): "reverted"}
    now = api.get(f"{URL}/{fact['id']}").json()
    assert now["sentence"] == fact["sentence"]
    assert now["recorded"]["change"] == response.json()["change"]
    assert (now["revision"], now["recorded"]["position"]) == (
        3,
        changed["recorded"]["position"] + 1,
    )


def test_what_it_made_is_withdrawn(api, fact):
    quote = fact["evidence"][0]["quotes"][0]["id"]
    done = outcomes(undo(api, fact))
    assert done == {("fact", fact["id"]): "withdrawn", ("quote", quote): "withdrawn"}
    assert api.get(f"{URL}/{fact['id']}").status_code == 410
    assert "a mistake" in api.get(f"/api/v1/quotes/{quote}").json()["reason"]


def test_what_it_recorded_anew_only_is_unchanged(api, publish, ids):
    fact = publish(bodies.permission(ids))
    renamed = patch(api, f"/api/v1/entities/{ids['us']}", sentence_name="the States")
    done = outcomes(undo(api, renamed))
    assert done == {("entity", ids["us"]): "reverted", ("fact", fact["id"]): "unchanged"}
    assert api.get(f"{URL}/{fact['id']}").json()["sentence"] == fact["sentence"]


def test_what_has_changed_since_is_refused(api, fact, changed):
    quote = fact["evidence"][0]["quotes"][0]["id"]
    refused = undo(api, fact)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_revert")
    by_kind = {r["kind"]: r for r in refused.json()["results"]}
    assert by_kind["fact"]["outcome"] == by_kind["quote"]["outcome"] == "refused"
    assert "has changed since" in by_kind["fact"]["reason"]
    assert fact["id"] in by_kind["quote"]["reason"]
    assert api.get(f"/api/v1/quotes/{quote}").status_code == 200
    assert api.get(f"{URL}/{fact['id']}").json()["revision"] == changed["revision"]


def test_one_refusal_leaves_the_others(api, record, create, ids):
    from factstore.entities import actions

    with record() as change:
        for name in ("us", "russia"):
            actions.update_entity(ids[name], {"description": "once more"}, expected=None)
    patch(api, f"/api/v1/entities/{ids['us']}", description="and again")
    done = outcomes(undo(api, str(change.pk)))
    assert done == {("entity", ids["us"]): "refused", ("entity", ids["russia"]): "reverted"}


def test_an_import_is_undone(api, record):
    from factstore.ledger.models import Revision
    from factstore.sources import actions
    from factstore.sources.actions import CaptureRecord

    with record() as change:
        publisher = actions.create_publisher(name="The Sun")
        article = actions.create_article(
            CaptureRecord(publisher=publisher.pk, language="en"), text="Hot."
        )
    done = outcomes(undo(api, str(change.pk)))
    version = Revision.objects.get(change=change, kind="version")
    assert done == {
        ("article", str(article.pk)): "withdrawn",
        ("publisher", str(publisher.pk)): "withdrawn",
        ("version", str(version.object_id)): "withdrawn",
    }
    assert api.get(f"/api/v1/versions/{version.object_id}").status_code == 410


def test_only_changes_are_undone(api, reader, fact):
    assert undo(api, "01903b5e-8a00-7c3a-9d2e-000000000005").status_code == 404
    assert undo(reader, fact).status_code == 403
