"""The documents of facts: what the API serves, the ledger keeps and an export line holds."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from factstore.core.dates import PartialDate
from factstore.facts import claims, words
from factstore.facts.drafts import Content
from factstore.facts.models import Coverage, Evidence, EvidenceQuote, Fact, FactType, Hop, Value
from factstore.facts.origins import independent_origins
from factstore.facts.queries import spec
from factstore.facts.specs import TIME_FIELDS, TypeSpec
from factstore.facts.stored import value_draft
from factstore.facts.timeline import Attestation, timeline
from factstore.ledger.kinds import Document
from factstore.quotes.documents import selectors
from factstore.sources.documents import published, withdrawn


def facts(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    """Return the documents of facts as they stand in the tables, in a fixed number of queries."""
    rows = list(_loaded(ids))
    types = FactType.objects.filter(pk__in={row.fact_type_id for row in rows})
    specs = {t.id: spec(t) for t in types.prefetch_related("fields")}
    return {row.id: document(row, specs[row.fact_type_id]) for row in rows}


def _loaded(ids: Iterable[UUID]) -> Iterable[Fact]:
    values = Value.objects.select_related("field", "clause", "entity").order_by("position", "id")
    quotes = EvidenceQuote.objects.select_related("quote").order_by("position")
    hops = Hop.objects.select_related("entity", "publisher").order_by("position")
    evidence = (
        Evidence.objects.select_related("version__article__publisher")
        .defer("version__text")
        .order_by("position", "id")
        .prefetch_related(
            Prefetch("evidence_quotes", quotes),
            Prefetch("hops", hops),
            Prefetch("covers", Coverage.objects.order_by("id")),
        )
    )
    return Fact.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("values", values), Prefetch("evidence", evidence)
    )


def document(fact: Fact, spec: TypeSpec) -> Document:
    """Return the document of a fact whose parts are loaded; reads nothing more."""
    values = list(fact.values.all())
    evidence = list(fact.evidence.all())
    return {
        "id": str(fact.id),
        "type": spec.name,
        "sentence": _sentence(spec, values),
        "values": [_value(value, spec) for value in values],
        "time": _time(spec, values, evidence),
        "evidence": [_evidence(item, values) for item in evidence],
        "corroboration": _corroboration(evidence),
        "status": fact.status,
        "standing": {
            "state": fact.standing,
            "reason": fact.standing_reason,
            "note": fact.standing_note,
        },
        "withdrawn": withdrawn(fact.withdrawn_reason),
    }


def _sentence(spec: TypeSpec, values: Iterable[Value]) -> str:
    said = [
        words.Said(
            field=value.field.name,
            content=value_draft(value).content,
            name=(value.entity.sentence_name or value.entity.name) if value.entity else None,
            clause=value.clause.number if value.clause else None,
        )
        for value in values
    ]
    polarities = {v.clause.number: v.clause.polarity for v in values if v.clause}
    return words.sentence(spec, said, polarities)


def _value(value: Value, spec: TypeSpec) -> Document:
    return {
        "id": str(value.id),
        "field": value.field.name,
        "kind": value.kind,
        **_content(value, spec),
        "clause": value.clause.number if value.clause else None,
        "polarity": value.clause.polarity if value.clause else None,
        "changed_in": value.changed_in,
    }


def _content(value: Value, spec: TypeSpec) -> dict[str, Any]:
    """Return the member, named as the kind, that holds what a value says."""
    content: Content = value_draft(value).content
    amount = {
        "min": claims.number(content.minimum),
        "max": claims.number(content.maximum),
        "approximate": content.approximate,
    }
    match content.kind:
        case "entity":
            return {"entity": value.entity and entity_reference(value.entity)}
        case "choice":
            label = spec.fields[value.field.name].labels.get(content.choice or "", "")
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


def entity_reference(entity: Any) -> dict[str, str]:
    """Return how a document names an entity."""
    return {"id": str(entity.id), "name": entity.name, "kind": entity.kind}


def _time(spec: TypeSpec, values: Iterable[Value], evidence: Iterable[Evidence]) -> Document:
    dates: dict[str, PartialDate | None] = dict.fromkeys(TIME_FIELDS)
    for value in values:
        if value.field.name in TIME_FIELDS and value.kind == "date":
            dates[value.field.name] = value_draft(value).content.date
    attestations = [
        Attestation(date, item.attests)  # type: ignore[arg-type]  # constrained to the two words
        for item in evidence
        if item.attests and (date := published(item.version.article))
    ]
    return timeline(
        basis=spec.basis,  # type: ignore[arg-type]  # constrained to the two words
        from_=dates["from"],
        to=dates["to"],
        date=dates["date"],
        attestations=attestations,
    ).as_json()


def _evidence(evidence: Evidence, values: Iterable[Value]) -> Document:
    article = evidence.version.article
    date = published(article)
    covers = list(evidence.covers.all())
    return {
        "id": str(evidence.id),
        "stance": evidence.stance,
        "mode": evidence.mode,
        "hedged": evidence.hedged,
        "attests": evidence.attests,
        "attests_note": evidence.attests_note,
        "stale": _stale(evidence, covers, {v.id: v.changed_in for v in values}, date),
        "confirmed_in": evidence.confirmed_in,
        "article": {
            "id": str(article.id),
            "title": article.title,
            "publisher": article.publisher
            and {"id": str(article.publisher.id), "name": article.publisher.name},
            "published": date and date.as_json(),
        },
        "version": {"id": str(evidence.version.id), "number": evidence.version.number},
        "hops": [_hop(hop) for hop in evidence.hops.all()],
        "quotes": [selectors(row.quote) for row in evidence.evidence_quotes.all()],
        "covers": [_coverage(coverage) for coverage in covers],
    }


def _stale(
    evidence: Evidence,
    covers: Iterable[Coverage],
    changed_in: Mapping[UUID, int],
    date: PartialDate | None,
) -> bool:
    """Tell whether a covered value, or the date it was computed from, changed since confirmed."""
    confirmed = evidence.confirmed_in
    if confirmed is None:
        return True
    now = (date and date.not_before, date and date.not_after)
    return any(
        changed_in[coverage.value_id] > confirmed
        or (coverage.rule is not None and now != _anchor_dates(coverage))
        for coverage in covers
    )


def _anchor_dates(coverage: Coverage) -> tuple[Any, Any]:
    return coverage.anchor_not_before, coverage.anchor_not_after


def _hop(hop: Hop) -> Document:
    if hop.entity:
        agent: dict[str, str] | None = entity_reference(hop.entity)
    elif hop.publisher:
        agent = {"id": str(hop.publisher.id), "name": hop.publisher.name, "kind": "publisher"}
    else:
        agent = None
    return {
        "verb": hop.verb,
        "agent": agent,
        "description": hop.description,
        "count": hop.count,
        "anonymous": hop.anonymous,
        "role_as_printed": hop.role_as_printed,
    }


def _coverage(coverage: Coverage) -> Document:
    first, last = _anchor_dates(coverage)
    anchored = coverage.rule is not None and (first or last)
    return {
        "value": str(coverage.value_id),
        "basis": coverage.basis,
        "as_printed": coverage.as_printed,
        "rule": coverage.rule,
        "anchor": PartialDate(first, last).as_json() if anchored else None,
        "note": coverage.note,
    }


def _corroboration(evidence: Iterable[Evidence]) -> Document:
    """Count the articles that support a fact, and how many reports they go back to.

    Articles of one publisher, and articles that relay the same outlet, are one origin.
    """
    keys: dict[UUID, set[str]] = {}
    for item in evidence:
        if item.stance != Evidence.Stance.SUPPORTS:
            continue
        article = item.version.article
        own = keys.setdefault(article.id, {f"article:{article.id}"})
        outlets = [hop.publisher_id for hop in item.hops.all() if hop.publisher_id]
        own |= {f"publisher:{p}" for p in [*outlets, article.publisher_id] if p}
    return {
        "independent_origins": independent_origins([frozenset(k) for k in keys.values()]),
        "articles": len(keys),
    }
