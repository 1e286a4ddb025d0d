"""Recorded documents of facts in the terms of drafts: what a write would say to get them again."""

from decimal import Decimal
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.facts.drafts import (
    ClauseDraft,
    Content,
    CoverageDraft,
    EvidenceDraft,
    HopDraft,
    QuoteDraft,
    ValueDraft,
)
from factstore.ledger.kinds import Document


def value_draft(item: Document) -> ValueDraft:
    """Return a value of a document as a draft; its key is its id."""
    return ValueDraft(
        field=item["field"],
        content=_content(item),
        key=item["id"],
        id=UUID(item["id"]),
        clause=item["clause"],
    )


def clause_drafts(document: Document) -> list[ClauseDraft]:
    """Return the clauses that the values of a document belong to, by number."""
    polarities = {
        item["clause"]: item["polarity"]
        for item in document["values"]
        if item["clause"] is not None
    }
    return [ClauseDraft(number, polarity) for number, polarity in sorted(polarities.items())]


def evidence_draft(item: Document) -> EvidenceDraft:
    """Return an evidence of a document as a draft, its quotes by their ids."""
    return EvidenceDraft(
        id=UUID(item["id"]),
        mode=item["mode"],
        stance=item["stance"],
        hedged=item["hedged"],
        attests=item["attests"],
        attests_note=item["attests_note"],
        quotes=tuple(QuoteDraft(id=UUID(quote["id"])) for quote in item["quotes"]),
        hops=tuple(_hop(hop) for hop in item["hops"]),
        covers=tuple(_coverage(coverage) for coverage in item["covers"]),
    )


def _content(item: Document) -> Content:
    kind = item["kind"]
    if kind == "entity":
        return Content(kind, entity=UUID(item["entity"]["id"]))
    if kind == "choice":
        return Content(kind, choice=item["choice"]["choice"])
    if kind == "date":
        return Content(kind, date=PartialDate.of(item["date"]))
    if kind in ("quantity", "money"):
        amount = item[kind]
        return Content(
            kind,
            minimum=amount["min"] and Decimal(amount["min"]),
            maximum=amount["max"] and Decimal(amount["max"]),
            unit=amount.get("unit"),
            currency=amount.get("currency"),
            approximate=amount["approximate"],
        )
    if kind == "some":
        return Content(kind, text=item["description"])
    return Content(kind, text=item.get("text"))


def _hop(item: Document) -> HopDraft:
    agent = item["agent"]
    named = {}
    if agent:
        role = "publisher" if agent["kind"] == "publisher" else "entity"
        named[role] = UUID(agent["id"])
    return HopDraft(
        verb=item["verb"],
        description=item["description"],
        count=item["count"],
        anonymous=item["anonymous"],
        role_as_printed=item["role_as_printed"],
        **named,
    )


def _coverage(item: Document) -> CoverageDraft:
    plain = ("value", "basis", "as_printed", "rule", "note")
    return CoverageDraft(**{name: item[name] for name in plain})
