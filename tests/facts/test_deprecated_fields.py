"""A field that is deprecated takes no new values; what it has stays."""

from tests.facts import bodies
from tests.facts.bodies import URL


def _deprecate(api, name):
    body = {"fields": [{"name": name, "deprecated": True}], "reason": "another field says it"}
    answer = api.patch("/api/v1/fact-types/event", body, HTTP_IF_MATCH="*")
    assert answer.status_code == 200, answer.content


def test_a_new_value_is_refused(api, ids):
    _deprecate(api, "what")
    answer = api.post(URL, bodies.event(ids))
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/values/0/field", "deprecated_field")
    ]


def test_a_recorded_value_stays(api, event):
    fact = event("a strike")
    _deprecate(api, "what")
    assert api.get(f"{URL}/{fact['id']}").json()["values"] == fact["values"]
