"""JSON Patch: the operations that turn one document into another, and applying them.

Source: RFC 6902; paths are JSON pointers (RFC 6901).
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

Operation = dict[str, Any]


def make(before: Any, after: Any) -> list[Operation]:
    """Return `add`, `remove` and `replace` operations that turn `before` into `after`."""
    return list(_differences(before, after, ""))


def apply(document: Any, operations: Sequence[Operation]) -> Any:
    """Return what `operations` make of a document, which itself stays as it is.

    Raises:
        ValueError: an operation other than those that `make` gives, or a path that leads nowhere.
    """
    result = copy.deepcopy(document)
    for operation in operations:
        try:
            result = _applied(result, operation)
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError(f"{operation.get('path')!r} leads nowhere") from error
    return result


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same JSON; `1` and `true`, equal in Python, are not."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def escape(name: str) -> str:
    """Return a member name as one token of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def tokens(pointer: str) -> list[str]:
    """Return the member names and indexes in a JSON pointer.

    Raises:
        ValueError: it is none.
    """
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON pointer")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def _differences(before: Any, after: Any, path: str) -> Iterator[Operation]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() - after.keys()):
            yield {"op": "remove", "path": f"{path}/{escape(name)}"}
        for name in sorted(before.keys() & after.keys()):
            yield from _differences(before[name], after[name], f"{path}/{escape(name)}")
        for name in sorted(after.keys() - before.keys()):
            yield {"op": "add", "path": f"{path}/{escape(name)}", "value": after[name]}
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list_differences(before, after, path)
    elif not same(before, after):
        yield {"op": "replace", "path": path, "value": after}


def _list_differences(before: list[Any], after: list[Any], path: str) -> Iterator[Operation]:
    """Yield what differs between the items that both lists begin and end with."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and same(before[start], after[start]):
        start += 1
    end = 0
    while end < shorter - start and same(before[-1 - end], after[-1 - end]):
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    paired = min(len(old), len(new))
    for index in range(paired):
        yield from _differences(old[index], new[index], f"{path}/{start + index}")
    for index in reversed(range(paired, len(old))):
        yield {"op": "remove", "path": f"{path}/{start + index}"}
    for index in range(paired, len(new)):
        yield {"op": "add", "path": f"{path}/{start + index}", "value": new[index]}


def _applied(document: Any, operation: Operation) -> Any:
    kind, path = operation["op"], tokens(operation["path"])
    value = None if kind == "remove" else copy.deepcopy(operation["value"])
    if kind not in {"add", "remove", "replace"}:
        raise ValueError(f"the operation {kind!r} is not applied")
    if not path:
        return value
    *way, last = path
    target = document
    for token in way:
        target = target[_index(token)] if isinstance(target, list) else target[token]
    if isinstance(target, list):
        _change_list(target, kind, last, value)
    elif kind == "remove":
        del target[last]
    elif kind == "replace" and last not in target:
        raise KeyError(last)
    else:
        target[last] = value
    return document


def _change_list(target: list[Any], kind: str, token: str, value: Any) -> None:
    index = len(target) if token == "-" else _index(token)  # noqa: S105  the end of a list
    if index > len(target) - (kind != "add"):
        raise IndexError(index)
    if kind == "add":
        target.insert(index, value)
    elif kind == "remove":
        del target[index]
    else:
        target[index] = value


def _index(token: str) -> int:
    if not (token.isascii() and token.isdecimal()) or str(int(token)) != token:
        raise IndexError(token)
    return int(token)
