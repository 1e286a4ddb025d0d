"""Whatever span of whatever text is redacted: its words are gone, and no others are."""

import json
import re
from itertools import product

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factstore.accounts import actions as account_actions
from factstore.core.redaction import BLOT
from factstore.core.roles import Role
from factstore.ledger import verification
from factstore.ledger.redacting import strings
from factstore.sources.models import Version
from tests.conftest import signed_in
from tests.facts import bodies
from tests.facts.bodies import URL
from tests.traces import traces

# No word is another one, nor a part of another one: what stands somewhere stands there by itself.
POOL = ["".join(letters) for letters in product("bdfgk", "ae", "lmnrst", "iou", "vwz")]
WORD = re.compile(r"\b[a-z]{5}\b")
ROWS = ("ledger_revision", "quotes_drift", "quotes_quote", "sources_version", "facts_value")


@st.composite
def cases(draw):
    """A text, what it becomes, the spans of its quotes and of the redaction, all in words."""
    words = draw(st.randoms(use_true_random=False)).sample(POOL, 60)
    gaps = draw(st.lists(st.sampled_from([" ", " ", "\n", ", "]), min_size=60, max_size=60))
    size = draw(st.integers(8, 40))
    at = draw(st.integers(0, size - 2))
    out, fresh = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    before = list(zip(words, gaps, strict=True))[:size]
    after = before[:at] + list(zip(words, gaps, strict=True))[50 : 50 + fresh] + before[at + out :]
    spans = [
        draw(st.tuples(st.integers(0, size - 6), st.integers(6, 14)).map(lambda s: (s[0], sum(s))))
        for _ in range(3)
    ]
    first = draw(st.integers(0, size - 1))
    return before, after, spans, (first, first + draw(st.integers(1, 6)))


def joined(pairs):
    return "".join(part for pair in pairs for part in pair).strip(" ,\n") + "."


def ok(response):
    assert response.status_code in (200, 201), response.content
    return response.json()


def leaves():
    """Return all strings of the rows that repeat texts, by table, id and place."""
    found = {}
    with connection.cursor() as cursor:
        for table in ROWS:
            cursor.execute(f"SELECT id, to_jsonb(t) FROM {table} t")
            for pk, row in cursor.fetchall():
                found |= {(table, pk, n): said for n, said in enumerate(strings(decoded(row)))}
    return found


def decoded(row):
    """Return a row of JSON, with the document that it may keep as text."""
    row = json.loads(row) if isinstance(row, str) else row
    if "document" in row:
        row = json.loads(row["document"])
        del row["recorded"]
    return {name: value for name, value in row.items() if name not in ("sha256", "sketch")}


def redact(client, version, words):
    places = [m.span() for m in WORD.finditer(version.text) if m.group() in words]
    if places:
        spans = [{"start": places[0][0], "end": places[-1][1]}]
        url = f"/api/v1/versions/{version.pk}/redact"
        ok(client.post(url, {"reason": "order", "spans": spans}, HTTP_IF_MATCH="*"))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=cases())
def test_what_is_redacted_is_gone_and_nothing_else(api, anonymous, case):
    before, after, spans, (first, last) = case
    with transaction.atomic():
        root = account_actions.create_user(username="root", role=Role.ADMINISTRATOR)
        article = ok(api.post("/api/v1/articles", {"language": "en", "text": joined(before)}))
        for number, (start, end) in enumerate(spans):
            words = joined(before[start:end])[:-1]
            fact = bodies.event({"one": article["id"]}, f"it {number}", article="one", quote=words)
            ok(api.post(URL, fact))
        added = {"text": joined(after), "reason": "changed"}
        ok(api.post(f"/api/v1/articles/{article['id']}/versions", added, HTTP_IF_MATCH="*"))
        known, gone = leaves(), [word for word, _ in before[first:last]]
        for version in Version.objects.filter(article=article["id"]).order_by("number"):
            redact(signed_in(root), version, set(gone))
        assert traces(*(gone[n : n + 3] for n in range(max(1, len(gone) - 2)))) == set()
        left = leaves()
        blotted = set(gone) | between(after, gone)
        for place, said in known.items():
            now = left[place]
            assert not blotted & set(WORD.findall(now)), (place, said, now)
            kept = WORD.sub(lambda m: BLOT * 5 if m.group() in blotted else m.group(), said)
            assert WORD.findall(kept) == WORD.findall(now), (place, said, now)
        assert [str(finding) for finding in verification.findings()] == []
        transaction.set_rollback(True)


def between(pairs, gone):
    """Return the words that a later version has among the redacted ones: its span takes them."""
    at = [n for n, (word, _) in enumerate(pairs) if word in gone]
    return {word for word, _ in pairs[at[0] : at[-1] + 1]} if at else set()
