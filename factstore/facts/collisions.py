"""What a proposed patch touches, and where that has changed since the revision it was made for.

A patch is JSON in the form of the API's patches, with ids in lower case (`proposed.normal`). Its
entries are its smallest parts: one value to set, one evidence to confirm. An entry touches items,
builds on others, and may build on other entries of its patch.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from factstore.ledger.kinds import Document

Item = tuple[str, str]
"""Kind and name: ("value", id), ("evidence", id), ("clause", "2"), ("field", name)."""

SECTIONS = (
    ("values", "set"),
    ("values", "remove"),
    ("clauses", "set"),
    ("clauses", "remove"),
    ("evidence", "set"),
    ("evidence", "remove"),
    ("evidence", "confirm"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a patch, with what it changes and what it stands or falls with.

    `names` are those under which other entries build on it, `uses` the names that it builds on.
    """

    pointer: str
    proposed: Any
    touches: frozenset[Item] = frozenset()
    needs: frozenset[Item] = frozenset()
    names: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Collision:
    """An entry that cannot be applied: an item it touches or builds on has changed."""

    pointer: str
    item: Item
    base: Any
    current: Any
    proposed: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as the API tells it."""
        kind, name = self.item
        return {
            "pointer": self.pointer,
            "item": {"kind": kind, "id": name},
            "base": self.base,
            "current": self.current,
            "proposed": self.proposed,
        }


def entries(
    patch: Mapping[str, Any], base: Document | None, *, singles: AbstractSet[str]
) -> list[Entry]:
    """Return the entries of a patch of a fact whose document was `base`.

    `singles` are the fields that have one value. Without `base` it is not known on which values a
    confirmed evidence stands: enough to tell what a patch touches.
    """
    covers = _covers(base) if base else {}
    found = [
        _entry(section, verb, item, f"/{section}/{verb}/{i}", singles=singles, covers=covers)
        for section, verb in SECTIONS
        for i, item in enumerate(patch.get(section, {}).get(verb, ()))
    ]
    own = {name for entry in found for name in entry.names}
    # What the patch itself sets is compared where it is set, not where it is built on.
    return [
        replace(
            entry,
            needs=frozenset(item for item in entry.needs if _name(item) not in own),
            uses=entry.uses | {_name(item) for item in entry.needs if _name(item) in own},
        )
        for entry in found
    ]


def touched(found: Iterable[Entry]) -> frozenset[Item]:
    """Return all items that entries change."""
    return frozenset(item for entry in found for item in entry.touches)


def collisions(found: Iterable[Entry], base: Document, current: Document) -> tuple[Collision, ...]:
    """Return where items differ between two documents of a fact, for each entry in question."""
    before, now = _Parts(base), _Parts(current)
    return tuple(
        Collision(entry.pointer, item, before.shown(item), now.shown(item), entry.proposed)
        for entry in found
        for item in sorted(entry.touches | entry.needs)
        if before.compared(item) != now.compared(item)
    )


def side_by_side(
    found: Iterable[Entry], base: Document, current: Document
) -> tuple[Collision, ...]:
    """Return every item that entries touch, changed meanwhile or not, in two documents."""
    before, now = _Parts(base), _Parts(current)
    return tuple(
        Collision(entry.pointer, item, before.shown(item), now.shown(item), entry.proposed)
        for entry in found
        for item in sorted(entry.touches)
    )


def left_out(found: Iterable[Entry], collided: Iterable[Collision]) -> tuple[Collision, ...]:
    """Return the collisions with those that follow: entries that build on colliding ones."""
    reasons = list(collided)
    out = {collision.pointer: collision for collision in reasons}
    waiting = [entry for entry in found if entry.pointer not in out]
    names = {name: entry.pointer for entry in found for name in entry.names}
    while True:
        following = [
            (entry, out[names[name]])
            for entry in waiting
            for name in sorted(entry.uses)
            if names.get(name) in out
        ]
        if not following:
            return tuple(reasons)
        for entry, cause in following:
            if entry.pointer not in out:
                reason = replace(cause, pointer=entry.pointer, proposed=entry.proposed)
                out[entry.pointer] = reason
                reasons.append(reason)
        waiting = [entry for entry in waiting if entry.pointer not in out]


def without(
    patch: Mapping[str, Any], pointers: AbstractSet[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the patch without the entries at `pointers`, and where its entries stood before.

    The places are pointers into `patch` by those into what is returned.
    """
    rest: dict[str, Any] = {}
    places: dict[str, str] = {}
    for section, verb in SECTIONS:
        for i, item in enumerate(patch.get(section, {}).get(verb, ())):
            before = f"/{section}/{verb}/{i}"
            if before not in pointers:
                kept = rest.setdefault(section, {}).setdefault(verb, [])
                places[f"/{section}/{verb}/{len(kept)}"] = before
                kept.append(item)
    return rest, places


def _entry(
    section: str,
    verb: str,
    item: Any,
    pointer: str,
    *,
    singles: AbstractSet[str],
    covers: Mapping[str, frozenset[str]],
) -> Entry:
    match section, verb:
        case "values", "set":
            return _value_set(item, pointer, singles)
        case "values", "remove":
            return Entry(pointer, None, frozenset({("value", item)}), names=frozenset({item}))
        case "clauses", _:
            number = str(item["number"] if verb == "set" else item)
            names = frozenset({f"clause {number}"})
            proposed = item if verb == "set" else None
            return Entry(pointer, proposed, frozenset({("clause", number)}), names=names)
        case "evidence", "set":
            touches = frozenset({("evidence", item["id"])} if "id" in item else ())
            needs = frozenset(("value", c["value"]) for c in item.get("covers", ()))
            return Entry(pointer, item, touches, needs)
        case "evidence", "confirm":
            needs = frozenset(("value", value) for value in covers.get(item, frozenset()))
            return Entry(pointer, item, frozenset({("evidence", item)}), needs)
    return Entry(pointer, None, frozenset({("evidence", item)}))


def _value_set(item: Mapping[str, Any], pointer: str, singles: AbstractSet[str]) -> Entry:
    touches: frozenset[Item] = frozenset()
    if "id" in item:
        touches = frozenset({("value", item["id"])})
    elif item["field"] in singles:
        touches = frozenset({("field", item["field"])})
    clause = item.get("clause")
    needs = frozenset({("clause", str(clause))}) if clause is not None else frozenset()
    names = frozenset(item[name] for name in ("id", "key") if name in item)
    return Entry(pointer, item, touches, needs, names)


def _name(item: Item) -> str:
    kind, name = item
    return f"clause {name}" if kind == "clause" else name


def _covers(document: Document) -> dict[str, frozenset[str]]:
    return {
        evidence["id"]: frozenset(coverage["value"] for coverage in evidence["covers"])
        for evidence in document["evidence"]
    }


class _Parts:
    """The items of a document: as they are shown, and as what they say is compared."""

    def __init__(self, document: Document) -> None:
        self.values = {value["id"]: value for value in document["values"]}
        self.evidence = {evidence["id"]: evidence for evidence in document["evidence"]}

    def shown(self, item: Item) -> Any:
        kind, name = item
        match kind:
            case "value":
                return self.values.get(name)
            case "evidence":
                return self.evidence.get(name)
            case "field":
                return [v for v in self.values.values() if v["field"] == name] or None
        return next(self._clauses(name), None)

    def compared(self, item: Item) -> Any:
        """Return what an item says of itself, without what others' changes write into it."""
        kind, _ = item
        shown = self.shown(item)
        if shown is None or kind == "clause":
            return shown
        if kind == "field":
            return sorted(value["id"] for value in shown)
        return _value(shown) if kind == "value" else _evidence(shown)

    def _clauses(self, number: str) -> Iterator[dict[str, Any]]:
        for value in self.values.values():
            if str(value["clause"]) == number:
                yield {"number": value["clause"], "polarity": value["polarity"]}


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: part for name, part in value.items() if name != "changed_in"}
    for kind, member in (("entity", "id"), ("choice", "choice")):
        if value["kind"] == kind:
            said[kind] = value[kind][member]
    return said


def _evidence(evidence: Mapping[str, Any]) -> dict[str, Any]:
    derived = {"stale", "confirmed_in", "article", "drift"}
    return {
        **{name: part for name, part in evidence.items() if name not in derived},
        "hops": [{**hop, "agent": hop["agent"] and hop["agent"]["id"]} for hop in evidence["hops"]],
        "quotes": [quote["id"] for quote in evidence["quotes"]],
        "covers": [
            {name: part for name, part in coverage.items() if name != "anchor"}
            for coverage in evidence["covers"]
        ],
    }
