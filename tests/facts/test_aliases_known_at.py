"""`q` finds facts by the aliases of then, though aliases give facts no revision."""

import pytest

from factstore.entities import actions as entity_actions
from factstore.facts.models import Facet
from factstore.ledger import verification
from factstore.ledger.models import Change, Revision
from tests.facts import bodies
from tests.facts.bodies import URL


@pytest.fixture
def entity(api):
    def write(entity, **body):
        url = f"/api/v1/entities/{entity}"
        response = api.patch(url, {"reason": "a test", **body}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()["recorded"]["position"]

    return write


@pytest.fixture
def listed(anonymous):
    """List facts with a filter; returns their ids, and how many were left out."""

    def ask(**query):
        response = anonymous.get(URL, query)
        assert response.status_code == 200, response.content
        said = response.json()
        return [fact["id"] for fact in said["results"]], sum(said["omitted"].values())

    return ask


def rows(fact):
    """Return number, first and last position of a fact's facets."""
    found = Facet.objects.filter(fact_id=fact["id"]).order_by("from_position")
    return list(found.values_list("number", "from_position", "to_position"))


def revisions(fact):
    return Revision.objects.filter(object_id=fact["id"]).count()


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def test_an_alias_finds_facts_while_it_was_there(fact, publish, reviews, entity, ids, listed):
    body = bodies.permission(ids, area="near the border")
    gone = publish(body)
    retracted = {"state": "retracted", "reason": "no more"}
    answer = reviews.post(f"{URL}/{gone['id']}/standing", retracted, HTTP_IF_MATCH="*")
    assert answer.status_code == 200, answer.content
    begun = entity(ids["us"], aliases=["Yankeeland"])
    other = entity(ids["ukraine"], aliases=["Zornia"])
    ended = entity(ids["us"], aliases=[])
    found, nothing = ([fact["id"]], 1), ([], 0)
    for position in range(begun - 1, ended + 1):
        yankeeland = begun <= position < ended
        zornia = position >= other
        for words, there in (
            ("yankeeland", yankeeland),
            ("zornia", zornia),
            ("yankeeland zornia", yankeeland and zornia),
            ("-yankeeland", not yankeeland),
        ):
            assert listed(q=words, known_at=position) == (found if there else nothing), (
                words,
                position,
            )
        assert listed(known_at=position) == found
    assert listed(q="yankeeland") == nothing
    assert listed(q="zornia") == listed() == found
    assert list(verification.findings()) == []


def test_each_revision_has_a_row_for_each_time_of_the_same_aliases(fact, entity, ids, anonymous):
    (*before, (number, first, _)) = rows(fact)
    begun = entity(ids["us"], aliases=["Yankeeland"])
    ended = entity(ids["us"], aliases=[])
    assert rows(fact) == [
        *before,
        (number, first, begun),
        (number, begun, ended),
        (number, ended, None),
    ]
    assert revisions(fact) == number
    for position in (first, begun, ended):
        said = anonymous.get(f"{URL}/{fact['id']}", {"known_at": position})
        assert said.json() == fact


def test_a_new_name_and_an_alias_in_one_change_make_one_row(fact, entity, ids, listed):
    before = rows(fact)
    at = entity(ids["us"], name="The States", aliases=["Yankeeland"])
    *earlier, (number, first, _) = before
    assert rows(fact) == [*earlier, (number, first, at), (number + 1, at, None)]
    assert listed(q="yankeeland", known_at=at - 1)[0] == []
    assert listed(q="yankeeland", known_at=at)[0] == [fact["id"]]


def test_an_alias_that_comes_and_goes_in_one_change_changes_nothing(fact, api, ids, record):
    before = rows(fact)
    before_it = api.get(f"/api/v1/entities/{ids['us']}").json()["aliases"]
    with record():
        for aliases in (["Yankeeland"], before_it):
            entity_actions.update_entity(ids["us"], {"aliases": aliases}, expected=None)
    assert rows(fact) == before


def test_an_alias_that_adds_no_word_changes_nothing(fact, entity, ids):
    entity(ids["us"], aliases=["Yankeeland"])
    before = rows(fact)
    entity(ids["us"], aliases=["Yankeeland"], description="a country")
    assert rows(fact) == before


def test_an_inner_change_sees_no_alias_that_is_not_recorded_yet(fact, ids, record, listed):
    with record():
        entity_actions.update_entity(ids["us"], {"aliases": ["Yankeeland"]}, expected=None)
        with record() as inner:
            entity_actions.update_entity(ids["ukraine"], {"aliases": ["Zornia"]}, expected=None)
    at = inner.position
    assert listed(q="zornia", known_at=at)[0] == [fact["id"]]
    assert listed(q="yankeeland", known_at=at)[0] == []
    assert listed(q="yankeeland", known_at=at + 1)[0] == [fact["id"]]
    assert list(verification.findings()) == []


def test_aliases_come_with_a_merge_and_go_with_its_end(fact, api, ids, listed):
    body = {"kind": "country", "name": "USA", "aliases": ["Yankeeland"]}
    usa = api.post("/api/v1/entities", body).json()["id"]

    def step(name, **body):
        answer = api.post(
            f"/api/v1/entities/{usa}/{name}", {"reason": "a test", **body}, HTTP_IF_MATCH="*"
        )
        assert answer.status_code == 200, answer.content

    before = Change.objects.count()
    step("merge", into=ids["us"])
    merged = Change.objects.count()
    step("unmerge")
    parted = Change.objects.count()
    assert before < merged < parted
    for position in range(before, parted + 1):
        there = [fact["id"]] if merged <= position < parted else []
        assert listed(q="yankeeland", known_at=position)[0] == there, position
    assert revisions(fact) == fact["revision"]
