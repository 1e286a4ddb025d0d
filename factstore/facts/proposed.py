"""The patch of a proposal as it is kept: ids in one form, quotes by where they stand.

What it says must not drift while it waits: a quote of "the newest version" is pinned to the version
that was the newest when it was proposed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

Quote = dict[str, Any]
"""A quote by where it stands, as a patch of the API has it, and `repaired`: how it was found."""


def normal(patch: Mapping[str, Any], quotes: Sequence[Sequence[Quote]]) -> dict[str, Any]:
    """Return a validated patch in the form in which it is kept.

    `quotes` are those of each evidence to set, in order.
    """
    values, clauses = patch.get("values", {}), patch.get("clauses", {})
    evidence = patch.get("evidence", {})
    kept: dict[str, dict[str, list[Any]]] = {
        "values": {
            "set": [_with_id(item) for item in values.get("set", ())],
            "remove": _ids(values.get("remove", ())),
        },
        "clauses": {verb: list(clauses.get(verb, ())) for verb in ("set", "remove")},
        "evidence": {
            "set": [
                _evidence(item, found)
                for item, found in zip(evidence.get("set", ()), quotes, strict=True)
            ],
            "remove": _ids(evidence.get("remove", ())),
            "confirm": _ids(evidence.get("confirm", ())),
        },
    }
    filled = {
        section: {verb: items for verb, items in verbs.items() if items}
        for section, verbs in kept.items()
    }
    return {section: verbs for section, verbs in filled.items() if verbs}


def quotes_in(value: object) -> Iterator[Quote]:
    """Yield the quotes in patches that are kept, or in parts of such, to be altered in place."""
    if isinstance(value, list):
        for item in value:
            yield from quotes_in(item)
    elif isinstance(value, dict):
        if {"version", "start", "end"} <= value.keys():
            yield value
        yield from quotes_in(list(value.values()))


def _evidence(item: Mapping[str, Any], quotes: Sequence[Quote]) -> dict[str, Any]:
    kept = _with_id(item)
    kept["quotes"] = list(quotes)
    if "covers" in item:
        kept["covers"] = [{**c, "value": _id_or_key(c["value"])} for c in item["covers"]]
    return kept


def _with_id(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "id": _id_or_key(item["id"])} if "id" in item else dict(item)


def _ids(items: Sequence[str]) -> list[str]:
    return [_id_or_key(item) for item in items]


def _id_or_key(name: str) -> str:
    """Return an id in lower case; a key as it is."""
    try:
        return str(UUID(name)) if len(name) == len(str(UUID(int=0))) else name
    except ValueError:
        return name
