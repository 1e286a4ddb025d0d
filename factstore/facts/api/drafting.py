"""From validated request bodies to drafts."""

from collections.abc import Iterable, Mapping
from typing import Any

from factstore.facts.api.proposal_serializers import ProposedChanges
from factstore.facts.api.write_serializers import FactChanges
from factstore.facts.drafts import (
    ClauseDraft,
    Content,
    CoverageDraft,
    EvidenceDraft,
    FactDraft,
    FactPatch,
    HopDraft,
    QuoteDraft,
    ValueDraft,
)
from factstore.quotes.selectors import Repaired, Selector

Body = Mapping[str, Any]


def read_patch(patch: Body) -> FactPatch:
    """Return the patch of a proposal as the API reads one.

    Raises:
        ValidationError: it has not the shape of one.
    """
    return _read(FactChanges(data=patch))


def read_proposed(patch: Body) -> FactPatch:
    """Return the patch of a proposal that is kept, with how its quotes were found."""
    return _read(ProposedChanges(data=patch))


def _read(serializer: FactChanges) -> FactPatch:
    serializer.is_valid(raise_exception=True)
    return fact_patch(serializer.validated_data)


def fact_draft(body: Body) -> FactDraft:
    """Return the draft in the validated body of `FactCreate`."""
    return FactDraft(
        type=body["type"],
        values=tuple(_value(item) for item in body["values"]),
        clauses=_clauses(body.get("clauses", ())),
        evidence=tuple(_evidence(item) for item in body.get("evidence", ())),
    )


def fact_patch(body: Body) -> FactPatch:
    """Return the patch in the validated body of `FactUpdate`."""
    values, clauses = body.get("values", {}), body.get("clauses", {})
    evidence = body.get("evidence", {})
    return FactPatch(
        set_values=tuple(_value(item) for item in values.get("set", ())),
        remove_values=tuple(values.get("remove", ())),
        set_clauses=_clauses(clauses.get("set", ())),
        remove_clauses=tuple(clauses.get("remove", ())),
        set_evidence=tuple(_evidence(item) for item in evidence.get("set", ())),
        remove_evidence=tuple(evidence.get("remove", ())),
        confirm=tuple(evidence.get("confirm", ())),
    )


def _clauses(items: Iterable[Body]) -> tuple[ClauseDraft, ...]:
    return tuple(ClauseDraft(**item) for item in items)


def _value(item: Body) -> ValueDraft:
    return ValueDraft(
        field=item["field"],
        content=_content(item),
        key=item.get("key"),
        id=item.get("id"),
        clause=item.get("clause"),
    )


def _content(item: Body) -> Content:
    kind = item["kind"]
    if kind in ("quantity", "money"):
        amount = item[kind]
        return Content(
            kind,
            minimum=amount.get("min"),
            maximum=amount.get("max"),
            unit=amount.get("unit"),
            currency=amount.get("currency"),
            approximate=amount["approximate"],
        )
    if kind == "some":
        return Content(kind, text=item.get("description"))
    return Content(kind, **({} if kind == "none" else {kind: item[kind]}))


def _evidence(item: Body) -> EvidenceDraft:
    plain = {
        name: item[name]
        for name in ("id", "mode", "stance", "hedged", "attests", "attests_note")
        if name in item
    }
    return EvidenceDraft(
        **plain,
        quotes=tuple(_quote(quote) for quote in item["quotes"]),
        hops=tuple(_hop(hop) for hop in item.get("hops", ())),
        covers=tuple(CoverageDraft(**coverage) for coverage in item.get("covers", ())),
    )


def _quote(item: Body) -> QuoteDraft:
    if "id" in item:
        return QuoteDraft(id=item["id"])
    place = dict(item)
    repaired = place.pop("repaired", None)
    return QuoteDraft(
        selector=Selector(**place), repaired=Repaired(**repaired) if repaired else None
    )


def _hop(item: Body) -> HopDraft:
    plain = {name: value for name, value in item.items() if name != "agent"}
    agent = item.get("agent") or {}
    return HopDraft(**plain, entity=agent.get("entity"), publisher=agent.get("publisher"))
