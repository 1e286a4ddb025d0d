"""No quote that is not in its source, no value without words: shown from outside, over HTTP."""

import pytest
from django.db import IntegrityError, connection

from factstore.core.constraints import violated
from tests.facts.conftest import counts

API = "/api/v1"

TANGLED = (
    "Łódź: “Ein Gedicht”\r\n"
    "🇺🇦 flags 👩‍👩‍👧 and 𝔘𝔨𝔯𝔞𝔦𝔫𝔢; e\u0301te\u0301 is not été;\r\n"
    "\u202bשלום עולם\u202c said \u2067مرحبا\u2069, “no” — 10\u00a0km.\n"
    '\ufeff<a href="" title="">\t\u200b𐍈\r'
)
PARTS = [
    "Łódź: “Ein Gedicht”\r\n🇺🇦",
    "👩‍👩‍👧 and 𝔘𝔨𝔯𝔞𝔦𝔫𝔢",
    "e\u0301te\u0301",
    "été;\r\n\u202bשלום",
    "\u2067مرحبا\u2069, “no” — 10\u00a0km.\n\ufeff<a",
    "\u200b𐍈\r",
]


def utf16(text, start, end):
    """The part of a text between two offsets in UTF-16 code units, as a browser has it."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.fixture
def articles(anonymous):
    """Ids of articles by the first words of their newest text."""
    found = {}
    for article in anonymous.get(f"{API}/articles").json()["results"]:
        versions = anonymous.get(f"{API}/articles/{article['id']}/versions").json()["results"]
        text = anonymous.get(f"{API}/versions/{versions[-1]['id']}").json()["text"]
        found[text[:20]] = article["id"]
    return found


@pytest.fixture
def seed_000(articles):
    return articles["US declares Russia a"]


def assert_quotes(quotes, text):
    for quote in quotes:
        start, end = quote["start"], quote["end"]
        assert text[start:end] == quote["exact"]
        assert utf16(text, quote["start_utf16"], quote["end_utf16"]) == quote["exact"]
        assert text[max(0, start - 32) : start] == quote["prefix"]
        assert text[end : end + 32] == quote["suffix"]


def test_every_quote_that_is_served_stands_in_its_text(anonymous):
    facts = anonymous.get(f"{API}/facts", {"limit": 500}).json()["results"]
    texts, seen = {}, 0
    for fact in facts:
        for item in fact["evidence"]:
            version = item["version"]["id"]
            if version not in texts:
                texts[version] = anonymous.get(f"{API}/versions/{version}").json()["text"]
            assert_quotes(item["quotes"], texts[version])
            seen += len(item["quotes"])
            words = [c["as_printed"] for c in item["covers"] if c["as_printed"] is not None]
            words += [
                h[m] for h in item["hops"] for m in ("description", "role_as_printed") if h[m]
            ]
            for printed in [*words, *([item["hedged"]] if item["hedged"] else [])]:
                assert any(printed in quote["exact"] for quote in item["quotes"])
    assert len(texts) == 5
    assert seen > 150


def test_every_value_that_is_served_is_covered(anonymous):
    for fact in anonymous.get(f"{API}/facts", {"limit": 500}).json()["results"]:
        supported = {
            c["value"] for i in fact["evidence"] if i["stance"] == "supports" for c in i["covers"]
        }
        assert {v["id"] for v in fact["values"]} <= supported
        for item in fact["evidence"]:
            assert not item["stale"]
            for cover in item["covers"]:
                assert cover["note"] if cover["basis"] == "inferred" else cover["as_printed"]


def test_putin_stands_in_000_seven_times(api, seed_000):
    before = counts()
    quote = {"article": seed_000, "exact": "Putin"}
    for url, body in (
        (f"{API}/quotes", quote),
        (
            f"{API}/facts",
            {
                "type": "event",
                "values": [{"key": "w", "field": "what", "kind": "text", "text": "a threat"}],
                "evidence": [{"mode": "own", "quotes": [quote]}],
            },
        ),
    ):
        response = api.post(url, body)
        assert response.status_code == 409
        problem = response.json()
        assert problem["code"] == "quote_ambiguous"
        assert [c["exact"] for c in problem["candidates"]] == ["Putin"] * 7
        assert len({c["start"] for c in problem["candidates"]}) == 7
        assert problem["candidates_total"] == 7
    assert counts() == before


def test_a_prefix_tells_which_putin(api, seed_000):
    response = api.post(
        f"{API}/quotes",
        {"article": seed_000, "exact": "Putin", "prefix": "Russian President Vladimir "},
    )
    assert response.status_code == 201
    assert response.json()["prefix"].endswith("Russian President Vladimir ")


def test_a_straight_apostrophe_leads_to_the_curly_one(api, seed_000):
    body = {"article": seed_000, "exact": "Putin's threat echoes"}
    before = counts()
    refused = api.post(f"{API}/quotes", {**body, "match": "exact"})
    assert (refused.status_code, refused.json()["code"]) == (422, "quote_absent")
    assert counts() == before
    quote = api.post(f"{API}/quotes", body).json()
    assert quote["exact"] == "Putin’s threat echoes"
    assert quote["repaired"]["given"] == "Putin's threat echoes"


def test_a_changed_name_is_offered_and_not_kept(api, seed_000):
    before = counts()
    response = api.post(f"{API}/quotes", {"article": seed_000, "exact": "Biden’s threat echoes"})
    assert (response.status_code, response.json()["code"]) == (422, "quote_absent")
    candidate = response.json()["candidates"][0]
    assert candidate["exact"] == "Putin’s threat echoes"
    assert candidate["differences"][0]["kind"] == "name"
    assert counts() == before


def us_entity(client):
    found = client.get(f"{API}/entities", {"q": "United States"}).json()["results"]
    return next(e["id"] for e in found if e["name"] == "United States")


def test_washington_is_not_stated_where_it_does_not_stand(api, seed_000):
    body = {
        "type": "event",
        "values": [
            {"key": "what", "field": "what", "kind": "text", "text": "eased restrictions again"},
            {"key": "who", "field": "participant", "kind": "entity", "entity": us_entity(api)},
        ],
        "evidence": [
            {
                "mode": "own",
                "quotes": [
                    {"article": seed_000, "exact": "The White House has again eased restrictions"}
                ],
                "covers": [
                    {"value": "what", "basis": "stated", "as_printed": "again eased restrictions"},
                    {"value": "who", "basis": "stated", "as_printed": "Washington"},
                ],
            }
        ],
    }
    before = counts()
    response = api.post(f"{API}/facts", body)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == (
        "/evidence/0/covers/1/as_printed",
        "words_not_in_quote",
    )
    assert counts() == before
    body["evidence"][0]["covers"][1]["as_printed"] = "The White House"
    assert api.post(f"{API}/facts", body).status_code == 201


RAW = {
    "coverage": ("UPDATE facts_coverage SET as_printed = 'Washington, D.C.' WHERE id = (SELECT id FROM facts_coverage WHERE basis = 'stated' LIMIT 1)", "facts_coverage_words_in_quotes"),
    "computed coverage": ("UPDATE facts_coverage SET as_printed = 'next year' WHERE id = (SELECT id FROM facts_coverage WHERE basis = 'computed' LIMIT 1)", "facts_coverage_words_in_quotes"),
    "stated without words": ("UPDATE facts_coverage SET as_printed = NULL WHERE id = (SELECT id FROM facts_coverage WHERE basis = 'stated' LIMIT 1)", "facts_coverage_basis_has_its_words"),
    "inferred without note": ("UPDATE facts_coverage SET note = NULL WHERE id = (SELECT id FROM facts_coverage WHERE basis = 'inferred' LIMIT 1)", "facts_coverage_basis_has_its_words"),
    "description": ("UPDATE facts_hop SET description = 'nobody' WHERE id = (SELECT id FROM facts_hop WHERE anonymous LIMIT 1)", "facts_hop_words_in_quotes"),
    "role": ("UPDATE facts_hop SET role_as_printed = 'tsar' WHERE id = (SELECT id FROM facts_hop WHERE role_as_printed IS NOT NULL LIMIT 1)", "facts_hop_words_in_quotes"),
    "hedge": ("UPDATE facts_evidence SET hedged = 'perchance' WHERE id = (SELECT id FROM facts_evidence WHERE hedged IS NOT NULL LIMIT 1)", "facts_evidence_hedge_in_quotes"),
    "no quote": ("DELETE FROM facts_evidencequote WHERE evidence_id = (SELECT evidence_id FROM facts_evidencequote GROUP BY 1 HAVING count(*) = 1 LIMIT 1)", "facts_evidence_has_quotes"),
    "quote of another version": ("UPDATE facts_evidencequote SET quote_id = (SELECT q.id FROM quotes_quote q JOIN facts_evidence e ON e.id = evidence_id WHERE q.version_id <> e.version_id LIMIT 1) WHERE id = (SELECT id FROM facts_evidencequote LIMIT 1)", "facts_evidence_quotes_of_one_version"),
    "coverage of another fact": ("UPDATE facts_coverage SET value_id = (SELECT v.id FROM facts_value v WHERE v.fact_id <> facts_coverage.fact_id LIMIT 1) WHERE id = (SELECT id FROM facts_coverage LIMIT 1)", "facts_evidence_parts_of_one_fact"),
    "quote": ("UPDATE quotes_quote SET exact = 'Washington' WHERE id = (SELECT id FROM quotes_quote LIMIT 1)", "quotes_quote_never_changes"),
    "text": ("UPDATE sources_version SET text = text || ' '", "sources_version_never_changes"),
    "wrong kind": ("UPDATE facts_value SET kind = 'text', text = 'x', entity_id = NULL WHERE id = (SELECT v.id FROM facts_value v JOIN facts_field f ON f.id = v.field_id WHERE v.kind = 'entity' AND NOT 'text' = ANY (f.kinds) LIMIT 1)", "facts_value_fits_field"),
    "two contents": ("UPDATE facts_value SET text = 'x' WHERE id = (SELECT id FROM facts_value WHERE kind = 'entity' LIMIT 1)", "facts_value_has_one_kind_of_content"),
    "deleted fact": ("DELETE FROM facts_fact WHERE id = (SELECT id FROM facts_fact LIMIT 1)", "facts_fact_never_deleted"),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_raw_sql_is_refused_by_name(name, record):
    statement, constraint = RAW[name]

    def run():
        with record(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount > 0

    before = counts()
    with pytest.raises(IntegrityError) as error:
        run()
    assert violated(error.value) == constraint
    assert counts() == before


@pytest.mark.parametrize(
    "table", ["facts_fact", "facts_value", "facts_coverage", "facts_evidence", "facts_hop"]
)
def test_nothing_is_written_outside_a_change(table, db):
    with pytest.raises(IntegrityError) as error, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
    assert violated(error.value) == "ledger_change_required"


class TestTangledText:
    @pytest.fixture
    def article(self, api):
        response = api.post(
            f"{API}/articles", {"language": "und", "title": "Tangled", "text": TANGLED}
        )
        assert response.status_code == 201, response.content
        return response.json()["id"]

    @pytest.fixture
    def version(self, article, anonymous):
        (version,) = anonymous.get(f"{API}/articles/{article}/versions").json()["results"]
        return anonymous.get(f"{API}/versions/{version['id']}").json()

    def test_every_character_is_kept(self, version):
        assert version["text"] == TANGLED
        assert version["length"] == len(TANGLED)

    def test_quotes_of_it_stand_in_both_units(self, article, version, api, reviews, anonymous):
        body = {
            "type": "event",
            "values": [{"key": "w", "field": "what", "kind": "text", "text": PARTS[1]}],
            "evidence": [
                {
                    "mode": "own",
                    "quotes": [{"article": article, "exact": part} for part in PARTS],
                    "hedged": "שלום",
                    "hops": [{"verb": "said", "description": "مرحبا", "anonymous": True}],
                    "covers": [{"value": "w", "basis": "stated", "as_printed": "𝔘𝔨𝔯𝔞𝔦𝔫𝔢"}],
                }
            ],
        }
        fact = api.post(f"{API}/facts", body).json()
        reviews.post(f"{API}/facts/{fact['id']}/accept", {}, HTTP_IF_MATCH="*")
        served = anonymous.get(f"{API}/facts/{fact['id']}").json()["evidence"][0]["quotes"]
        assert [quote["exact"] for quote in served] == PARTS
        assert_quotes(served, version["text"])
        assert any(quote["start"] != quote["start_utf16"] for quote in served)

    def test_spans_are_taken_in_both_units(self, version, api):
        for part in PARTS:
            start = TANGLED.index(part)
            before = len(TANGLED[:start].encode("utf-16-le")) // 2
            after = before + len(part.encode("utf-16-le")) // 2
            made = [
                api.post(f"{API}/quotes", {"version": version["id"], **span}).json()
                for span in (
                    {"start": start, "end": start + len(part)},
                    {"start": before, "end": after, "unit": "utf16"},
                )
            ]
            assert made[0]["id"] == made[1]["id"]
            assert made[0]["exact"] == part

    def test_half_a_character_is_no_span(self, version, api):
        half = len(TANGLED[: TANGLED.index("𝔘")].encode("utf-16-le")) // 2 + 1
        response = api.post(
            f"{API}/quotes",
            {"version": version["id"], "start": half, "end": half + 4, "unit": "utf16"},
        )
        assert response.status_code == 422
        assert response.json()["errors"][0]["pointer"] == "/start"

    def test_a_composed_letter_leads_to_its_parts(self, article, api):
        body = {"article": article, "exact": "e\u0301t\u00e9 is not"}
        refused = api.post(f"{API}/quotes", {**body, "match": "exact"})
        assert (refused.status_code, refused.json()["code"]) == (422, "quote_absent")
        assert api.post(f"{API}/quotes", body).json()["exact"] == "e\u0301te\u0301 is not"


@pytest.mark.parametrize("path", ["/nope", "/facts/", "/facts/nope", "/"])
def test_unknown_addresses_are_problems(path, anonymous):
    response = anonymous.get(f"{API}{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"
