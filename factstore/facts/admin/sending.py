"""A patch in the form in which the API takes it, as proposals keep it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from factstore.facts.drafts import (
    Content,
    CoverageDraft,
    EvidenceDraft,
    FactPatch,
    HopDraft,
    QuoteDraft,
    ValueDraft,
)

Sent = dict[str, Any]


def sent(patch: FactPatch) -> Sent:
    """Return what a client would send to have `patch` made; reading it gives `patch` again."""
    verbs: dict[str, dict[str, list[Any]]] = {
        "values": {
            "set": [_value(draft) for draft in patch.set_values],
            "remove": _ids(patch.remove_values),
        },
        "clauses": {
            "set": [{"number": c.number, "polarity": c.polarity} for c in patch.set_clauses],
            "remove": list(patch.remove_clauses),
        },
        "evidence": {
            "set": [_evidence(draft) for draft in patch.set_evidence],
            "remove": _ids(patch.remove_evidence),
            "confirm": _ids(patch.confirm),
        },
    }
    filled = {
        name: {verb: items for verb, items in v.items() if items} for name, v in verbs.items()
    }
    return {name: v for name, v in filled.items() if v}


def _value(draft: ValueDraft) -> Sent:
    named = {"id": draft.id and str(draft.id), "key": draft.key, "clause": draft.clause}
    return {**_given(named), "field": draft.field, **_content(draft.content)}


def _content(content: Content) -> Sent:
    kind = content.kind
    told: Any = None
    match kind:
        case "entity":
            told = str(content.entity)
        case "date":
            told = {"edtf": content.date.edtf} if content.date else None
        case "quantity" | "money":
            amount = {"min": _number(content.minimum), "max": _number(content.maximum)}
            of = {"unit": content.unit} if kind == "quantity" else {"currency": content.currency}
            told = {**_given({**amount, **of}), "approximate": content.approximate}
        case "text":
            told = content.text
        case "choice":
            told = content.choice
        case "some":
            return {"kind": kind, **_given({"description": content.text})}
        case _:
            return {"kind": kind}
    return {"kind": kind, kind: told}


def _evidence(draft: EvidenceDraft) -> Sent:
    named = {"id": draft.id and str(draft.id), "hedged": draft.hedged, "attests": draft.attests}
    return {
        **_given({**named, "attests_note": draft.attests_note}),
        "stance": draft.stance,
        "mode": draft.mode,
        "quotes": [_quote(quote) for quote in draft.quotes],
        "hops": [_hop(hop) for hop in draft.hops],
        "covers": [_coverage(coverage) for coverage in draft.covers],
    }


def _quote(draft: QuoteDraft) -> Sent:
    place = draft.selector
    if draft.id is not None or place is None:
        return {"id": str(draft.id)}
    words = {"exact": place.exact, "prefix": place.prefix, "suffix": place.suffix}
    where = {"version": place.version and str(place.version)}
    return {name: value for name, value in {**where, **words}.items() if value}


def _hop(draft: HopDraft) -> Sent:
    agent = _given(
        {
            "entity": draft.entity and str(draft.entity),
            "publisher": draft.publisher and str(draft.publisher),
        }
    )
    told = {
        "agent": agent or None,
        "description": draft.description,
        "count": draft.count,
        "role_as_printed": draft.role_as_printed,
    }
    return {"verb": draft.verb, "anonymous": draft.anonymous, **_given(told)}


def _coverage(draft: CoverageDraft) -> Sent:
    told = {"as_printed": draft.as_printed, "rule": draft.rule, "note": draft.note}
    return {"value": draft.value, "basis": draft.basis, **_given(told)}


def _given(members: Sent) -> Sent:
    return {name: value for name, value in members.items() if value is not None}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _ids(ids: Iterable[object]) -> list[str]:
    return [str(one) for one in ids]
