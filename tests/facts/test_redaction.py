"""Redacting a text: no trace of the words is left, and the ledger is still proved."""

import pytest
from django.db import IntegrityError, connection

from factstore.accounts import actions as account_actions
from factstore.core.constraints import violated
from factstore.core.redaction import BLOT, WIDE_BLOT, blotted
from factstore.core.roles import Role
from factstore.ledger import actions as ledger_actions
from factstore.ledger import verification
from factstore.ledger.models import Revision
from factstore.quotes.models import Quote
from factstore.sources.models import Version
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL

AREA = "anywhere inside Russia"


@pytest.fixture
def root(db):
    return account_actions.create_user(username="root", role=Role.ADMINISTRATOR)


@pytest.fixture
def administrator(root, anonymous):
    return signed_in(root)


@pytest.fixture
def fact(api, publish, ids):
    """A fact with a revision behind it, its words repeated in a proposal, a flag and a note."""
    body = bodies.permission(ids)
    body["evidence"][0]["covers"][5]["note"] = f"the words are “{AREA}”"
    fact = publish(body)
    url = f"{URL}/{fact['id']}"
    grantor = next(v for v in fact["values"] if v["field"] == "grantor")
    sets = [{"id": grantor["id"], **bodies.entity("grantor", ids["russia"])}]
    changed = api.patch(url, {"values": {"set": sets}, "reason": "x"}, HTTP_IF_MATCH="*")
    assert changed.status_code == 200, changed.content
    new = bodies.evidence(ids["main"], bodies.AGREED, mode="paraphrase")
    proposed = {"patch": {"evidence": {"set": [new]}}, "reason": "more", "base": 3}
    made = api.post(f"{url}/proposals", proposed, HTTP_IF_MATCH="*")
    assert made.status_code == 201, made.content
    flag = {"kind": "wrong", "text": f"not {AREA}"}
    assert api.post(f"{url}/flags", flag).status_code == 201
    kept = api.post(
        "/api/v1/quotes",
        {"article": ids["main"], "exact": AREA},
        HTTP_IDEMPOTENCY_KEY="kept",
    )
    assert kept.status_code == 201
    note = {"kind": "fact", "object": fact["id"], "text": f"why {AREA}?"}
    assert api.post("/api/v1/notes", note).status_code == 201
    return changed.json()


@pytest.fixture
def version(ids):
    return Version.objects.get(article=ids["main"])


def redact(client, version, *spans, **body):
    if spans:
        body["spans"] = [{"start": start, "end": end} for start, end in spans]
    url = f"/api/v1/versions/{version.pk}/redact"
    return client.post(url, {"reason": "order 12/2024", **body}, HTTP_IF_MATCH="*")


def place(version, words):
    start = version.text.index(words)
    return start, start + len(words)


def traces(words):
    """Where `words` stand in any column of any table that can hold text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'jsonb',"
            " 'tsvector', 'ARRAY') OR udt_name = 'tsvector')"
        )
        columns = cursor.fetchall()
        found = []
        for table, column in columns:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE strpos("{column}"::text, %s) > 0', [words]
            )
            found += [f"{table}.{column}"] * bool(cursor.fetchone()[0])
    return found


def test_no_trace_is_left_of_the_words(api, reader, administrator, fact, version):
    before = {r.pk: r.content_digest for r in Revision.objects.all()}
    assert {"sources_version.text", "facts_value.text", "ledger_idempotency.body"} <= set(
        traces(AREA)
    )
    response = redact(administrator, version, place(version, AREA))
    assert response.status_code == 200, response.content
    assert traces(AREA) == []
    assert list(verification.findings()) == []
    assert {r.pk: r.content_digest for r in Revision.objects.filter(pk__in=before)} == before
    now = api.get(f"{URL}/{fact['id']}").json()
    assert BLOT * len(AREA) in now["sentence"]
    quote, old = now["evidence"][0]["quotes"][0], fact["evidence"][0]["quotes"][0]
    assert quote["exact"] == old["exact"].replace(AREA, BLOT * len(AREA))
    assert [quote[k] for k in ("id", "start", "end", "start_utf16", "end_utf16")] == [
        old[k] for k in ("id", "start", "end", "start_utf16", "end_utf16")
    ]
    first = api.get(f"{URL}/{fact['id']}/revisions/1").json()
    assert first["evidence"][0]["quotes"][0]["exact"] == quote["exact"]
    assert (
        first["recorded"]["content_digest"]
        == before[Revision.objects.get(object_id=fact["id"], kind="fact", number=1).pk]
    )
    known = {"known_at": fact["recorded"]["position"], "q": "anywhere"}
    assert reader.get(URL, known).json()["results"] == []


def test_the_resolution_of_a_flag_is_blotted_out(administrator, api, fact, version):
    (flag,) = api.get(f"{URL}/{fact['id']}/flags").json()["results"]
    url = f"/api/v1/flags/{flag['id']}"
    body = {"outcome": "dismissed", "reason": f"it does say {AREA}"}
    assert api.post(f"{url}/resolve", body, HTTP_IF_MATCH="*").status_code == 200
    assert redact(administrator, version, place(version, AREA)).status_code == 200
    assert api.get(url).json()["resolution"]["reason"] == f"it does say {BLOT * len(AREA)}"
    assert list(verification.findings()) == []


def test_a_flag_that_names_the_fact_as_the_same_is_blotted_out(
    administrator, api, event, capture, fact, version
):
    """The words stand in another text, too: they are blotted out for what they carried alone."""
    other = event("a strike")
    capture(f"It was {AREA}.")
    flag = {"kind": "duplicate", "text": f"both say {AREA}", "duplicate_of": fact["id"]}
    made = api.post(f"{URL}/{other['id']}/flags", flag).json()
    assert redact(administrator, version, place(version, AREA)).status_code == 200
    told = api.get(f"/api/v1/flags/{made['id']}").json()
    assert told["text"] == f"both say {BLOT * len(AREA)}"
    assert list(verification.findings()) == []


def test_a_whole_text_is_blotted_out(administrator, api, fact, version):
    assert redact(administrator, version).status_code == 200
    version.refresh_from_db()
    assert set(version.text) == {BLOT}
    for words in (AREA, "agreed to let", "four US officials", "Ukraine’s forces", "Thursday"):
        assert traces(words) == [], words
    assert list(verification.findings()) == []
    assert "ATACMS" in api.get(f"{URL}/{fact['id']}").json()["sentence"]


def test_it_is_an_event_of_the_feed(administrator, api, fact, version):
    redact(administrator, version, place(version, AREA))
    after = {"after": fact["recorded"]["position"], "limit": 50}
    changes = api.get("/api/v1/changes", after).json()["results"]
    assert changes[-1]["origin"] == "redaction"
    told = {(o["kind"], o["id"]): o["action"] for o in changes[-1]["objects"]}
    assert told["version", str(version.pk)] == told["fact", fact["id"]] == "redact"


def test_offsets_stay_where_characters_are_wide(administrator, api, capture):
    text = "One 👩‍👩‍👧 two 𝕬 three."
    version = capture(text)
    body = {"version": str(version.pk), "exact": "three"}
    quote = api.post("/api/v1/quotes", body).json()
    assert redact(administrator, version, (0, text.index("two"))).status_code == 200
    now = api.get(f"/api/v1/quotes/{quote['id']}").json()
    own = ("start", "end", "start_utf16", "end_utf16", "exact", "suffix")
    assert [now[k] for k in own] == [quote[k] for k in own]
    assert now["prefix"] == blotted(text, [(0, text.index("two"))])[-32 - 6 : -6]
    assert WIDE_BLOT in now["prefix"]


@pytest.fixture
def capture(api):
    def make(text):
        article = api.post("/api/v1/articles", {"language": "en", "text": text}).json()
        return Version.objects.get(article=article["id"])

    return make


def test_two_redacted_texts_of_one_length_are_two(administrator, capture):
    one, two = capture("The first."), capture("And a two.")
    assert redact(administrator, one).status_code == 200
    assert redact(administrator, two).status_code == 200
    assert Version.objects.filter(sha256=Version.objects.get(pk=one.pk).sha256).count() == 2


@pytest.mark.parametrize(("spans", "code"), [([(3, 2)], "bad_span"), ([(0, 99_999)], "bad_span")])
def test_spans_are_in_the_text(administrator, version, spans, code):
    refused = redact(administrator, version, *spans)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    assert redact(administrator, version, spans=[]).json()["errors"][0]["code"] == "empty"


def test_only_administrators_redact(api, version):
    assert redact(api, version).status_code == 403


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_nothing_else_alters_what_is_recorded(record, root, fact, version):
    quote = Quote.objects.filter(version=version).first()
    blank = (
        "UPDATE sources_version SET text = 'x', length = 1,"
        " sha256 = encode(sha256('x'), 'hex') WHERE id = %s"
    )
    moved = "UPDATE quotes_quote SET start_utf16 = 7 WHERE id = %s"
    other = "UPDATE ledger_revision SET document = '{}' WHERE object_id = %s"
    cases = {
        "sources_version_never_changes": (blank, version.pk),
        "quotes_quote_never_changes": (moved, quote.pk),
        "ledger_revision_never_changes": (other, quote.pk),
    }
    for name, (sql, *params) in cases.items():
        with pytest.raises(IntegrityError) as caught, record():
            run(sql, *params)
        assert violated(caught.value) == name
    with (
        pytest.raises(IntegrityError) as caught,
        ledger_actions.change(actor=root, reason="an order", origin="redaction") as change,
    ):
        run("UPDATE ledger_revision SET content_digest = 'x', redacted_by_id = %s", change.pk)
    assert violated(caught.value) == "ledger_revision_never_changes"


def test_quotes_follow_the_text(root, fact, version):
    with (
        pytest.raises(IntegrityError) as caught,
        ledger_actions.change(actor=root, reason="an order", origin="redaction"),
    ):
        run(
            "UPDATE sources_version SET text = repeat('x', length), sha256 ="
            " encode(sha256(convert_to(repeat('x', length), 'UTF8')), 'hex') WHERE id = %s",
            version.pk,
        )
    assert violated(caught.value) == "quotes_quote_exact_in_text"


def test_an_alias_of_a_while_is_forgotten_in_the_lists_of_then(
    administrator, api, anonymous, fact, version, ids
):
    def named(*aliases):
        sent = {"aliases": aliases, "reason": "x"}
        answer = api.patch(f"/api/v1/entities/{ids['russia']}", sent, HTTP_IF_MATCH="*")
        assert answer.status_code == 200, answer.content
        return answer.json()["recorded"]["position"]

    def found(words, position):
        query = {"q": words, "known_at": position}
        return [row["id"] for row in anonymous.get(URL, query).json()["results"]]

    begun = named(f"Fooland, {AREA}", "Barland")
    ended = named()
    assert found("fooland", begun) == found("barland", begun) == [fact["id"]]
    assert redact(administrator, version, place(version, AREA)).status_code == 200
    assert found("fooland", begun) == []
    assert found("barland", begun) == [fact["id"]]
    assert found("barland", begun - 1) == found("barland", ended) == []
    assert list(verification.findings()) == []
