"""What a fact claims, whatever order it was written in: equal claims are one fact."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from factstore.core import canonical
from factstore.core.redaction import has_blots
from factstore.facts.drafts import Content, ValueDraft


def claim(
    type_name: str,
    values: Iterable[tuple[str, Content, int | None]],
    clauses: Mapping[int, str],
    *,
    own: UUID | None = None,
) -> dict[str, Any]:
    """Return a canonical description of a fact's values.

    `values` are field, content and clause number; `clauses` polarities by number. Clause numbers
    and the order of values do not count. Where words are blotted out, nobody knows what they said:
    `own`, the id of what claims it, keeps such a claim apart from others.
    """
    values = list(values)
    outside: list[dict[str, Any]] = []
    inside: dict[int, list[dict[str, Any]]] = {}
    for field, content, number in values:
        said = {"field": field, **_content(content)}
        (outside if number is None else inside.setdefault(number, [])).append(said)
    blotted = any(has_blots(c.text) or has_blots(c.unit) for _, c, _ in values)
    return {
        **({"of": str(own)} if own and blotted else {}),
        "type": type_name,
        "values": _sorted(outside),
        "clauses": _sorted(
            {"polarity": clauses[number], "values": _sorted(said)}
            for number, said in inside.items()
        ),
    }


def repeated(
    values: Sequence[ValueDraft], polarities: Mapping[int, str], *, renamed: Collection[UUID]
) -> dict[UUID, UUID]:
    """Return which values of a fact repeat another one, each with the one that says the same.

    `values` are in their order, with their ids. Clauses of equal polarity and values say the same,
    the one of the lowest number is kept; `renamed` are kept after others.
    """
    said = {
        v.id: canonical.digest(claim("", [(v.field, v.content, None)], {}, own=v.id))
        for v in values
    }
    clauses = {
        number: (polarity, frozenset(said[v.id] for v in values if v.clause == number))
        for number, polarity in polarities.items()
    }
    kept: dict[object, UUID] = {}
    found: dict[UUID, UUID] = {}
    for v in sorted(values, key=lambda v: (v.clause or 0, v.id in renamed)):
        if v.id is not None:
            clause = None if v.clause is None else clauses[v.clause]
            first = kept.setdefault((said[v.id], clause), v.id)
            if first != v.id:
                found[v.id] = first
    return found


def _content(content: Content) -> dict[str, Any]:
    members = {
        "entity": content.entity and str(content.entity),
        "text": content.text,
        "choice": content.choice,
        "not_before": content.date
        and content.date.not_before
        and content.date.not_before.isoformat(),
        "not_after": content.date and content.date.not_after and content.date.not_after.isoformat(),
        "min": number(content.minimum),
        "max": number(content.maximum),
        "unit": content.unit,
        "currency": content.currency,
        "approximate": content.approximate or None,
    }
    return {"kind": content.kind, **{k: v for k, v in members.items() if v is not None}}


def number(value: Decimal | None) -> str | None:
    """Return a decimal as the API writes it: no exponent or trailing zeros ("275000000", "0.5")."""
    if value is None:
        return None
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _sorted(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=canonical.encode)
