"""What a court orders to be forgotten is gone from wherever somebody can have typed it."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from factstore.accounts import actions as account_actions
from factstore.accounts.models import Token
from factstore.accounts.programs import Program
from factstore.core.redaction import BLOT
from factstore.core.roles import Role
from factstore.entities.models import ExternalId
from factstore.facts.models import Fact
from factstore.ledger import verification
from factstore.ledger.models import Change, Idempotency, Revision
from factstore.sources.models import Publisher, Version
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.traces import traces

WORDS = "forces use ATACMS anywhere inside Russia, four US officials said"
RUNS = [
    WORDS.replace(",", "").split()[i : i + 3]
    for i in range(len(WORDS.replace(",", "").split()) - 2)
]
TYPED = "As it was: forces use ATACMS anywhere inside Russia, four US officials said, no less"
LINE = "It says ATACMS – “Anywhere INSIDE” Russia; four"
PART = "It says ATACMS – “Anywhere\n INSIDE” Russia; four"


@pytest.fixture
def root(db):
    return account_actions.create_user(username="root", role=Role.ADMINISTRATOR)


@pytest.fixture
def administrator(root, anonymous):
    return signed_in(root)


@pytest.fixture
def version(ids):
    return Version.objects.get(article=ids["main"])


def redact(client, version, *words, reason="order 12/2024"):
    spans = [{"start": version.text.index(w), "end": version.text.index(w) + len(w)} for w in words]
    url = f"/api/v1/versions/{version.pk}/redact"
    body = {"reason": reason, **({"spans": spans} if spans else {})}
    return client.post(url, body, HTTP_IF_MATCH="*")


def ok(response):
    assert response.status_code in (200, 201), response.content
    return response.json()


@pytest.fixture
def store(api, reviews, root, ids, publish, record):
    """The words, whole and in part, in every place where somebody can type them."""
    why = {"reason": TYPED}
    entity = ok(
        api.post(
            "/api/v1/entities",
            {
                "kind": "other",
                "name": TYPED,
                "sentence_name": LINE,
                "description": PART,
                "aliases": [LINE, "another"],
                "external_ids": [{"scheme": "x", "value": "ATACMS-anywhere-inside"}],
            },
        )
    )
    named = [
        ok(api.post("/api/v1/publishers", {"name": name, "description": PART,
            "url": "https://example.org/ATACMS-anywhere-inside"}))
        for name in ("ATACMS anywhere inside", "ATACMS Anywhere inside")
    ]  # fmt: skip
    article = ok(
        api.post(
            "/api/v1/articles",
            {
                "language": "en",
                "text": "Ukraine used something in Kursk.",
                "title": LINE,
                "byline": LINE,
                "series": LINE,
                "url": "https://example.org/a/ATACMS%20anywhere%20inside",
                "publisher": named[0]["id"],
            },
        )
    )
    ok(api.post("/api/v1/fact-types", {
        "name": "use", "label": LINE, "basis": "happening", "description": PART,
        "template": "{what}, as ATACMS anywhere inside {place}[ for {what}]",
        "clause_template": "ATACMS anywhere inside {part}",
        "fields": [
            {"name": "what", "label": LINE, "kinds": ["text"], "help_text": PART, "key": True},
            {"name": "place", "label": "Place", "kinds": ["entity"]},
            {"name": "how", "label": "How", "kinds": ["choice"],
             "choices": [{"choice": "so", "label": LINE}]},
            {"name": "many", "label": "Many", "kinds": ["quantity"]},
            {"name": "part", "label": "Part", "kinds": ["text"], "scope": True},
        ]}))  # fmt: skip
    used = ok(api.post(URL, {
        "type": "use",
        "values": [
            bodies.text("what", PART),
            bodies.entity("place", entity["id"]),
            bodies.choice("how", "so"),
            {"key": "many", "field": "many", "kind": "quantity",
             "quantity": {"min": "1", "max": "1", "unit": "ATACMS anywhere inside"}},
        ],
        "evidence": [bodies.evidence(article["id"], "used something", covers=[
            bodies.inferred("what", PART), bodies.inferred("place", PART),
            bodies.inferred("how", PART), bodies.inferred("many", PART)])],
    }))  # fmt: skip
    fact = publish(bodies.permission(ids))
    url = f"{URL}/{fact['id']}"
    state = {"state": "disputed", "note": PART, **why}
    ok(reviews.post(f"{url}/standing", state, HTTP_IF_MATCH="*"))
    more = bodies.evidence(ids["main"], bodies.AGREED, mode="paraphrase", attests="until",
        attests_note=PART)  # fmt: skip
    for answer in ("reject", None):
        made = ok(api.post(f"{url}/proposals", {"patch": {"evidence": {"set": [more]}}, **why,
            "base": 2}, HTTP_IF_MATCH="*"))  # fmt: skip
        if answer:
            ok(reviews.post(f"/api/v1/proposals/{made['id']}/{answer}", why, HTTP_IF_MATCH="*"))
    for answer in ("dismissed", None):
        flag = ok(api.post(f"{url}/flags", {"kind": "wrong", "text": PART}))
        if answer:
            ok(reviews.post(f"/api/v1/flags/{flag['id']}/resolve",
                {"outcome": answer, **why}, HTTP_IF_MATCH="*"))  # fmt: skip
    for kind, thing in (("fact", used), ("entity", entity), ("article", article)):
        ok(api.post("/api/v1/notes", {"kind": kind, "object": thing["id"], "text": PART}))
    body = {"kind": "other", "name": "Else", "description": PART}
    ok(api.post("/api/v1/entities", body, HTTP_IDEMPOTENCY_KEY="kept"))
    note = {"kind": "fact", "object": fact["id"], "text": "none of it"}
    ok(api.post("/api/v1/notes", note, HTTP_IDEMPOTENCY_KEY="ATACMS-anywhere-inside"))
    withdrawn = ok(api.post("/api/v1/publishers", {"name": "Gone"}))
    for what, thing in (("publishers", withdrawn),):
        ok(api.post(f"/api/v1/{what}/{thing['id']}/withdraw", why, HTTP_IF_MATCH="*"))
    quote = ok(api.post("/api/v1/quotes", {"article": article["id"], "exact": "in Kursk"}))
    ok(api.post(f"/api/v1/quotes/{quote['id']}/withdraw", why, HTTP_IF_MATCH="*"))
    for what, body in (("entities", {"kind": "other", "name": "Gone"}),
                       ("articles", {"language": "en", "text": "Gone."})):  # fmt: skip
        thing = ok(api.post(f"/api/v1/{what}", body))
        ok(api.post(f"/api/v1/{what}/{thing['id']}/withdraw", why, HTTP_IF_MATCH="*"))
    gone = ok(api.post(URL, bodies.event(ids)))
    ok(api.post(f"{URL}/{gone['id']}/withdraw", why, HTTP_IF_MATCH="*"))
    LogEntry.objects.create(
        user=root, content_type=ContentType.objects.first(), object_id="1", action_flag=2,
        object_repr=TYPED[:200], change_message=json.dumps([{"changed": {"object": PART}}]),
    )  # fmt: skip
    LogEntry.objects.create(
        user=root, content_type=ContentType.objects.first(), object_id="1", action_flag=2,
        object_repr="x", change_message=PART,
    )  # fmt: skip
    account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    program = signed_in(root, origin=Program("ATACMS anywhere inside", LINE))
    ok(program.post("/api/v1/publishers", {"name": "A program's"}))
    Token.objects.filter(origin_model__isnull=False).update(name=PART)
    root.first_name = "ATACMS anywhere inside"
    root.save()
    return {"fact": fact, "used": used, "entity": entity, "article": article, "named": named}


TYPED_IN = {
    *("entities_entity.name", "entities_entity.sentence_name", "entities_entity.description"),
    *("entities_entity.withdrawn_reason", "entities_alias.text", "entities_externalid.value"),
    *("sources_publisher.name", "sources_publisher.url", "sources_publisher.description"),
    *("sources_publisher.withdrawn_reason", "sources_article.title", "sources_article.byline"),
    *("sources_article.series", "sources_article.url", "sources_article.withdrawn_reason"),
    *("quotes_quote.exact", "quotes_quote.withdrawn_reason", "facts_facttype.label"),
    *("facts_facttype.description", "facts_facttype.template", "facts_facttype.clause_template"),
    *("facts_field.label", "facts_field.help_text", "facts_field.choices", "facts_value.text"),
    *("facts_value.unit", "facts_coverage.note", "facts_coverage.as_printed"),
    *("facts_hop.description", "facts_fact.standing_reason", "facts_fact.standing_note"),
    *("facts_fact.withdrawn_reason", "facts_proposal.patch", "facts_proposal.reason"),
    *("facts_proposal.resolution_reason", "facts_flag.text", "facts_flag.resolution_reason"),
    *("ledger_note.text", "ledger_change.reason", "ledger_change.agent"),
    *("ledger_revision.document", "ledger_idempotency.body", "ledger_idempotency.key"),
    *("django_admin_log.object_repr", "django_admin_log.change_message", "accounts_token.name"),
    *("accounts_token.origin_model", "accounts_token.origin_version", "accounts_user.first_name"),
    "sources_version.text",
}


def test_the_words_are_gone_from_every_column(administrator, api, store, version):
    assert traces(*RUNS) == TYPED_IN
    before = {r.pk: r.content_digest for r in Revision.objects.all()}
    reasons = {c.pk: c.details_digest for c in Change.objects.all()}
    ok(redact(administrator, version, WORDS))
    assert traces(*RUNS) == set()
    assert [str(finding) for finding in verification.findings()] == []
    assert {r.pk: r.content_digest for r in Revision.objects.filter(pk__in=before)} == before
    assert {c.pk: c.details_digest for c in Change.objects.filter(pk__in=reasons)} == reasons


def test_no_answer_tells_them(administrator, api, reader, store, version):
    ok(redact(administrator, version, WORDS))
    last = Change.objects.order_by("-position").first().position
    formats = ("document", "patch")
    paths = [f"/api/v1/changes?after=0&limit=200&format={name}" for name in formats]
    for kind, name in (("facts", "fact"), ("facts", "used"), ("entities", "entity"),
                       ("articles", "article")):  # fmt: skip
        url = f"/api/v1/{kind}/{store[name]['id']}"
        paths += [url, f"{url}/revisions"]
        there = len(ok(api.get(f"{url}/revisions"))["results"])
        paths += [f"{url}/revisions/{n}" for n in range(1, there + 1)]
        paths += [f"{url}/revisions/{n}/diff/{n + 1}" for n in range(1, there)]
        paths += [f"{url}?known_at={p}" for p in range(store[name]["recorded"]["position"], last)]
    answered = 0
    for path in paths:
        response = api.get(path)
        said = re.sub(r"\\[nrt]", " ", response.content.decode())
        for run in RUNS:
            assert not re.search(r"\W+".join(run), said, re.IGNORECASE), path
        answered += response.status_code == 200
    assert answered > len(paths) * 3 / 4
    for query in ("anywhere", "ATACMS anywhere"):
        found = api.get(URL, {"q": query, "known_at": last - 1, "status": "accepted"})
        assert ok(found)["results"] == []
    body = {"kind": "other", "name": "Else", "description": "new"}
    again = api.post("/api/v1/entities", body, HTTP_IDEMPOTENCY_KEY="kept")
    assert again.status_code == 201
    assert BLOT not in again.content.decode()


def test_names_and_places_come_out_readable(administrator, api, store, version):
    ok(redact(administrator, version, WORDS))
    blots = BLOT * len("ATACMS anywhere inside")
    names = Publisher.objects.filter(name__startswith=BLOT).values_list("name", flat=True)
    assert sorted(names) == [blots, f"{blots} 2"]
    assert not Publisher.objects.filter(url__isnull=False, description__contains=BLOT).exists()
    entity = api.get(f"/api/v1/entities/{store['entity']['id']}").json()
    assert (entity["aliases"], entity["external_ids"]) == (["another"], [])
    assert entity["name"] == f"As it was: {BLOT * len(WORDS)}, no less"
    assert not ExternalId.objects.filter(scheme="x").exists()
    use = api.get("/api/v1/fact-types/use").json()
    assert use["template"] == f"{{what}}, as {blots} {{place}}[ for {{what}}]"
    assert not Idempotency.objects.filter(key="kept").exists()


def test_runs_that_another_text_has_stay(administrator, api, capture, version):
    capture("They may shoot anywhere INSIDE\nRussia tomorrow.")
    entity = ok(
        api.post(
            "/api/v1/entities",
            {"kind": "other", "name": "One", "description": "ATACMS anywhere inside Russia, four"},
        )
    )
    ok(redact(administrator, version, WORDS))
    now = api.get(f"/api/v1/entities/{entity['id']}").json()["description"]
    # Its first three and its last three words are in runs that stand nowhere any more.
    assert now == BLOT * len("ATACMS anywhere inside Russia, four")
    kept = "not anywhere inside Russia!"
    entity = ok(api.post("/api/v1/entities", {"kind": "other", "name": "Two", "description": kept}))
    assert entity["description"] == kept
    assert list(verification.findings()) == []


def test_what_another_text_still_says_is_no_secret(administrator, api, capture, version):
    capture("They may shoot anywhere INSIDE\nRussia tomorrow.")
    kept = "not anywhere inside Russia!"
    entity = ok(api.post("/api/v1/entities", {"kind": "other", "name": "Two", "description": kept}))
    ok(redact(administrator, version, "anywhere inside Russia"))
    assert api.get(f"/api/v1/entities/{entity['id']}").json()["description"] == kept


@pytest.mark.parametrize(
    ("words", "typed", "left"),
    [
        ("Jake Sullivan", "jake  SULLIVAN left", "█" * 14 + " left"),
        ("ullivan", "the Sullivans", "the S" + "█" * 7 + "s"),
        ("Sullivan", "the Sullivans", "the Sullivans"),
        ("Jake", "Jake Sullivan", "████ Sullivan"),
    ],
)
def test_short_words_go_where_no_text_has_them(administrator, api, version, words, typed, left):
    body = {"kind": "other", "name": "One", "description": typed}
    entity = ok(api.post("/api/v1/entities", body))
    ok(redact(administrator, version, words))
    assert api.get(f"/api/v1/entities/{entity['id']}").json()["description"] == left


@pytest.fixture
def capture(api):
    def make(text):
        article = api.post("/api/v1/articles", {"language": "en", "text": text}).json()
        return Version.objects.get(article=article["id"])

    return make


def test_the_order_itself_is_named_without_the_words(administrator, version):
    refused = redact(administrator, version, WORDS, reason="forget: ATACMS anywhere inside Russia")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/reason", "repeats_redacted")
    version.refresh_from_db()
    assert WORDS in version.text


def test_facts_that_blots_would_make_equal_stay_two(administrator, api, reviews, create, capture):
    version = capture("They agreed to XXXX first. They agreed to YYYY then.")
    facts = []
    for word in ("XXXX", "YYYY"):
        ids = {"main": str(version.article_id)}
        body = bodies.event(ids, word, quote=f"agreed to {word}")
        facts.append(create(body))
    ok(redact(administrator, version, "XXXX", "YYYY"))
    now = [api.get(f"{URL}/{fact['id']}").json() for fact in facts]
    assert [fact["values"][0]["text"] for fact in now] == [BLOT * 4] * 2
    assert Fact.objects.values("values_digest").distinct().count() == 2
    assert list(verification.findings()) == []
    for fact in facts:  # and each can be gone on with
        ok(reviews.post(f"{URL}/{fact['id']}/accept", {}, HTTP_IF_MATCH="*"))
    assert list(verification.findings()) == []


def test_acceptance_lists_what_blots_alone_cover(administrator, api, reviews, create, ids, version):
    body = bodies.permission(ids)
    fact = create(body)
    url = f"{URL}/{fact['id']}"
    ok(redact(administrator, version, "agreed to let"))
    ruling = next(i for i, v in enumerate(fact["values"]) if v["field"] == "ruling")
    refused = reviews.post(f"{url}/accept", {}, HTTP_IF_MATCH="*")
    assert refused.status_code == 422
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [
        (f"/values/{ruling}", "not_covered")
    ]
    ok(api.patch(url, cover_anew(fact, "use ATACMS"), HTTP_IF_MATCH="*"))
    ok(reviews.post(f"{url}/accept", {}, HTTP_IF_MATCH="*"))
    assert list(verification.findings()) == []


def cover_anew(fact, words):
    """A patch that lets other words of the first evidence carry the value that lost its own."""
    (evidence,) = fact["evidence"]
    covers = [
        {**{k: c[k] for k in ("value", "basis", "as_printed")}}
        for c in evidence["covers"]
        if c["as_printed"] != "agreed to let"
    ]
    lost = next(c["value"] for c in evidence["covers"] if c["as_printed"] == "agreed to let")
    anew = {
        "id": evidence["id"],
        "mode": evidence["mode"],
        "attests": evidence["attests"],
        "quotes": [{"id": quote["id"]} for quote in evidence["quotes"]],
        "covers": [*covers, {"value": lost, "basis": "stated", "as_printed": words}],
    }
    return {"reason": "other words", "evidence": {"set": [anew]}}


def test_an_editor_covers_anew_or_removes(administrator, api, publish, ids, version):
    fact = publish(bodies.permission(ids))
    url = f"{URL}/{fact['id']}"
    ok(redact(administrator, version, "agreed to let"))
    assert api.get(url).json()["status"] == "accepted"
    alone = {"reason": "blots", "evidence": {"remove": [fact["evidence"][0]["id"]]}}
    refused = api.patch(url, alone, HTTP_IF_MATCH="*")
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete"), refused.content
    now = ok(api.patch(url, cover_anew(fact, "use ATACMS"), HTTP_IF_MATCH="*"))
    printed = [c["as_printed"] for c in now["evidence"][0]["covers"]]
    assert "use ATACMS" in printed
    assert not any(BLOT in words for words in printed)
    second = bodies.evidence(
        ids["main"],
        bodies.AGREED.replace("agreed to let", BLOT * len("agreed to let")),
        mode="paraphrase",
        covers=[{"value": v["id"], "basis": "inferred", "note": "as read"} for v in now["values"]],
    )
    swap = {"reason": "s", "evidence": {"set": [second], "remove": [now["evidence"][0]["id"]]}}
    assert len(ok(api.patch(url, swap, HTTP_IF_MATCH="*"))["evidence"]) == 1
    assert list(verification.findings()) == []


def test_a_computed_coverage_over_blots_is_replaced(administrator, api, reviews, create, ids):
    article = ok(api.post("/api/v1/articles", {"language": "en", "title": "Kursk raid",
        "text": "Ukraine struck Kursk late last month.",
        "published": {"not_before": "2024-06-20", "not_after": "2024-06-20"}}))  # fmt: skip
    dated = {"key": "date", "field": "date", "kind": "date",
             "date": {"not_before": "2024-05-21", "not_after": "2024-05-31"}}  # fmt: skip
    covers = [
        bodies.stated("what", "struck Kursk"),
        {"value": "date", "basis": "computed", "as_printed": "late last month",
         "rule": "month_part"},
    ]  # fmt: skip
    body = {
        "type": "event",
        "values": [bodies.text("what", "struck Kursk"), dated],
        "evidence": [bodies.evidence(article["id"], "Ukraine struck Kursk late last month.",
                                     covers=covers)],
    }  # fmt: skip
    fact = create(body)
    url = f"{URL}/{fact['id']}"
    version = Version.objects.get(article=article["id"])
    ok(redact(administrator, version, "late last month"))
    refused = reviews.post(f"{url}/accept", {}, HTTP_IF_MATCH="*")
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [
        ("/values/1", "not_covered")
    ]
    (evidence,) = fact["evidence"]
    ids = [v["id"] for v in fact["values"]]
    anew = bodies.evidence(article["id"], "Ukraine struck Kursk", covers=[
        {"value": ids[0], "basis": "stated", "as_printed": "struck Kursk"},
        {"value": ids[1], "basis": "inferred", "note": "from what was blotted out"},
    ])  # fmt: skip
    patch = {"reason": "r", "evidence": {"set": [{"id": evidence["id"], **anew}]}}
    ok(api.patch(url, patch, HTTP_IF_MATCH="*"))
    ok(reviews.post(f"{url}/accept", {}, HTTP_IF_MATCH="*"))
    assert list(verification.findings()) == []
