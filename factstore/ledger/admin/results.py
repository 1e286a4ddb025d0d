"""What came of a step, thing by thing, and why it was refused: in words for editors."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any
from uuid import UUID

from factstore.core.errors import DomainError
from factstore.ledger.admin.history import page_of, sentences, with_names
from factstore.ledger.sight import Sight

_WORDS = {
    "reverted": "goes back to what it was",
    "withdrawn": "is withdrawn: the change had made it",
    "unchanged": "stays: it was only recorded anew",
    "refused": "stays as it is",
}


_PLACES = {
    "quote_absent": "Something like them stands here; if that is meant, paste it as it stands",
    "quote_in_parts": "These are its parts",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one thing; `reason` where it is refused."""

    kind: str
    name: str
    url: str
    outcome: str
    told: str
    reason: str


def outcomes(found: object, sight: Sight) -> list[Outcome]:
    """Return the result of each thing that a step returned, or that its refusal carries."""
    results: Any = found.members().get("results") if isinstance(found, DomainError) else found
    if not isinstance(results, list):
        return []
    rows = [
        asdict(row) if is_dataclass(row) and not isinstance(row, type) else row for row in results
    ]
    if not all(isinstance(row, Mapping) and "outcome" in row for row in rows):
        return []
    names = _names((row["kind"], row["id"]) for row in rows)
    reasons = with_names([row.get("reason") or "" for row in rows], sight)
    return [
        Outcome(
            kind=row["kind"].replace("_", " "),
            name=names.get(str(row["id"]), str(row["id"])),
            url=page_of(row["kind"], row["id"]),
            outcome=row["outcome"],
            told=_WORDS.get(row["outcome"], row["outcome"]),
            reason=reason,
        )
        for row, reason in zip(rows, reasons, strict=True)
    ]


def refusals(error: DomainError, sight: Sight) -> list[str]:
    """Return what the store says against a step, each as one message."""
    told = [error.detail, *(item.detail for item in error.errors), *told_more(error)]
    return with_names(told, sight)


def told_more(error: DomainError) -> list[str]:
    """Return what else an error carries that helps to mend what was asked."""
    members = error.members()
    candidates = members.get("candidates", [])
    places = [f"…{c['prefix']}«{c['exact']}»{c['suffix']}…" for c in candidates]
    existing = members.get("existing")
    more = [f"The stored one: {existing['id']}."] if existing else []
    if places:
        told = " | ".join(places[:10])
        what = _PLACES.get(error.code, "The words stand here; tell which by their prefix or suffix")
        more.append(f"{what}: {told}")
    for collision in members.get("collisions", []):
        item = collision["item"]
        more.append(
            f"{item['kind']} {item['id']} was {json.dumps(collision['base'])}, is now "
            f"{json.dumps(collision['current'])}."
        )
    pairs = members.get("pairs", [])
    names = _names(("fact", pair[side]) for pair in pairs for side in ("fact", "other"))
    more += [
        f"Two facts would claim the same: “{names.get(p['fact'], p['fact'])}” and "
        f"“{names.get(p['other'], p['other'])}”."
        for p in pairs
    ]
    return more


def _names(things: Iterable[tuple[str, object]]) -> dict[str, str]:
    wanted: dict[str, set[UUID]] = {}
    for kind, object_id in things:
        wanted.setdefault(kind, set()).add(UUID(str(object_id)))
    return {
        str(pk): name for kind, ids in wanted.items() for pk, name in sentences(kind, ids).items()
    }
