"""What a fact claims, whatever order it was written in: equal claims are one fact."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from factstore.core import canonical
from factstore.facts.drafts import Content


def claim(
    type_name: str,
    values: Iterable[tuple[str, Content, int | None]],
    clauses: Mapping[int, str],
) -> dict[str, Any]:
    """Return a canonical description of a fact's values.

    `values` are field, content and clause number; `clauses` polarities by number. Clause numbers
    and the order of values do not count.
    """
    outside: list[dict[str, Any]] = []
    inside: dict[int, list[dict[str, Any]]] = {}
    for field, content, number in values:
        said = {"field": field, **_content(content)}
        (outside if number is None else inside.setdefault(number, [])).append(said)
    return {
        "type": type_name,
        "values": _sorted(outside),
        "clauses": _sorted(
            {"polarity": clauses[number], "values": _sorted(said)}
            for number, said in inside.items()
        ),
    }


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
