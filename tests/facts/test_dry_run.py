"""dry_run: everything is done and checked, answered, and taken back."""

import pytest

from factstore.ledger.models import Change
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.conftest import counts

DRY = "?dry_run=true"


def steps(fact, ids):
    """What may be done to a draft: address, method and body."""
    at = f"{URL}/{fact['id']}"
    more = {"values": {"set": [bodies.text("condition", "by day", clause=1)]}, "reason": "more"}
    return {
        "create": (URL, "post", bodies.event(ids, "something else")),
        "update": (at, "patch", more),
        "propose": (f"{at}/propose", "post", {"reason": "ready"}),
        "withdraw": (f"{at}/withdraw", "post", {"reason": "in error"}),
        "batch": (f"{URL}/batch", "post", {"items": [bodies.event(ids, "something else")]}),
        "publisher": ("/api/v1/publishers", "post", {"name": "The Evening Paper"}),
        "article": (
            "/api/v1/articles",
            "post",
            {"title": "New", "language": "en", "text": "Words.", "published": None},
        ),
    }


@pytest.mark.parametrize("step", steps({"id": ""}, dict.fromkeys(["main"], "")))
def test_it_answers_as_it_would_and_keeps_nothing(api, ids, create, step):
    fact = create(bodies.permission(ids))
    address, method, body = steps(fact, ids)[step]
    if step == "article":
        del body["published"]
    rows, last = counts(), Change.objects.order_by("-position").first().position
    tried = getattr(api, method)(
        address + DRY, body, HTTP_IF_MATCH="*", HTTP_IDEMPOTENCY_KEY=f"key-{step}"
    )
    assert tried.status_code == 200, tried.content
    assert tried["Dry-Run"] == "true"
    assert "Location" not in tried
    assert "ETag" not in tried
    assert counts() == rows
    # No position is used up, and the key is still free.
    done = getattr(api, method)(
        address, body, HTTP_IF_MATCH="*", HTTP_IDEMPOTENCY_KEY=f"key-{step}"
    )
    assert done.status_code in {200, 201}
    assert "Dry-Run" not in done
    assert "Idempotent-Replayed" not in done
    assert Change.objects.order_by("-position").first().position == last + 1
    if step != "batch":
        assert _said(tried.json()) == _said(done.json())


def _said(document):
    """What a document says beyond ids and times of its own."""
    return {
        name: value
        for name, value in document.items()
        if name in {"sentence", "status", "withdrawn", "name", "title", "revision", "type"}
    }


def test_a_refusal_is_the_same(api, ids, create):
    create(bodies.event(ids))
    again = api.post(URL + DRY, bodies.event(ids))
    assert again.status_code == 409
    assert again.json()["code"] == "duplicate"


def test_false_is_the_usual_and_nothing_else_is_understood(api, ids):
    assert api.post(URL + "?dry_run=false", bodies.event(ids)).status_code == 201
    answer = api.post(URL + "?dry_run=perhaps", bodies.event(ids))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")
    assert api.get(URL + DRY).json()["code"] == "unknown_parameter"
