"""The exchange format: one JSON object a line, each with one member that says what it holds.

`{"publisher": …}`, `{"article": …}`, `{"entity": …}`, `{"fact_type": …}`, `{"fact": …}`. The object
inside is the body of the API's create request, with names of the file's own (`ref`) where the API
has ids. Things come before what refers to them. An article's text is its `text`, or stands in the
`file` named beside the lines.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("publisher", "article", "entity", "fact_type", "fact")


class BadLine(ValueError):
    """A line that cannot be read; `number` counts from 1."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(f"line {number}: {problem}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a file: what it is, under which name, and its body."""

    number: int
    kind: str
    ref: str | None
    body: dict[str, Any]


def read(path: Path) -> Iterator[Line]:
    """Yield the lines of a file; texts of articles are read from the files they name.

    Raises:
        BadLine: no JSON object, or not exactly one known member.
    """
    with path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                yield _line(number, text, path.parent)


def _line(number: int, text: str, folder: Path) -> Line:
    try:
        thing = json.loads(text)
    except ValueError as error:
        raise BadLine(number, f"is not JSON: {error}") from error
    if not isinstance(thing, dict) or len(thing) != 1 or not thing.keys() <= set(KINDS):
        raise BadLine(number, f"has not exactly one of {', '.join(KINDS)}.")
    ((kind, body),) = thing.items()
    if not isinstance(body, dict):
        raise BadLine(number, f"its {kind} is not an object.")
    ref = body.pop("ref", None)
    if "file" in body:
        # Bytes, then UTF-8: a text file's line ends would be changed on the way.
        body["text"] = (folder / body.pop("file")).read_bytes().decode("utf-8")
    return Line(number, kind, ref, body)


def resolved(line: Line, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the body with every name of the file replaced by the id it was given.

    Raises:
        BadLine: a name that no earlier line has.
    """

    def resolve(name: Any) -> Any:
        if name is None:
            return None
        if name not in ids:
            raise BadLine(line.number, f"refers to {name!r}, which no earlier line has.")
        return ids[name]

    body = dict(line.body)
    if line.kind == "article" and "publisher" in body:
        body["publisher"] = resolve(body["publisher"])
    if line.kind == "fact":
        body["values"] = [
            {**v, "entity": resolve(v["entity"])} if v.get("kind") == "entity" else v
            for v in body.get("values", [])
        ]
        body["evidence"] = [_evidence(item, resolve) for item in body.get("evidence", [])]
    return body


def _evidence(item: dict[str, Any], resolve: Any) -> dict[str, Any]:
    return {
        **item,
        "quotes": [{**q, "article": resolve(q["article"])} for q in item.get("quotes", [])],
        "hops": [
            {
                **hop,
                "agent": hop.get("agent")
                and {kind: resolve(ref) for kind, ref in hop["agent"].items()},
            }
            for hop in item.get("hops", [])
        ],
    }
