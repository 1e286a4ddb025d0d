"""Documents of facts: declared shape, canonical bytes, digests that anybody can compute again."""

import json
from collections.abc import Iterator
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factstore.core import canonical
from factstore.entities.api.serializers import EntityRead
from factstore.facts.api.read_serializers import FactRead
from factstore.facts.facets import facets
from factstore.ledger.actions import GENESIS
from factstore.ledger.models import Change, Revision
from tests import stores
from tests.facts import bodies
from tests.facts.bodies import AGREED, DEAL, LIFTED, URL
from tests.facts.conftest import DESK, desk_ids
from tests.facts.shapes import assert_fact_shape
from tests.shapes import assert_shape

TYPICAL_BYTES = 3000
"""What the middle one of the facts with up to four values and two quotes may take."""


def documents(kind):
    rows = Revision.objects.filter(kind=kind).order_by("from_position")
    return [row.document.encode() for row in rows]


@pytest.mark.usefixtures("db")
class TestDemonstration:
    def test_facts_have_the_declared_shape(self):
        facts = documents("fact")
        assert len(facts) > 200  # the draft and the accepted fact, of each
        for document in facts:
            assert_fact_shape(document, FactRead)

    def test_entities_have_the_declared_shape(self):
        for document in documents("entity"):
            assert_shape(document, EntityRead)

    def test_documents_are_canonical_and_say_their_digest(self):
        rows = Revision.objects.values_list("document", "content_digest", "from_position")
        assert len(rows) > 300
        for text, digest, position in rows:
            document = json.loads(text)
            assert canonical.encode(document) == text.encode()
            recorded = document.pop("recorded")
            assert recorded["content_digest"] == canonical.digest(document) == digest
            assert recorded["position"] == position

    def test_the_chain_of_digests_can_be_followed(self):
        previous = GENESIS
        for change in Change.objects.order_by("position").prefetch_related("revisions"):
            written = sorted(
                (r.kind, r.object_id, r.content_digest) for r in change.revisions.all()
            )
            digests = [digest for *_, digest in written]
            previous = canonical.chain(previous, change.details_digest, digests)
            assert change.digest == previous

    def test_a_typical_fact_is_small(self, record_property):
        sizes, typical = [], []
        for row in Revision.objects.current("fact"):
            document = json.loads(row.document)
            size = len(row.document.encode())
            sizes.append(size)
            quotes = sum(len(item["quotes"]) for item in document["evidence"])
            if len(document["values"]) <= 4 and quotes <= 2:
                typical.append(size)
        record_property("median of all facts", median(sizes))
        record_property("median of typical facts", median(typical))
        assert median(typical) <= TYPICAL_BYTES


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]),
    min_size=1,
    max_size=30,
).filter(str.strip)
DAYS = st.dates().map(str)
NUMBERS = st.decimals(0, 10**20, places=6, allow_nan=False).map(lambda n: format(n, "f"))


@st.composite
def spans(draw):
    ends = sorted([draw(DAYS), draw(DAYS)])
    opened = draw(st.sampled_from([None, 0, 1]))
    return {
        name: None if opened == i else end
        for i, (name, end) in enumerate(zip(("not_before", "not_after"), ends, strict=True))
    }


@st.composite
def amounts(draw, **members):
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)], key=float)
    opened = draw(st.sampled_from([None, 0, 1]))
    return {
        "min": None if opened == 0 else low,
        "max": None if opened == 1 else high,
        "approximate": draw(st.booleans()),
        **{name: draw(strategy) for name, strategy in members.items()},
    }


@st.composite
def contents(draw, kinds):
    kind = draw(st.sampled_from(kinds))
    match kind:
        case "entity":
            return {"kind": kind, "entity": draw(st.sampled_from(["us", "ukraine", "russia"]))}
        case "text":
            return {"kind": kind, "text": draw(TEXT)}
        case "date":
            return {"kind": kind, "date": draw(spans())}
        case "money":
            return {"kind": kind, "money": draw(amounts(currency=st.sampled_from(["USD", "EUR"])))}
        case "quantity":
            unit = st.none() | st.sampled_from(["year", "missile"])
            return {"kind": kind, "quantity": draw(amounts(unit=unit))}
        case "some":
            return {"kind": kind, "description": draw(st.none() | TEXT)}


FIELDS = {
    "permission": {
        "grantor": ["entity"],
        "grantee": ["entity"],
        "weapon": ["text", "entity"],
        "area": ["text", "entity"],
        "condition": ["text"],
        "announced": ["date"],
        "from": ["date"],
        "to": ["date"],
    },
    "aid": {
        "donor": ["entity"],
        "recipient": ["entity"],
        "item": ["text"],
        "amount": ["money", "quantity"],
        "decided": ["date"],
    },
    "statement": {"speaker": ["some", "entity"], "topic": ["text"], "date": ["date"]},
    "event": {"what": ["text"], "date": ["date"], "from": ["date"], "to": ["date"]},
}
SCOPE = {"weapon", "area", "condition"}


@st.composite
def facts(draw):
    name = draw(st.sampled_from(sorted(FIELDS)))
    chosen = draw(st.lists(st.sampled_from(sorted(FIELDS[name])), min_size=1, unique=True))
    values = []
    for i, field in enumerate(chosen):
        value = {"key": str(i), "field": field, **draw(contents(FIELDS[name][field]))}
        if field in SCOPE:
            value["clause"] = draw(st.integers(1, 3))
        values.append(value)
    numbers = {v["clause"] for v in values if "clause" in v}
    polarity = st.sampled_from(["includes", "excludes"])
    evidence = [
        {
            "quote": draw(st.sampled_from([AGREED, DEAL, LIFTED])),
            "stance": draw(st.sampled_from(["supports", "refutes", "context"])),
            "covers": draw(st.sets(st.sampled_from([v["key"] for v in values]))),
            "anonymous": draw(st.booleans()),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    return {
        "type": name,
        "values": values,
        "clauses": [{"number": n, "polarity": draw(polarity)} for n in sorted(numbers)],
        "evidence": evidence,
    }


def sent(drawn, ids):
    """The body of a drawn fact for the desk's entities and article."""
    hop = {"verb": "said", "description": "e", "anonymous": True}
    values = [
        {**v, "entity": ids[v["entity"]]} if v["kind"] == "entity" else v for v in drawn["values"]
    ]
    evidence = [
        bodies.evidence(
            ids["main"],
            item["quote"],
            stance=item["stance"],
            hops=[hop] if item["anonymous"] else [],
            covers=[bodies.inferred(key) for key in sorted(item["covers"])],
        )
        for item in drawn["evidence"]
    ]
    return {**drawn, "values": values, "evidence": evidence}


class TestGenerated:
    @pytest.fixture
    def db(self, django_db_setup, django_db_blocker) -> Iterator[None]:  # noqa: ARG002
        with django_db_blocker.unblock(), stores.lend(*DESK):
            yield

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(drawn=facts())
    def test_whatever_is_recorded_has_the_declared_shape(self, drawn, api):
        response = api.post(URL, sent(drawn, desk_ids()))
        if response.status_code == 409:
            assert response.json()["code"] == "duplicate"
            return
        assert response.status_code == 201, response.content
        document = response.json()
        assert_fact_shape(document, FactRead)
        assert canonical.encode(document) == response.content
        stamp = document.pop("recorded")
        assert stamp["content_digest"] == canonical.digest(document)
        assert api.get(f"{URL}/{document['id']}").content == response.content
        assert len(document["values"]) == len(drawn["values"])
        assert facets(document).status == "draft"
