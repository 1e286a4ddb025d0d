"""The documents of facts: what the API serves, the ledger keeps and an export line holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.facts import claims, loading, words
from factstore.facts.cautions import warnings
from factstore.facts.drafts import Content
from factstore.facts.loading import Parts
from factstore.facts.origins import independent_origins
from factstore.facts.queries import specs
from factstore.facts.specs import TIME_FIELDS, TypeSpec
from factstore.facts.timeline import Attestation, timeline
from factstore.ledger.kinds import Document
from factstore.sources.documents import withdrawn
from factstore.sources.models.standing import STANDS


def facts(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    """Return the documents of facts as they stand in the tables, in a fixed number of queries."""
    rows = loading.load(ids)
    types = specs({UUID(row["fact_type"]) for row in rows})
    return {UUID(row["id"]): document(row, types[UUID(row["fact_type"])]) for row in rows}


def document(fact: Parts, spec: TypeSpec) -> Document:
    """Return the document of a fact from its parts, as `loading.load` gives them."""
    values, evidence = fact["values"], fact["evidence"]
    contents = {value["id"]: _content(value) for value in values}
    changed_in = {value["id"]: value["changed_in"] for value in values}
    shown = [_evidence(item, changed_in) for item in evidence]
    return {
        "id": fact["id"],
        "type": spec.name,
        "sentence": _sentence(spec, values, contents),
        "values": [_value(value, contents[value["id"]], spec) for value in values],
        "time": _time(spec, values, contents, evidence),
        "evidence": shown,
        "warnings": warnings(shown),
        "corroboration": _corroboration(evidence),
        "status": fact["status"],
        "standing": {
            "state": fact["standing"],
            "reason": fact["standing_reason"],
            "note": fact["standing_note"],
            "superseded_by": fact["superseded_by"],
        },
        "merged_into": fact["merged_into"],
        "withdrawn": withdrawn(fact["withdrawn_reason"]),
    }


def _content(value: Parts) -> Content:
    return Content(
        kind=value["kind"],
        entity=value["entity"] and UUID(value["entity"]["id"]),
        text=value["text"],
        choice=value["choice"],
        date=_partial(value["not_before"], value["not_after"]),
        minimum=value["min"] and Decimal(value["min"]),
        maximum=value["max"] and Decimal(value["max"]),
        unit=value["unit"],
        currency=value["currency"],
        approximate=value["approximate"],
    )


def _partial(first: str | None, last: str | None) -> PartialDate | None:
    if first is None and last is None:
        return None
    return PartialDate(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )


def _published(evidence: Parts) -> PartialDate | None:
    return _partial(evidence["published_not_before"], evidence["published_not_after"])


def _sentence(spec: TypeSpec, values: Sequence[Parts], contents: Mapping[str, Content]) -> str:
    said = [
        words.Said(
            field=value["field"],
            content=contents[value["id"]],
            name=value["sentence_name"] or (value["entity"] and value["entity"]["name"]),
            clause=value["clause"],
        )
        for value in values
    ]
    polarities = {v["clause"]: v["polarity"] for v in values if v["clause"] is not None}
    return words.sentence(spec, said, polarities)


def _value(value: Parts, content: Content, spec: TypeSpec) -> Document:
    return {
        "id": value["id"],
        "field": value["field"],
        "kind": value["kind"],
        **_said(value, content, spec),
        "clause": value["clause"],
        "polarity": value["polarity"],
        "changed_in": value["changed_in"],
    }


def _said(value: Parts, content: Content, spec: TypeSpec) -> dict[str, Any]:
    """Return the member, named as the kind, that holds what a value says."""
    amount = {
        "min": claims.number(content.minimum),
        "max": claims.number(content.maximum),
        "approximate": content.approximate,
    }
    match content.kind:
        case "entity":
            return {"entity": value["entity"]}
        case "choice":
            label = spec.fields[value["field"]].labels.get(content.choice or "", "")
            return {"choice": {"choice": content.choice, "label": label}}
        case "date":
            return {"date": content.date and content.date.as_json()}
        case "quantity":
            return {"quantity": {**amount, "unit": content.unit}}
        case "money":
            return {"money": {**amount, "currency": content.currency}}
        case "some":
            return {"description": content.text}
        case "none":
            return {}
    return {"text": content.text}


def _time(
    spec: TypeSpec,
    values: Sequence[Parts],
    contents: Mapping[str, Content],
    evidence: Sequence[Parts],
) -> Document:
    dates: dict[str, PartialDate | None] = dict.fromkeys(TIME_FIELDS)
    for value in values:
        if value["field"] in TIME_FIELDS and value["kind"] == "date":
            dates[value["field"]] = contents[value["id"]].date
    attestations = [
        Attestation(published, item["attests"])
        for item in evidence
        if item["attests"] and (published := _published(item))
    ]
    return timeline(
        basis=spec.basis,  # type: ignore[arg-type]  # constrained to the two words
        from_=dates["from"],
        to=dates["to"],
        date=dates["date"],
        attestations=attestations,
    ).as_json()


def _evidence(evidence: Parts, changed_in: Mapping[str, int]) -> Document:
    published = _published(evidence)
    return {
        **{
            name: evidence[name]
            for name in (
                "id",
                "stance",
                "mode",
                "hedged",
                "attests",
                "attests_note",
                "confirmed_in",
                "version",
                "drift",
                "hops",
                "quotes",
            )
        },
        "stale": _stale(evidence, changed_in),
        "article": {
            **evidence["article"],
            "published": published and published.as_json(),
            "standing": _standing(evidence),
        },
        "covers": [_coverage(coverage) for coverage in evidence["covers"]],
    }


def _standing(evidence: Parts) -> Document:
    date = _partial(evidence["standing_not_before"], evidence["standing_not_after"])
    return {"state": evidence["standing"] or STANDS, "date": date and date.as_json()}


def _stale(evidence: Parts, changed_in: Mapping[str, int]) -> bool:
    """Tell whether a covered value, or the date it was computed from, changed since confirmed."""
    confirmed = evidence["confirmed_in"]
    if confirmed is None:
        return True
    now = (evidence["published_not_before"], evidence["published_not_after"])
    return any(
        # A value of another fact is not known here; the database refuses it when the change closes.
        changed_in.get(coverage["value"], 0) > confirmed
        or (coverage["rule"] is not None and now != _anchor(coverage))
        for coverage in evidence["covers"]
    )


def _anchor(coverage: Parts) -> tuple[str | None, str | None]:
    return coverage["anchor_not_before"], coverage["anchor_not_after"]


def _coverage(coverage: Parts) -> Document:
    anchor = _partial(*_anchor(coverage))
    return {
        "value": coverage["value"],
        "basis": coverage["basis"],
        "as_printed": coverage["as_printed"],
        "rule": coverage["rule"],
        "anchor": anchor and anchor.as_json(),
        "note": coverage["note"],
    }


def _corroboration(evidence: Sequence[Parts]) -> Document:
    """Count the articles that support a fact, and how many reports they go back to.

    Articles of one publisher, and articles that relay the same outlet, are one origin.
    """
    keys: dict[str, set[str]] = {}
    for item in evidence:
        if item["stance"] != "supports":
            continue
        article = item["article"]
        own = keys.setdefault(article["id"], {f"article:{article['id']}"})
        relayed = [h["agent"] for h in item["hops"] if h["agent"]]
        outlets = [agent["id"] for agent in relayed if agent["kind"] == "publisher"]
        if article["publisher"]:
            outlets.append(article["publisher"]["id"])
        own |= {f"publisher:{outlet}" for outlet in outlets}
    return {
        "independent_origins": independent_origins([frozenset(k) for k in keys.values()]),
        "articles": len(keys),
    }
