"""POST /api/v1/facts: one request makes the fact with its quotes, or nothing."""

import copy
from uuid import uuid4

import pytest
from django.db import connection

from factstore.facts.api.read_serializers import FactRead
from tests.facts import bodies
from tests.facts.bodies import AGREED, ASKED, DEAL, DENIED, LIFTED, REPORTED, RIGHT_MOVE, URL
from tests.facts.conftest import counts
from tests.facts.shapes import assert_fact_shape

UNKNOWN = str(uuid4())


@pytest.fixture
def body(ids):
    return bodies.permission(ids)


def refused(response, status, code):
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert response["Content-Type"] == "application/problem+json"
    return {(error["pointer"], error["code"]) for error in problem["errors"]}


def test_a_fact_is_recorded_as_a_draft_with_its_quotes(api, body):
    response = api.post(URL, {**body, "reason": "read this morning"})
    assert response.status_code == 201
    fact = response.json()
    assert response["Location"] == f"{URL}/{fact['id']}"
    assert response["ETag"] == '"1.1"'
    assert (
        fact["sentence"] == "The United States permits Ukraine to use ATACMS anywhere inside Russia"
    )
    assert fact["status"] == "draft"
    assert fact["standing"] == {
        "state": "stands",
        "reason": None,
        "note": None,
        "superseded_by": None,
    }
    assert fact["time"]["certain"] == {"from": "2024-06-21", "to": "2024-06-22"}
    (evidence,) = fact["evidence"]
    assert evidence["quotes"][0]["exact"] == AGREED
    assert evidence["confirmed_in"] == 1
    assert not evidence["stale"]
    assert evidence["hops"][0]["description"] == "four US officials"
    assert evidence["article"]["publisher"]["name"] == "The Herald"
    assert fact["corroboration"] == {"independent_origins": 1, "articles": 1}
    assert_fact_shape(fact, FactRead)


def test_the_reason_is_that_of_the_change(api, body):
    fact = api.post(URL, {**body, "reason": "read this morning"}).json()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.reason, c.origin, u.username FROM ledger_change c"
            " JOIN accounts_user u ON u.id = c.actor_id WHERE c.id = %s",
            [fact["recorded"]["change"]],
        )
        assert cursor.fetchone() == ("read this morning", "api", "ada")


def test_scope_values_carry_the_polarity_of_their_clause(create, body):
    body["values"].append(bodies.text("purpose", "deep strikes", clause=2))
    body["clauses"].append({"number": 2, "polarity": "excludes"})
    fact = create(body)
    assert fact["sentence"].endswith("anywhere inside Russia; not weapons for deep strikes")
    polarity = {v["field"]: (v["clause"], v["polarity"]) for v in fact["values"]}
    assert polarity["area"] == (1, "includes")
    assert polarity["purpose"] == (2, "excludes")
    assert polarity["grantor"] == (None, None)


def kind_cases(ids):
    """Facts with a value of each kind: the value as sent, and what the document has of it."""
    deal = {"article": ids["main"]}

    def fact(name, value, quote, cover, *others):
        covers = [cover, *(bodies.inferred(other["key"]) for other in others)]
        return {
            "type": name,
            "values": [value, *others],
            "evidence": [bodies.evidence(deal["article"], quote, covers=covers)],
        }

    us, ukraine = bodies.entity("donor", ids["us"]), bodies.entity("recipient", ids["ukraine"])
    money = {"min": "275000000", "max": "275000000.00", "currency": "USD", "approximate": True}
    return {
        "money": (
            fact(
                "aid",
                {"key": "m", "field": "amount", "kind": "money", "money": money},
                DEAL,
                {
                    "value": "m",
                    "basis": "computed",
                    "as_printed": "about $275 million",
                    "rule": "currency",
                },
                us,
                ukraine,
                bodies.text("item", "the deal"),
            ),
            {"money": {**money, "max": "275000000"}},
        ),
        "quantity": (
            fact(
                "agreement",
                {
                    "key": "d",
                    "field": "duration",
                    "kind": "quantity",
                    "quantity": {"min": "10", "max": "10", "unit": "year"},
                },
                DEAL,
                {"value": "d", "basis": "computed", "as_printed": "10 years", "rule": "count"},
                bodies.entity("party", ids["us"]),
            ),
            {"quantity": {"min": "10", "max": "10", "unit": "year", "approximate": False}},
        ),
        "date": (
            fact(
                "event",
                {
                    "key": "t",
                    "field": "date",
                    "kind": "date",
                    "date": {"edtf": "[2024-05-21..2024-05-31]"},
                },
                LIFTED,
                {
                    "value": "t",
                    "basis": "computed",
                    "as_printed": "late last month",
                    "rule": "month_part",
                },
                bodies.text("what", "lifted"),
            ),
            {
                "date": {
                    "edtf": "[2024-05-21..2024-05-31]",
                    "not_before": "2024-05-21",
                    "not_after": "2024-05-31",
                }
            },
        ),
        "some": (
            fact(
                "statement",
                {
                    "key": "s",
                    "field": "speaker",
                    "kind": "some",
                    "description": "four US officials",
                },
                AGREED,
                bodies.stated("s", "four US officials"),
                bodies.choice("act", "said"),
            ),
            {"description": "four US officials"},
        ),
        "choice": (
            fact(
                "statement",
                bodies.choice("act", "said"),
                RIGHT_MOVE,
                bodies.stated("act", "said"),
                bodies.entity("speaker", ids["sullivan"]),
            ),
            {"choice": {"choice": "said", "label": "said"}},
        ),
        "text": (bodies.event(ids, "asked for it"), {"text": "asked for it"}),
        "entity": (
            fact(
                "event",
                bodies.entity("participant", ids["ukraine"]),
                ASKED,
                bodies.stated("participant", "Ukraine"),
                bodies.text("what", "asked"),
            ),
            {"entity": {"id": ids["ukraine"], "name": "Ukraine", "kind": "country"}},
        ),
    }


@pytest.mark.parametrize("kind", ["entity", "text", "choice", "date", "money", "quantity", "some"])
def test_a_value_of_each_kind_is_recorded(kind, ids, create, accept):
    body, said = kind_cases(ids)[kind]
    fact = create(body)
    value = fact["values"][0]
    assert value["kind"] == kind
    assert {name: value[name] for name in said} == said
    assert_fact_shape(fact, FactRead)
    assert accept(fact)["status"] == "accepted"


def test_known_not_to_exist_is_a_value_of_its_own(api, ids, create):
    made = api.post(
        "/api/v1/fact-types",
        {
            "name": "answer",
            "label": "Answer",
            "basis": "happening",
            "template": "{who} answered",
            "fields": [{"name": "who", "label": "Who", "kinds": ["none", "entity"]}],
        },
    )
    assert made.status_code == 201, made.content
    body = {
        "type": "answer",
        "values": [{"key": "w", "field": "who", "kind": "none"}],
        "evidence": [bodies.evidence(ids["other"], DENIED, covers=[bodies.inferred("w")])],
    }
    fact = create(body)
    assert set(fact["values"][0]) == {"id", "field", "kind", "clause", "polarity", "changed_in"}
    assert_fact_shape(fact, FactRead)


def put(path, value):
    """Return a change that puts `value` at a JSON pointer of the body."""

    def change(body):
        *parents, last = [int(p) if p.isdecimal() else p for p in path.split("/")[1:]]
        inner = body
        for part in parents:
            inner = inner[part]
        if last == "-":
            inner.append(value)
        elif value is None and isinstance(inner, dict):
            del inner[last]
        else:
            inner[last] = value

    return change


REFUSALS = {
    "unknown type": (put("/type", "nonsense"), "/type", "unknown_type"),
    "no type": (put("/type", None), "/type", "required"),
    "no values": (put("/values", []), "/values", "required"),
    "values absent": (put("/values", None), "/values", "required"),
    "unknown member": (put("/status", "accepted"), "/status", "unknown_member"),
    "unknown member of a value": (
        put("/values/0/polarity", "includes"),
        "/values/0/polarity",
        "unknown_member",
    ),
    "unknown field": (put("/values/0/field", "rule"), "/values/0/field", "unknown_field"),
    "unknown kind": (put("/values/0/kind", "number"), "/values/0/kind", "unknown_kind"),
    "unknown choice": (put("/values/0/choice", "allows"), "/values/0/choice", "unknown_choice"),
    "wrong kind": (
        put("/values/0", bodies.text("ruling", "permits")),
        "/values/0/kind",
        "wrong_kind",
    ),
    "unknown entity": (put("/values/2/entity", UNKNOWN), "/values/2/entity", "unknown"),
    "no id": (put("/values/2/entity", "Q30"), "/values/2/entity", "invalid"),
    "entity of the wrong kind": (
        lambda body: put("/values/2/entity", body["values"][4]["entity"])(body),
        "/values/2/entity",
        "wrong_kind",
    ),
    "scope without clause": (put("/values/5/clause", None), "/values/5/clause", "required"),
    "clause that is not declared": (put("/values/5/clause", 7), "/values/5/clause", "unknown"),
    "clause on what is no scope": (put("/values/0/clause", 1), "/values/0/clause", "no_clause"),
    "clause without value": (
        put("/clauses/-", {"number": 2, "polarity": "excludes"}),
        "/clauses",
        "empty_clause",
    ),
    "clause twice": (
        put("/clauses/-", {"number": 1, "polarity": "excludes"}),
        "/clauses/1/number",
        "named_twice",
    ),
    "single-valued field twice": (
        put("/values/-", {**bodies.choice("ruling", "forbids"), "key": "r2"}),
        "/values",
        "single_valued",
    ),
    "key twice": (put("/values/1/key", "ruling"), "/values", "key_twice"),
    "id of a value that is not there": (put("/values/0/id", UNKNOWN), "/values/0/id", "unknown"),
    "covers an unknown key": (
        put("/evidence/0/covers/0/value", "nobody"),
        "/evidence/0/covers/0/value",
        "unknown",
    ),
    "covered twice": (
        put("/evidence/0/covers/-", bodies.inferred("ruling")),
        "/evidence/0/covers",
        "covered_twice",
    ),
    "evidence without quote": (put("/evidence/0/quotes", []), "/evidence/0/quotes", "required"),
    "unknown quote": (
        put("/evidence/0/quotes/0", {"id": UNKNOWN}),
        "/evidence/0/quotes/0/id",
        "unknown",
    ),
    "unknown article": (
        put("/evidence/0/quotes/0/article", UNKNOWN),
        "/evidence/0/quotes/0/article",
        "unknown",
    ),
    "no article": (
        put("/evidence/0/quotes/0/article", None),
        "/evidence/0/quotes/0/version",
        "required",
    ),
    "words not in the quote": (
        put("/evidence/0/covers/2/as_printed", "the White House"),
        "/evidence/0/covers/2/as_printed",
        "words_not_in_quote",
    ),
    "words in another case": (
        put("/evidence/0/covers/2/as_printed", "washington"),
        "/evidence/0/covers/2/as_printed",
        "words_not_in_quote",
    ),
    "stated without words": (
        put("/evidence/0/covers/2/as_printed", None),
        "/evidence/0/covers/2/as_printed",
        "required",
    ),
    "hedge not in the quote": (
        put("/evidence/0/hedged", "reportedly"),
        "/evidence/0/hedged",
        "words_not_in_quote",
    ),
    "description not in the quote": (
        put("/evidence/0/hops/0/description", "five US officials"),
        "/evidence/0/hops/0/description",
        "words_not_in_quote",
    ),
    "role not in the quote": (
        put("/evidence/0/hops/0/role_as_printed", "spokesman"),
        "/evidence/0/hops/0/role_as_printed",
        "words_not_in_quote",
    ),
    "hop of nobody": (
        put("/evidence/0/hops/0/description", None),
        "/evidence/0/hops/0/agent",
        "one_source",
    ),
    "hop of an unknown entity": (
        put("/evidence/0/hops/0/agent", {"entity": UNKNOWN}),
        "/evidence/0/hops/0/agent/entity",
        "unknown",
    ),
    "hop of an unknown publisher": (
        put("/evidence/0/hops/0/agent", {"publisher": UNKNOWN}),
        "/evidence/0/hops/0/agent/publisher",
        "unknown",
    ),
    "named and anonymous": (
        lambda body: put("/evidence/0/hops/0/agent", {"entity": body["values"][2]["entity"]})(body),
        "/evidence/0/hops/0/anonymous",
        "named",
    ),
    "until without note": (
        put("/evidence/0/attests", "until"),
        "/evidence/0/attests_note",
        "required",
    ),
    "refuting evidence attests nothing": (
        put("/evidence/0/stance", "refutes"),
        "/evidence/0/attests",
        "not_a_state",
    ),
    "unknown stance": (put("/evidence/0/stance", "doubts"), "/evidence/0/stance", "invalid_choice"),
    "no mode": (put("/evidence/0/mode", None), "/evidence/0/mode", "required"),
    "inferred without note": (
        put("/evidence/0/covers/0", {"value": "ruling", "basis": "inferred"}),
        "/evidence/0/covers/0/note",
        "required",
    ),
    "computed without rule": (
        put("/evidence/0/covers/0/basis", "computed"),
        "/evidence/0/covers/0/rule",
        "required",
    ),
    "stated with rule": (
        put("/evidence/0/covers/0/rule", "count"),
        "/evidence/0/covers/0/rule",
        "required",
    ),
    "unknown rule": (
        put(
            "/evidence/0/covers/0",
            {"value": "ruling", "basis": "computed", "as_printed": "agreed", "rule": "guess"},
        ),
        "/evidence/0/covers/0/rule",
        "unknown_rule",
    ),
    "rule for another kind": (
        put(
            "/evidence/0/covers/0",
            {"value": "ruling", "basis": "computed", "as_printed": "agreed", "rule": "weekday"},
        ),
        "/evidence/0/covers/0/rule",
        "rule_disagrees",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_is_named_with_its_place(name, api, body):
    change, pointer, code = REFUSALS[name]
    before = counts()
    response = api.post(URL, bodies.changed(body, change))
    assert (pointer, code) in refused(response, 422, "invalid")
    assert counts() == before


def test_everything_wrong_is_told_at_once(api, body):
    for name in ("unknown choice", "unknown entity", "words not in the quote", "covered twice"):
        REFUSALS[name][0](body)
    assert len(refused(api.post(URL, body), 422, "invalid")) == 4


@pytest.mark.parametrize(
    ("value", "words", "rule"),
    [
        ({"not_before": "2024-05-01", "not_after": "2024-05-31"}, "late last month", "month_part"),
        ({"not_before": "2024-06-21", "not_after": "2024-06-21"}, "late last month", "month_part"),
        ({"not_before": "2024-05-21", "not_after": None}, "late last month", "month_part"),
        ({"not_before": "2024-05-21", "not_after": "2024-05-31"}, "Biden", "month_part"),
    ],
)
def test_a_date_lies_within_what_its_rule_gives(value, words, rule, api, ids):
    body = bodies.event(ids, quote=LIFTED)
    body["values"].append(bodies.date("date", **value))
    body["evidence"][0]["covers"].append(
        {"value": "date", "basis": "computed", "as_printed": words, "rule": rule}
    )
    before = counts()
    assert refused(api.post(URL, body), 422, "invalid") == {
        ("/evidence/0/covers/1/rule", "rule_disagrees")
    }
    assert counts() == before


@pytest.mark.parametrize(
    "money",
    [
        {"min": "276000000", "max": "276000000", "currency": "USD", "approximate": True},
        {"min": "275000000", "max": "275000000", "currency": "EUR", "approximate": True},
        {"min": "275000000", "max": "275000000", "currency": "USD", "approximate": False},
    ],
)
def test_an_amount_is_what_its_rule_gives(money, api, ids):
    body, _ = kind_cases(ids)["money"]
    body["values"][0]["money"] = money
    assert refused(api.post(URL, body), 422, "invalid") == {
        ("/evidence/0/covers/0/rule", "rule_disagrees")
    }


@pytest.mark.parametrize(
    "quantity",
    [{"min": "9", "max": "10", "unit": "year"}, {"min": "10", "max": "10", "unit": "month"}],
)
def test_a_quantity_is_what_its_rule_gives(quantity, api, ids):
    body, _ = kind_cases(ids)["quantity"]
    body["values"][0]["quantity"] = quantity
    assert refused(api.post(URL, body), 422, "invalid") == {
        ("/evidence/0/covers/0/rule", "rule_disagrees")
    }


def test_a_date_cannot_be_computed_without_a_publication_date(api, ids, create):
    article = api.post("/api/v1/articles", {"language": "en", "text": LIFTED}).json()
    body = bodies.event({**ids, "main": article["id"]}, quote=LIFTED)
    body["values"].append(bodies.date("date", not_before="2024-05-21", not_after="2024-05-31"))
    body["evidence"][0]["covers"].append(
        {
            "value": "date",
            "basis": "computed",
            "as_printed": "late last month",
            "rule": "month_part",
        }
    )
    assert refused(api.post(URL, body), 422, "invalid") == {
        ("/evidence/0/covers/1/rule", "rule_disagrees")
    }


def test_the_quotes_of_one_evidence_are_of_one_version(api, body, ids):
    body["evidence"][0]["quotes"].append({"article": ids["other"], "exact": DENIED})
    before = counts()
    assert refused(api.post(URL, body), 422, "invalid") == {("/evidence/0/quotes", "other_version")}
    assert counts() == before


def test_absent_words_are_refused_where_they_stand(api, body, ids):
    body["evidence"][0]["quotes"][0]["exact"] = "Quarterly earnings"
    before = counts()
    assert refused(api.post(URL, body), 422, "quote_absent") == {
        ("/evidence/0/quotes/0/exact", "quote_absent")
    }
    assert counts() == before


def test_repeated_words_are_refused_with_their_places(api, body):
    body["evidence"][0]["quotes"].append(
        {"article": body["evidence"][0]["quotes"][0]["article"], "exact": "Ukraine"}
    )
    before = counts()
    response = api.post(URL, body)
    refused(response, 409, "quote_ambiguous")
    assert [c["exact"] for c in response.json()["candidates"]] == ["Ukraine"] * 2
    assert counts() == before


def test_a_quote_is_named_by_id_by_span_or_by_words(api, body, ids, create):
    made = api.post("/api/v1/quotes", {"article": ids["main"], "exact": AGREED}).json()
    body["evidence"][0]["quotes"] = [
        {"id": made["id"]},
        {
            "version": made["version"]["id"]
            if isinstance(made["version"], dict)
            else made["version"],
            "start": made["start_utf16"],
            "end": made["end_utf16"],
            "unit": "utf16",
        },
        {"article": ids["main"], "exact": ASKED},
    ]
    quotes = create(body)["evidence"][0]["quotes"]
    assert [q["exact"] for q in quotes] == [AGREED, ASKED]
    assert quotes[0]["id"] == made["id"]


def test_a_quote_by_id_stands_for_nothing_else(api, body, ids):
    made = api.post("/api/v1/quotes", {"article": ids["main"], "exact": AGREED}).json()
    body["evidence"][0]["quotes"] = [{"id": made["id"], "exact": "Russia denied it."}]
    assert refused(api.post(URL, body), 422, "invalid") == {
        ("/evidence/0/quotes/0/exact", "id_alone")
    }


def test_the_same_claim_is_one_fact_whatever_its_order(api, body, create):
    existing = create(body)
    again = copy.deepcopy(body)
    again["values"].reverse()
    again["clauses"] = [{"number": 5, "polarity": "includes"}]
    for value in again["values"]:
        if "clause" in value:
            value["clause"] = 5
    before = counts()
    response = api.post(URL, again)
    refused(response, 409, "duplicate")
    assert response.json()["existing"] == {
        "id": existing["id"],
        "url": f"{URL}/{existing['id']}",
    }
    assert api.get(response.json()["existing"]["url"]).status_code == 200
    assert counts() == before


@pytest.mark.parametrize(
    "change",
    [
        put("/values/5/text", "anywhere"),
        put("/clauses/0/polarity", "excludes"),
        put("/values/0/choice", "forbids"),
        put("/values/-", {**bodies.text("area", "at sea", clause=1), "key": "a2"}),
    ],
)
def test_another_claim_is_another_fact(change, body, create):
    assert create(body)["id"] != create(bodies.changed(body, change))["id"]


def test_equal_numbers_are_equal_claims(api, ids, create):
    body, _ = kind_cases(ids)["money"]
    create(body)
    body["values"][0]["money"]["min"] = "275000000.000"
    refused(api.post(URL, body), 409, "duplicate")


def test_a_withdrawn_claim_may_be_made_again(api, body, create):
    existing = create(body)
    api.post(f"{URL}/{existing['id']}/withdraw", {"reason": "mistyped"}, HTTP_IF_MATCH="*")
    assert create(body)["id"] != existing["id"]


def test_sources_may_be_published_entities_or_words(create, ids):
    body = bodies.event(
        ids,
        article="other",
        quote=REPORTED,
        hops=[
            {"verb": "reported", "agent": {"publisher": ids["politico"]}},
            {"verb": "said", "agent": {"entity": ids["sullivan"]}},
        ],
    )
    hops = create(body)["evidence"][0]["hops"]
    assert hops[0]["agent"] == {"id": ids["politico"], "name": "Politico", "kind": "publisher"}
    assert hops[1]["agent"]["kind"] == "person"


def test_no_token(anonymous, body):
    before = counts()
    response = anonymous.post(URL, body)
    refused(response, 401, "not_authenticated")
    assert "Bearer" in response["WWW-Authenticate"]
    assert counts() == before


def test_a_readers_token(reader, body):
    before = counts()
    refused(reader.post(URL, body), 403, "permission_denied")
    assert counts() == before


def test_an_oversized_body(api, body, settings):
    settings.MAX_BODY_BYTES = 1000
    before = counts()
    refused(api.post(URL, body), 413, "body_too_large")
    assert counts() == before


@pytest.mark.parametrize("sent", ['{"type": "event"', '{"type": 1, "type": 2}', "[NaN]"])
def test_a_body_that_is_no_json(sent, api, ids):
    response = api.generic("POST", URL, sent, content_type="application/json")
    refused(response, 400, "unreadable_json")


def test_a_body_of_another_type(api):
    refused(api.generic("POST", URL, "a=b", content_type="text/csv"), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("sent", "pointer"), [([], ""), ({"type": "event", "values": [3]}, "/values/0")]
)
def test_a_body_of_another_shape(sent, pointer, api):
    assert (pointer, "invalid") in refused(api.post(URL, sent), 422, "invalid")


def test_text_that_cannot_be_stored(api, body):
    body["values"][5]["text"] = "nul\x00"
    assert refused(api.post(URL, body), 422, "invalid") == {("/values/5/text", "unstorable_text")}
