"""How a fact reads on its page: evidence in its context, and what is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from factstore.facts import documents
from factstore.facts.admin.lists import WARNING_WORDS
from factstore.facts.completeness import missing
from factstore.facts.models import Fact, Flag, Proposal
from factstore.facts.queries import spec
from factstore.ledger.kinds import Document
from factstore.sources.marking import Segment, segments


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote with its context; segments marked by the values that the words carry."""

    url: str
    prefix: str
    suffix: str
    segments: list[Segment[str]]


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """One evidence as the page of its fact shows it."""

    document: Document
    url: str
    confirm_url: str
    text_url: str
    article_url: str
    drift_url: str
    quotes: list[QuoteShown]
    covers: list[tuple[str, Document]]


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact as its page shows it above the form."""

    document: Document
    evidence: list[EvidenceShown]
    missing: list[str]
    warnings: list[str]
    values: list[tuple[str, str]]


def shown(fact: Fact) -> FactShown:
    """Return a fact as it stands in the tables, for reading."""
    document = documents.facts([fact.pk])[fact.pk]
    rules = spec(fact.fact_type_id)
    labels = {f.name: f.label for f in fact.fact_type.fields.all()}
    named = {v["id"]: f"{labels[v['field']]}: {value_words(v)}" for v in document["values"]}
    pending = fact.status in {Fact.Status.DRAFT, Fact.Status.PROPOSED}
    return FactShown(
        document=document,
        evidence=[_evidence(item, named) for item in document["evidence"]],
        missing=[error.detail for error in missing(document, rules)] if pending else [],
        warnings=[WARNING_WORDS[warning] for warning in document["warnings"]],
        values=[(labels[v["field"]], value_words(v)) for v in document["values"]],
    )


def waiting(fact: Fact) -> list[tuple[str, str]]:
    """Return what waits for a reviewer of a fact: in words, and where."""
    waits: list[tuple[str, str]] = []
    for model, what in ((Proposal, "proposal"), (Flag, "flag")):
        rows = model._default_manager.filter(fact=fact, status="open").order_by("pk")  # noqa: SLF001  Django's public name
        for row in rows.select_related("author"):
            told = row.reason if isinstance(row, Proposal) else f"{row.kind}: {row.text}"
            url = reverse(f"admin:facts_{what}_change", args=[row.pk])
            waits.append((f"Open {what} of {row.author}: {told}", url))
    return waits


def value_words(value: Mapping[str, Any]) -> str:
    """Return what a value of a document says, in a few words."""
    match value["kind"]:
        case "entity":
            words = str(value["entity"]["name"])
        case "choice":
            words = str(value["choice"]["label"] or value["choice"]["choice"])
        case "date":
            words = str(value["date"]["edtf"])
        case "quantity" | "money" as kind:
            words = _amount(value[kind])
        case "some":
            words = f"some ({value['description'] or 'not named'})"
        case "none":
            words = "none"
        case _:
            words = f"“{value['text']}”"
    if value["clause"] is None:
        return words
    return f"{words} (clause {value['clause']}, {value['polarity']})"


def _amount(amount: Mapping[str, Any]) -> str:
    low, high = amount["min"], amount["max"]
    bounds = low if low == high else f"{low or '…'}–{high or '…'}"
    about = "about " if amount["approximate"] else ""
    return f"{about}{bounds} {amount.get('unit') or amount.get('currency') or ''}".strip()


def _evidence(item: Document, named: Mapping[str, str]) -> EvidenceShown:
    covers = [(named.get(c["value"], ""), c) for c in item["covers"]]
    return EvidenceShown(
        document=item,
        url=reverse("admin:facts_evidence_change", args=[item["id"]]),
        confirm_url=reverse("admin:facts_evidence_confirm", args=[item["id"]]),
        text_url=reverse("admin:sources_version_change", args=[item["version"]["id"]]),
        article_url=reverse("admin:sources_article_change", args=[item["article"]["id"]]),
        drift_url=_drifts(item.get("drift")),
        quotes=[_quote(quote, covers) for quote in item["quotes"]],
        covers=covers,
    )


def _drifts(drift: Document | None) -> str:
    """Return where the drifted quotes of a newer text are listed; empty where none drifted."""
    if drift is None:
        return ""
    listed = reverse("admin:quotes_drift_changelist")
    return f"{listed}?version__id__exact={drift['version']['id']}"


def _quote(quote: Document, covers: list[tuple[str, Document]]) -> QuoteShown:
    exact = quote["exact"]
    spans = [
        (start, start + len(cover["as_printed"]), name)
        for name, cover in covers
        if cover["as_printed"]
        for start in _places(exact, cover["as_printed"])
    ]
    return QuoteShown(
        url=reverse("admin:quotes_quote_change", args=[quote["id"]]),
        prefix=quote["prefix"],
        suffix=quote["suffix"],
        segments=list(segments(exact, spans)),
    )


def _places(text: str, words: str) -> list[int]:
    """Return where `words` stand as whole words; where they nowhere do, every place."""
    literal = re.escape(words)
    whole = [found.start() for found in re.finditer(rf"(?<!\w){literal}(?!\w)", text)]
    return whole or [found.start() for found in re.finditer(literal, text)]


def is_stale(fact_id: UUID, evidence_id: UUID) -> bool:
    """Tell whether an evidence waits to be confirmed."""
    document = documents.facts([fact_id])[fact_id]
    return any(e["stale"] for e in document["evidence"] if e["id"] == str(evidence_id))
