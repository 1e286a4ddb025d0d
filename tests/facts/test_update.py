"""PATCH /api/v1/facts/{id}: what the request does not name stays."""

import copy
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from factstore.core.constraints import violated
from factstore.facts.api.read_serializers import FactRead
from tests.facts import bodies
from tests.facts.bodies import AGREED, ASKED, DENIED, LIFTED, URL
from tests.facts.conftest import counts
from tests.facts.shapes import assert_fact_shape
from tests.facts.test_create import put, refused

UNKNOWN = str(uuid4())
RULING = "f.name = 'ruling'"


@pytest.fixture
def patch(api):
    """Patch a fact on top of a document that was read; returns the response."""

    def send(fact, body, *, etag=None):
        tag = etag or f'"{fact["content_revision"]}.{fact["revision"]}"'
        body = {"reason": "a second look", **body}
        return api.patch(f"{URL}/{fact['id']}", body, HTTP_IF_MATCH=tag)

    return send


@pytest.fixture
def draft(create, ids):
    return create(bodies.permission(ids))


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def value(fact, field):
    return next(v for v in fact["values"] if v["field"] == field)


def area(fact, words):
    """A patch that gives the fact's area other words."""
    return {
        "values": {
            "set": [{**bodies.text("area", words, clause=1), "id": value(fact, "area")["id"]}]
        }
    }


def done(response):
    assert response.status_code == 200, response.content
    assert_fact_shape(response.content, FactRead)
    return response.json()


def test_a_value_is_replaced_and_keeps_its_id(patch, draft):
    response = patch(draft, area(draft, "anywhere"))
    after = done(response)
    assert response["ETag"] == '"2.2"'
    assert value(after, "area")["text"] == "anywhere"
    assert value(after, "area")["id"] == value(draft, "area")["id"]
    assert value(after, "area")["changed_in"] == 2
    assert [v for v in after["values"] if v["field"] != "area"] == [
        v for v in draft["values"] if v["field"] != "area"
    ]
    assert after["sentence"].endswith("use ATACMS anywhere")


def test_a_value_set_to_what_it_is_has_not_changed(patch, draft):
    after = done(patch(draft, area(draft, value(draft, "area")["text"])))
    assert value(after, "area")["changed_in"] == 1
    assert not after["evidence"][0]["stale"]


def test_a_value_is_added_with_its_evidence(patch, draft, ids):
    after = done(
        patch(
            draft,
            {
                "values": {
                    "set": [bodies.date("from", not_before="2024-05-21", not_after="2024-05-31")]
                },
                "evidence": {
                    "set": [
                        bodies.evidence(
                            ids["main"],
                            LIFTED,
                            covers=[
                                {
                                    "value": "from",
                                    "basis": "computed",
                                    "as_printed": "late last month",
                                    "rule": "month_part",
                                },
                                bodies.stated(value(draft, "ruling")["id"], "lifted"),
                            ],
                        )
                    ]
                },
            },
        )
    )
    first, second = after["evidence"]
    assert first == draft["evidence"][0]
    assert {c["value"] for c in second["covers"]} == {
        value(after, "from")["id"],
        value(after, "ruling")["id"],
    }
    assert second["covers"][0]["anchor"] or second["covers"][1]["anchor"]
    assert after["time"]["possible"] == {"from": "2024-05-21", "to": None}


def test_a_value_and_what_covers_it_are_removed(patch, draft):
    gone = value(draft, "area")["id"]
    after = done(patch(draft, {"values": {"remove": [gone]}}))
    assert gone not in {v["id"] for v in after["values"]}
    assert gone not in {c["value"] for c in after["evidence"][0]["covers"]}
    assert len(after["evidence"][0]["covers"]) == 5


def test_evidence_is_replaced_as_a_whole_and_keeps_its_id(patch, draft, ids):
    before = draft["evidence"][0]
    sent = bodies.evidence(
        ids["other"],
        DENIED,
        stance="refutes",
        covers=[bodies.inferred(value(draft, "ruling")["id"])],
    )
    (after,) = done(patch(draft, {"evidence": {"set": [{**sent, "id": before["id"]}]}}))["evidence"]
    assert after["id"] == before["id"]
    assert after["article"]["id"] == ids["other"]
    assert after["hops"] == []
    assert [q["exact"] for q in after["quotes"]] == [DENIED]
    assert after["confirmed_in"] == 2


def test_evidence_is_removed(patch, draft):
    after = done(patch(draft, {"evidence": {"remove": [draft["evidence"][0]["id"]]}}))
    assert after["evidence"] == []
    assert after["corroboration"] == {"independent_origins": 0, "articles": 0}


def test_a_clause_changes_its_polarity_and_is_removed_with_its_values(patch, draft):
    after = done(patch(draft, {"clauses": {"set": [{"number": 1, "polarity": "excludes"}]}}))
    assert value(after, "area")["polarity"] == "excludes"
    assert after["sentence"].endswith("; not ATACMS anywhere inside Russia")
    scope = [value(after, "area")["id"], value(after, "weapon")["id"]]
    after = done(patch(after, {"values": {"remove": scope}, "clauses": {"remove": [1]}}))
    assert after["sentence"] == "The United States permits Ukraine to use weapons"


def test_a_polarity_that_changes_makes_what_covers_its_values_stale(patch, draft):
    after = done(patch(draft, {"clauses": {"set": [{"number": 1, "polarity": "excludes"}]}}))
    assert value(after, "area")["changed_in"] == 2
    assert value(after, "ruling")["changed_in"] == 1
    assert after["evidence"][0]["stale"]


PATCHES = {
    "no reason": ({"reason": None}, "/reason", "null"),
    "unknown member": ({"type": "event"}, "/type", "unknown_member"),
    "unknown value": ({"values": {"remove": [UNKNOWN]}}, "/values/remove/0", "unknown"),
    "unknown value to set": (
        {"values": {"set": [{**bodies.choice("ruling", "forbids"), "id": UNKNOWN}]}},
        "/values/set/0/id",
        "unknown",
    ),
    "unknown evidence": ({"evidence": {"remove": [UNKNOWN]}}, "/evidence/remove/0", "unknown"),
    "unknown evidence to confirm": (
        {"evidence": {"confirm": [UNKNOWN]}},
        "/evidence/confirm/0",
        "unknown",
    ),
    "unknown clause": ({"clauses": {"remove": [2]}}, "/clauses/remove/0", "unknown"),
    "clause with values left": ({"clauses": {"remove": [1]}}, "/clauses/remove/0", "in_use"),
    "clause without value": (
        {"clauses": {"set": [{"number": 2, "polarity": "includes"}]}},
        "/clauses",
        "empty_clause",
    ),
    "clause twice": (
        {"clauses": {"set": [{"number": 1, "polarity": p} for p in ("includes", "excludes")]}},
        "/clauses/set/1/number",
        "named_twice",
    ),
    "second value of a field": (
        {"values": {"set": [bodies.choice("ruling", "forbids")]}},
        "/values/set",
        "single_valued",
    ),
    "words not in the quote": (
        {
            "evidence": {
                "set": [
                    {
                        "mode": "own",
                        "quotes": [{"article": "main", "exact": ASKED}],
                        "covers": [bodies.stated("ruling", "agreed")],
                    }
                ]
            }
        },
        "/evidence/set/0/covers/0/as_printed",
        "words_not_in_quote",
    ),
}


@pytest.mark.parametrize("name", PATCHES)
def test_what_is_refused_is_named_with_its_place(name, patch, draft, ids):
    body, pointer, code = copy.deepcopy(PATCHES[name])
    for evidence in body.get("evidence", {}).get("set", ()):
        evidence["quotes"][0]["article"] = ids["main"]
        evidence["covers"][0]["value"] = value(draft, "ruling")["id"]
    before = counts()
    assert (pointer, code) in refused(patch(draft, body), 422, "invalid")
    assert counts() == before


def test_a_value_is_named_once_and_keeps_its_field(patch, draft):
    ruling = {**bodies.choice("ruling", "forbids"), "id": value(draft, "ruling")["id"]}
    twice = {"values": {"set": [ruling, ruling]}}
    assert ("/values/set/1/id", "named_twice") in refused(patch(draft, twice), 422, "invalid")
    both = {"values": {"set": [ruling], "remove": [ruling["id"]]}}
    assert ("/values/set/0/id", "named_twice") in refused(patch(draft, both), 422, "invalid")
    moved = {"values": {"set": [{**ruling, "field": "action", "choice": "use"}]}}
    assert ("/values/set/0/field", "other_field") in refused(patch(draft, moved), 422, "invalid")


def test_evidence_is_named_once(patch, draft, ids):
    item = {**bodies.evidence(ids["main"], AGREED), "id": draft["evidence"][0]["id"]}
    twice = {"evidence": {"set": [item, item]}}
    assert refused(patch(draft, twice), 422, "invalid") == {("/evidence/set/1/id", "named_twice")}
    both = {"evidence": {"remove": [item["id"]], "confirm": [item["id"]]}}
    assert refused(patch(draft, both), 422, "invalid") == {("/evidence/confirm/0", "named_twice")}


def test_a_fact_keeps_a_value(patch, draft):
    body = {"values": {"remove": [v["id"] for v in draft["values"]]}, "clauses": {"remove": [1]}}
    assert refused(patch(draft, body), 422, "invalid") == {("/values", "required")}


def test_what_another_fact_claims_already_is_refused(patch, draft, create, ids):
    other = create(bodies.permission(ids, area="anywhere"))
    before = counts()
    response = patch(other, area(other, "anywhere inside Russia"))
    refused(response, 409, "duplicate")
    assert response.json()["existing"]["id"] == draft["id"]
    assert counts() == before


class TestConditions:
    def test_a_write_names_what_it_builds_on(self, api, draft):
        response = api.patch(f"{URL}/{draft['id']}", {"reason": "no tag"})
        refused(response, 428, "precondition_required")

    def test_a_tag_that_cannot_be_read(self, patch, draft):
        refused(patch(draft, {}, etag="1.1"), 400, "bad_header")

    def test_a_stale_tag_is_refused_with_what_changed(self, patch, draft):
        after = done(patch(draft, area(draft, "anywhere")))
        before = counts()
        response = patch(draft, area(draft, "nowhere"))
        refused(response, 412, "precondition_failed")
        assert response["ETag"] == response.json()["etag"] == '"2.2"'
        assert response.json()["changed"] == ["evidence", "sentence", "values"]
        assert counts() == before
        assert value(done(patch(after, area(after, "nowhere"))), "area")["text"] == "nowhere"

    def test_another_name_of_an_entity_is_no_conflict(self, api, patch, draft, ids):
        entity = api.get(f"/api/v1/entities/{ids['us']}")
        renamed = api.patch(
            f"/api/v1/entities/{ids['us']}",
            {"name": "USA", "sentence_name": "the USA", "reason": "shorter"},
            HTTP_IF_MATCH=entity["ETag"],
        )
        assert renamed.status_code == 200, renamed.content
        now = api.get(f"{URL}/{draft['id']}")
        assert now["ETag"] == '"1.2"'
        assert now.json()["sentence"].startswith("The USA permits")
        assert not now.json()["evidence"][0]["stale"]
        response = patch(draft, area(draft, "anywhere"))
        assert done(response)["revision"] == 3
        assert response["ETag"] == '"2.3"'

    def test_any_tag_will_do(self, patch, draft):
        done(patch(draft, area(draft, "anywhere")))
        done(patch(draft, area(draft, "nowhere"), etag="*"))
        done(patch(draft, area(draft, "here"), etag='W/"3.3", "9.9", "3.1"'))


class TestStale:
    def test_a_changed_value_makes_its_evidence_stale_until_confirmed(self, patch, draft):
        stale = done(patch(draft, area(draft, "anywhere")))
        assert stale["evidence"][0]["stale"]
        assert stale["evidence"][0]["confirmed_in"] == 1
        confirmed = done(patch(stale, {"evidence": {"confirm": [stale["evidence"][0]["id"]]}}))
        assert not confirmed["evidence"][0]["stale"]
        assert confirmed["evidence"][0]["confirmed_in"] == 3

    def test_confirmed_in_the_change_itself(self, patch, draft):
        body = {**area(draft, "anywhere"), "evidence": {"confirm": [draft["evidence"][0]["id"]]}}
        assert not done(patch(draft, body))["evidence"][0]["stale"]

    def test_evidence_of_other_values_stays_confirmed(self, patch, draft, ids):
        more = bodies.evidence(
            ids["main"], ASKED, covers=[bodies.inferred(value(draft, "grantee")["id"])]
        )
        fact = done(patch(draft, {"evidence": {"set": [more]}}))
        after = done(patch(fact, area(fact, "anywhere")))
        assert [e["stale"] for e in after["evidence"]] == [True, False]

    @pytest.fixture
    def computed(self, create, ids):
        body = bodies.event(ids, quote=LIFTED)
        body["values"].append(bodies.date("date", not_before="2024-05-21", not_after="2024-05-31"))
        body["evidence"][0]["covers"].append(
            {
                "value": "date",
                "basis": "computed",
                "as_printed": "late last month",
                "rule": "month_part",
            }
        )
        return create(body)

    @pytest.fixture
    def publish_on(self, api, ids):
        def send(day):
            response = api.patch(
                f"/api/v1/articles/{ids['main']}",
                {"published": {"not_before": day, "not_after": day}, "reason": "misread"},
                HTTP_IF_MATCH="*",
            )
            assert response.status_code == 200, response.content

        return send

    def test_another_publication_date_makes_computed_values_stale(
        self, computed, publish_on, api, patch
    ):
        publish_on("2024-06-20")
        stale = api.get(f"{URL}/{computed['id']}").json()
        assert stale["evidence"][0]["stale"]
        assert (stale["content_revision"], stale["revision"]) == (1, 2)
        confirmed = done(
            patch(computed, {"evidence": {"confirm": [computed["evidence"][0]["id"]]}})
        )
        assert not confirmed["evidence"][0]["stale"]
        anchors = [c["anchor"] for c in confirmed["evidence"][0]["covers"] if c["anchor"]]
        assert [a["edtf"] for a in anchors] == ["2024-06-20"]

    def test_what_the_rule_no_longer_gives_is_not_confirmed(self, computed, publish_on, patch):
        publish_on("2024-07-21")
        body = {"evidence": {"confirm": [computed["evidence"][0]["id"]]}}
        assert refused(patch(computed, body), 422, "invalid") == {
            ("/evidence/confirm/0/rule", "rule_disagrees")
        }

    def test_the_same_date_again_makes_nothing_stale(self, computed, publish_on, api):
        publish_on("2024-06-21")
        assert not api.get(f"{URL}/{computed['id']}").json()["evidence"][0]["stale"]


class TestAccepted:
    """An accepted fact is never left without what readers are promised."""

    @pytest.mark.parametrize("stance", ["refutes", "context"])
    def test_it_keeps_support_for_each_value(self, stance, patch, fact, ids):
        evidence_id = fact["evidence"][0]["id"]
        sent = bodies.evidence(
            ids["main"],
            AGREED,
            stance=stance,
            covers=[bodies.inferred(v["id"]) for v in fact["values"]],
        )
        before = counts()
        for body in (
            {"evidence": {"remove": [evidence_id]}},
            {"evidence": {"set": [{**sent, "id": evidence_id}]}},
        ):
            errors = refused(patch(fact, body), 422, "incomplete")
            assert errors == {(f"/values/{i}", "not_covered") for i in range(6)}
        assert counts() == before

    def test_it_keeps_its_required_values(self, patch, fact):
        body = {"values": {"remove": [value(fact, "ruling")["id"]]}}
        assert refused(patch(fact, body), 422, "incomplete") == {("/values", "required_field")}

    def test_a_new_value_comes_with_its_evidence(self, patch, fact, ids):
        body = {"values": {"set": [bodies.entity("decided_by", ids["biden"])]}}
        assert refused(patch(fact, body), 422, "incomplete") == {("/values/6", "not_covered")}
        covers = [bodies.inferred("decided_by")]
        body["evidence"] = {"set": [bodies.evidence(ids["main"], LIFTED, covers=covers)]}
        assert done(patch(fact, body))["status"] == "accepted"

    def test_a_change_may_leave_it_stale(self, patch, fact):
        after = done(patch(fact, area(fact, "anywhere")))
        assert after["status"] == "accepted"
        assert after["evidence"][0]["stale"]

    @pytest.mark.parametrize(
        ("statements", "constraint"),
        [
            (["DELETE FROM facts_coverage"], "facts_fact_accepted_is_covered"),
            (
                ["UPDATE facts_evidence SET stance = 'context', attests = NULL"],
                "facts_fact_accepted_is_covered",
            ),
            (
                [
                    (
                        "DELETE FROM facts_coverage USING facts_value v, facts_field f"
                        f" WHERE v.id = value_id AND f.id = v.field_id AND {RULING}"
                    ),
                    f"DELETE FROM facts_value USING facts_field f WHERE f.id = field_id AND {RULING}",
                ],
                "facts_fact_accepted_is_complete",
            ),
        ],
    )
    @pytest.mark.usefixtures("fact")
    def test_the_database_holds_it(self, statements, constraint, record):
        assert refused_by_database(record, statements) == constraint


def refused_by_database(record, statements):
    """Run statements as raw SQL inside a change; return the constraint that refuses them."""

    def run():
        with record(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with pytest.raises(IntegrityError) as error:
        run()
    return violated(error.value)


def test_of_two_new_values_under_one_key_neither_is_recorded(patch, draft):
    change = put("/values", {"set": [bodies.text("area", f"{i}", clause=1) for i in "ab"]})
    body = bodies.changed({"values": None}, change)
    assert refused(patch(draft, body), 422, "invalid") == {("/values/set", "key_twice")}


def test_no_fact_no_token_no_writer(patch, draft, anonymous, reader):
    refused(patch({**draft, "id": UNKNOWN}, {}), 404, "not_found")
    url, body = f"{URL}/{draft['id']}", {"reason": "?"}
    refused(anonymous.patch(url, body, HTTP_IF_MATCH="*"), 401, "not_authenticated")
    refused(reader.patch(url, body, HTTP_IF_MATCH="*"), 403, "permission_denied")
