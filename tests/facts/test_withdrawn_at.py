"""What was withdrawn is answered with the reason and the time of the change that withdrew it."""

import pytest

from tests.facts import bodies
from tests.facts.bodies import URL

ROOT = "/api/v1"


@pytest.fixture
def post(api):
    def send(path, body):
        response = api.post(f"{ROOT}/{path}", body, HTTP_IF_MATCH="*")
        assert response.status_code in (200, 201), response.content
        return response.json()

    return send


@pytest.fixture
def made(post, ids):
    """Make something of each kind that nothing stands on; returns its path."""
    article = {"language": "en", "text": "One two."}
    field = {"name": "what", "label": "What", "kinds": ["text"], "required": True}
    rumour = {"name": "rumour", "label": "Rumour", "basis": "happening", "template": "{what}"}

    def make(kind):
        match kind:
            case "publisher":
                return f"publishers/{post('publishers', {'name': 'Gazette'})['id']}"
            case "article" | "version":
                return f"articles/{post('articles', article)['id']}"
            case "quote":
                version = post("articles", article)["versions"][0]["id"]
                return f"quotes/{post('quotes', {'version': version, 'exact': 'One'})['id']}"
            case "entity":
                return f"entities/{post('entities', {'kind': 'person', 'name': 'Nobody'})['id']}"
            case "fact_type":
                return f"fact-types/{post('fact-types', {**rumour, 'fields': [field]})['name']}"
        return f"facts/{post('facts', bodies.permission(ids))['id']}"

    return make


def withdraw(api, post, path):
    """Withdraw what is there; return when that was recorded. A type goes with its change."""
    if path.startswith("fact-types"):
        change = api.get(f"{ROOT}/{path}").json()["recorded"]["change"]
        change = post(f"changes/{change}/revert", {"reason": "in error"})["change"]
        return api.get(f"{ROOT}/changes").json()["results"][-1]["at"]
    return post(f"{path}/withdraw", {"reason": "in error"})["recorded"]["at"]


@pytest.mark.parametrize(
    "kind", ["publisher", "article", "version", "quote", "entity", "fact_type", "fact"]
)
def test_each_kind_says_why_and_when(kind, api, post, made):
    path = made(kind)
    asked = f"{path}/versions/1" if kind == "version" else path
    at = withdraw(api, post, path)
    post("publishers", {"name": "Something later"})
    gone = api.get(f"{ROOT}/{asked}")
    assert (gone.status_code, gone.json()["code"]) == (410, "withdrawn")
    assert gone.json()["withdrawn_at"] == at
    assert gone.json()["reason"].endswith("in error")


def test_writes_and_earlier_positions_say_it_too(api, post, made):
    path = made("entity")
    at = withdraw(api, post, path)
    again = api.post(f"{ROOT}/{path}/withdraw", {"reason": "again"}, HTTP_IF_MATCH="*")
    newest = api.get(f"{ROOT}/changes").json()["results"][-1]["position"]
    then = api.get(f"{ROOT}/{path}", {"known_at": newest})
    for gone in (again, then):
        assert (gone.status_code, gone.json()["withdrawn_at"]) == (410, at)


def test_what_is_submitted_about_a_withdrawn_fact_says_it_too(api, post, made):
    path = made("fact")
    at = withdraw(api, post, path)
    flag = {"kind": "other", "text": "It is wrong.", "reason": "r"}
    gone = api.post(f"{ROOT}/{path}/flags", flag, HTTP_IF_MATCH="*")
    assert (gone.status_code, gone.json().get("withdrawn_at")) == (410, at), gone.content


def test_a_later_revision_does_not_move_it(api, post, made, ids):
    """A withdrawn fact is recorded anew where a name in it changes."""
    path = made("fact")
    at = withdraw(api, post, path)
    before = api.get(f"{ROOT}/{path}/revisions").json()["results"][0]["number"]
    renamed = {"name": "Renamed", "sentence_name": "", "reason": "a new name"}
    patched = api.patch(f"{ROOT}/entities/{ids['us']}", renamed, HTTP_IF_MATCH="*")
    assert patched.status_code == 200, patched.content
    assert api.get(f"{ROOT}/{path}/revisions").json()["results"][0]["number"] == before + 1
    assert api.get(f"{ROOT}/{path}").json()["withdrawn_at"] == at


def test_what_came_back_and_went_again_names_the_second_time(api, post, made):
    path = made("fact")
    first = withdraw(api, post, path)
    change = api.get(f"{ROOT}/{path}/revisions").json()["results"][0]["change"]["id"]
    post(f"changes/{change}/revert", {"reason": "it was right"})
    assert api.get(f"{URL}/{path.removeprefix('facts/')}").status_code == 200
    second = withdraw(api, post, path)
    assert second > first
    assert api.get(f"{ROOT}/{path}").json()["withdrawn_at"] == second
