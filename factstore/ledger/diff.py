"""What changed between two documents, for people: things are named by id or name, not by place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from factstore.ledger.jsonpatch import escape, same, tokens

KEYS = ("id", "key", "name", "value", "choice")
"""Members that can tell the items of a list apart, the first that does is taken."""

BOOKKEEPING = frozenset({"recorded", "revision", "content_revision"})
"""Members that the ledger adds; they differ between any two revisions."""

ONE_OF = {
    "covers": "coverage",
    "values": "value",
    "quotes": "quote",
    "versions": "version",
    "fields": "field",
    "choices": "choice",
    "clauses": "clause",
    "external_ids": "external id",
}
SAYS_WHICH = ("exact", "field", "label", "name", "title", "as_printed", "text", "value", "number")
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `path` is a JSON pointer in which an item of a list is named by its id or key. `action`: `add`
    and `remove` of a member or item, `change` of a value, `reorder` of a list, for which `before`
    and `after` are the ids or keys in order.
    """

    path: str
    label: str
    action: Literal["add", "remove", "change", "reorder"]
    before: Any
    after: Any


def content(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without what the ledger adds to it."""
    return {name: value for name, value in document.items() if name not in BOOKKEEPING}


def changes(before: Any, after: Any) -> list[Change]:
    """Return what has to change in `before` to make it `after`; see `applied`."""
    return list(_compare(before, after, "", ()))


def applied(document: Any, changes: Iterable[Change]) -> Any:
    """Return a document after `changes` that were made against it."""
    return _apply(document, [(tokens(change.path), change) for change in changes])


def _compare(before: Any, after: Any, path: str, label: Sequence[str]) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare_named(
            before, after, path, {n: [*label, n.replace("_", " ")] for n in before | after}
        )
    elif isinstance(before, list) and isinstance(after, list) and _keyed(before, after):
        yield from _compare_items(before, after, path, label)
    elif not same(before, after):
        yield Change(path, _words(label), "change", before, after)


def _compare_named(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    path: str,
    labels: Mapping[str, Sequence[str]],
) -> Iterator[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        here, label = f"{path}/{escape(name)}", labels[name]
        if name not in after:
            yield Change(here, _words(label), "remove", before[name], None)
        elif name not in before:
            yield Change(here, _words(label), "add", None, after[name])
        else:
            yield from _compare(before[name], after[name], here, label)


def _compare_items(
    before: list[Any], after: list[Any], path: str, label: Sequence[str]
) -> Iterator[Change]:
    old, new = _by_key(before), _by_key(after)
    *above, name = label or ("items",)
    one = ONE_OF.get(name.replace(" ", "_"), name)
    labels = {
        key: [*above, f"{one} {_which(item)}".rstrip()] for key, item in {**old, **new}.items()
    }
    yield from _compare_named(old, new, path, labels)
    kept = [key for key in old if key in new] + [key for key in new if key not in old]
    if kept != list(new):
        yield Change(path, _words([*above, f"order of {name}"]), "reorder", list(old), list(new))


def _key(items: list[Any]) -> str | None:
    """Return the member that tells items apart, or None."""
    if not all(isinstance(item, dict) for item in items):
        return None
    for name in KEYS:
        found = [item.get(name) for item in items]
        if all(isinstance(key, str) for key in found) and len(set(found)) == len(found):
            return name
    return None


def _keyed(before: list[Any], after: list[Any]) -> bool:
    """Tell whether the items of both lists can be told apart by the same member."""
    known = {_key(items) for items in (before, after) if items}
    return len(known) == 1 and None not in known


def _by_key(items: list[Any]) -> dict[str, Any]:
    name = _key(items)
    return {item[name]: item for item in items}


def _which(item: Mapping[str, Any]) -> str:
    for name in SAYS_WHICH:
        said = item.get(name)
        if said and isinstance(said, str | int):
            return _short(str(said), quoted=name in {"exact", "as_printed", "title", "text"})
    article = item.get("article")
    if isinstance(article, dict) and isinstance(article.get("title"), str):
        return _short(article["title"], quoted=True)
    return ""


def _short(text: str, *, quoted: bool) -> str:
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"“{shown}”" if quoted else shown.replace("_", " ")


def _words(label: Sequence[str]) -> str:
    return " › ".join(label) or "everything"


Step = tuple[list[str], Change]


def _apply(value: Any, steps: list[Step]) -> Any:
    if not steps:
        return value
    for path, change in steps:
        if not path and change.action == "change":
            return change.after
    if isinstance(value, list):
        order = [change.after for path, change in steps if not path]
        named = _apply_named(_by_key(value), [step for step in steps if step[0]])
        return [named[key] for key in (order[0] if order else named)]
    return _apply_named(value, steps)


def _apply_named(members: Mapping[str, Any], steps: list[Step]) -> dict[str, Any]:
    result = dict(members)
    deeper: dict[str, list[Step]] = {}
    for (name, *rest), change in steps:
        if rest or change.action in {"change", "reorder"}:
            deeper.setdefault(name, []).append((rest, change))
        elif change.action == "remove":
            del result[name]
        else:
            result[name] = change.after
    for name, inner in deeper.items():
        result[name] = _apply(members[name], inner)
    return result
