"""GET /api/v1/facts/{id}: the recorded bytes, now or as the store said earlier."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from factstore.facts.api.read_serializers import FactRead
from factstore.ledger.models import Revision
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import refused


@pytest.fixture
def fact(publish, ids):
    """A published fact: revision 1 is the draft, 2 the accepted fact."""
    return publish(bodies.permission(ids))


def test_the_recorded_bytes_are_served(fact, anonymous):
    response = anonymous.get(f"{URL}/{fact['id']}")
    recorded = Revision.objects.get(kind="fact", object_id=fact["id"], to_position=None)
    assert response.content == recorded.document.encode()
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == '"2.2"'
    assert response["Cache-Control"] == "private, no-cache"
    assert_fact_shape(response.content, FactRead)


@pytest.mark.parametrize("sent", ['"2.2"', 'W/"2.2"', '"1.1", "2.2"', "*"])
def test_it_is_not_sent_again(sent, fact, anonymous):
    response = anonymous.get(f"{URL}/{fact['id']}", HTTP_IF_NONE_MATCH=sent)
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == '"2.2"'


def test_it_is_sent_again_when_it_changed(fact, anonymous):
    assert anonymous.get(f"{URL}/{fact['id']}", HTTP_IF_NONE_MATCH='"2.1"').status_code == 200


def test_head_has_the_headers_alone(fact, anonymous):
    response = anonymous.head(f"{URL}/{fact['id']}")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == '"2.2"'


def test_a_draft_is_hidden_from_readers(create, ids, api, anonymous, reader):
    draft = create(bodies.permission(ids))
    assert api.get(f"{URL}/{draft['id']}").status_code == 200
    for client in (anonymous, reader):
        response = client.get(f"{URL}/{draft['id']}")
        refused(response, 404, "not_found")
        unknown = client.get(f"{URL}/{uuid4()}")
        assert response.json()["title"] == unknown.json()["title"]


@pytest.mark.parametrize("path", ["nope", "00000000-0000-0000-0000-00000000000g", "1"])
def test_what_is_no_id_is_an_unknown_address(path, anonymous):
    refused(anonymous.get(f"{URL}/{path}"), 404, "not_found")


def test_an_unknown_parameter_is_refused(fact, anonymous):
    response = anonymous.get(f"{URL}/{fact['id']}", {"view": "summary"})
    refused(response, 400, "unknown_parameter")
    assert response.json()["parameter"] == "view"


class TestKnownAt:
    def get(self, client, fact, known_at):
        return client.get(f"{URL}/{fact['id']}", {"known_at": known_at})

    def test_an_earlier_position(self, fact, api):
        accepted_at = fact["recorded"]["position"]
        before = self.get(api, fact, accepted_at - 1)
        assert before.json()["status"] == "draft"
        assert before["ETag"] == '"1.1"'
        assert self.get(api, fact, accepted_at).json() == fact
        assert self.get(api, fact, accepted_at + 1000).json() == fact

    def test_an_earlier_time(self, fact, api):
        at = datetime.fromisoformat(fact["recorded"]["at"])
        assert self.get(api, fact, at.isoformat()).json() == fact
        moment_before = (at - timedelta(microseconds=1)).isoformat()
        assert self.get(api, fact, moment_before).json()["status"] == "draft"

    def test_what_was_not_there_yet_is_not_found(self, fact, api):
        refused(self.get(api, fact, 0), 404, "not_found")
        refused(self.get(api, fact, "1999-12-31T00:00:00Z"), 404, "not_found")

    def test_readers_do_not_see_that_it_was_a_draft(self, fact, anonymous):
        refused(self.get(anonymous, fact, fact["recorded"]["position"] - 1), 404, "not_found")

    @pytest.mark.parametrize(
        "known_at", ["yesterday", "2024-06-01", "-1", "2024-06-01T00:00:00", ""]
    )
    def test_what_is_no_moment(self, known_at, fact, anonymous):
        refused(self.get(anonymous, fact, known_at), 400, "bad_parameter")

    def test_the_names_of_that_time(self, fact, api, ids):
        api.patch(
            f"/api/v1/entities/{ids['us']}", {"name": "USA", "reason": "?"}, HTTP_IF_MATCH="*"
        )
        now = api.get(f"{URL}/{fact['id']}").json()
        assert now["values"][2]["entity"]["name"] == "USA"
        then = self.get(api, fact, fact["recorded"]["position"])
        assert then.json() == fact


class TestWithdrawn:
    @pytest.fixture
    def gone(self, fact, api):
        response = api.post(
            f"{URL}/{fact['id']}/withdraw", {"reason": "another Kharkiv"}, HTTP_IF_MATCH="*"
        )
        assert response.status_code == 200, response.content
        return fact

    def test_it_is_gone_with_its_reason(self, gone, anonymous):
        response = anonymous.get(f"{URL}/{gone['id']}")
        refused(response, 410, "withdrawn")
        assert response.json()["reason"] == "another Kharkiv"

    def test_what_was_known_before_is_still_told(self, gone, anonymous):
        position = gone["recorded"]["position"]
        assert anonymous.get(f"{URL}/{gone['id']}", {"known_at": position}).json() == gone
        response = anonymous.get(f"{URL}/{gone['id']}", {"known_at": position + 1})
        refused(response, 410, "withdrawn")

    @pytest.mark.usefixtures("gone")
    def test_it_is_in_no_list(self, anonymous):
        assert anonymous.get(URL).json()["results"] == []

    def test_a_withdrawn_draft_stays_hidden_from_readers(self, create, ids, api, anonymous):
        draft = create(bodies.event(ids))
        api.post(f"{URL}/{draft['id']}/withdraw", {"reason": "?"}, HTTP_IF_MATCH="*")
        refused(anonymous.get(f"{URL}/{draft['id']}"), 404, "not_found")
        refused(api.get(f"{URL}/{draft['id']}"), 410, "withdrawn")


def test_the_document_is_canonical_and_says_its_digest(fact, anonymous):
    from factstore.core import canonical

    served = anonymous.get(f"{URL}/{fact['id']}").content
    document = json.loads(served)
    assert canonical.encode(document) == served
    stamp = document.pop("recorded")
    assert stamp["content_digest"] == canonical.digest(document)
