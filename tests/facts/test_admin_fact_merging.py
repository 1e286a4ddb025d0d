"""Two editors at once in the admin of facts: merged by value, by evidence, by field of a type."""

import pytest

from factstore.facts import documents
from factstore.facts.models import Evidence, Fact, FactType
from tests.editing import fields, save, sign_in, told
from tests.facts import bodies


@pytest.fixture
def mine(anonymous, ada):
    return sign_in(ada)


@pytest.fixture
def theirs(anonymous, cleo):
    return sign_in(cleo)


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def page_of(kind, pk):
    return f"/admin/{kind}/{pk}/change/"


def row_of(data, name, value):
    """Return the prefix of the row whose input `name` holds `value`."""
    (found,) = [n for n, v in data.items() if n.endswith(f"-{name}") and v == value]
    return found.removesuffix(f"-{name}")


def document(fact):
    return documents.facts([fact["id"]])[Fact.objects.get(pk=fact["id"]).pk]


def test_fact_types_merge_field_by_field(mine, theirs, db):
    event = FactType.objects.get(name="event")
    url = page_of("facts/facttype", event.pk)
    opened = fields(mine.get(url))
    save(theirs, url, {"fields-0-help_text": "theirs"}, label="Their label", reason="r")
    mine.post(url, {**opened, "fields-0-label": "Mine", "description": "mine", "reason": "r"})
    event.refresh_from_db()
    assert (event.label, event.description) == ("Their label", "mine")
    after = fields(mine.get(url))
    assert (after["fields-0-help_text"], after["fields-0-label"]) == ("theirs", "Mine")
    page = mine.post(url, {**opened, "fields-0-help_text": "mine", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert (overlap.now, overlap.yours) == ("theirs", "mine")


def test_facts_merge_value_by_value(mine, theirs, fact):
    url = page_of("facts/fact", fact["id"])
    opened = fields(mine.get(url))
    area, ruling = row_of(opened, "field", "area"), row_of(opened, "field", "ruling")
    save(theirs, url, {f"{area}-text": "their area"}, reason="read again")
    page = mine.post(url, {**opened, f"{ruling}-choice": "forbids", "reason": "r"}, follow=True)
    assert "Meanwhile cleo changed" in told(page)
    told_by = {v["field"]: v for v in document(fact)["values"]}
    assert told_by["area"]["text"] == "their area"
    assert told_by["ruling"]["choice"]["choice"] == "forbids"
    page = mine.post(url, {**opened, f"{area}-text": "my area", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert (overlap.now, overlap.yours) == ("their area", "my area")
    assert "read again" in overlap.who
    mine.post(url, fields(page))
    told_by = {v["field"]: v for v in document(fact)["values"]}
    assert told_by["area"]["text"] == "my area"
    assert told_by["ruling"]["choice"]["choice"] == "forbids"


def test_evidence_merges_hops_with_covers_and_shows_the_overlap(mine, theirs, fact):
    url = page_of("facts/evidence", Evidence.objects.get().pk)
    opened = fields(mine.get(url))
    save(theirs, url, {"hops-0-verb": "confirmed"}, reason="who said it")
    typed = {**opened, "mode": "paraphrase" if opened["mode"] != "paraphrase" else "own"}
    mine.post(url, {**typed, "reason": "r"})
    (after,) = document(fact)["evidence"]
    assert (after["hops"][0]["verb"], after["mode"]) == ("confirmed", typed["mode"])
    page = mine.post(url, {**opened, "hops-0-count": "", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert "confirmed" in overlap.now
    assert "who said it" in overlap.who
    mine.post(url, fields(page))
    (after,) = document(fact)["evidence"]
    assert (after["hops"][0]["verb"], after["hops"][0]["count"]) == ("said", None)


def test_evidence_of_a_value_that_changed_meanwhile_is_looked_at_again(mine, theirs, fact):
    url = page_of("facts/evidence", Evidence.objects.get().pk)
    opened = fields(mine.get(url))
    fact_url = page_of("facts/fact", fact["id"])
    area = row_of(fields(theirs.get(fact_url)), "field", "area")
    save(theirs, fact_url, {f"{area}-text": "their area"}, reason="read again")
    page = mine.post(url, {**opened, "hops-0-count": "", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert "their area" in overlap.now
    assert "read again" in overlap.who
    assert document(fact)["evidence"][0]["stale"] is True
