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
REFERENCES = frozenset({"publisher", "article", "entity"})
"""Members that hold a name of the file where the API has an id."""


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
        BadLine: not UTF-8, no JSON object, not exactly one known member, or no such file.
    """
    with path.open("rb") as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                yield _line(number, text, path.parent)


def _line(number: int, text: bytes, folder: Path) -> Line:
    try:
        thing = json.loads(text.decode())
    except UnicodeDecodeError as error:
        raise BadLine(number, f"is not UTF-8 at byte {error.start}.") from error
    except ValueError as error:
        raise BadLine(number, f"is not JSON: {error}") from error
    if not isinstance(thing, dict) or len(thing) != 1 or not thing.keys() <= set(KINDS):
        raise BadLine(number, f"has not exactly one of {', '.join(KINDS)}.")
    ((kind, body),) = thing.items()
    if not isinstance(body, dict):
        raise BadLine(number, f"its {kind} is not an object.")
    ref = body.pop("ref", None)
    if ref is not None and not isinstance(ref, str):
        raise BadLine(number, "its ref is not text.")
    if "file" in body:
        body["text"] = _text(number, folder, body.pop("file"))
    return Line(number, kind, ref, body)


def _text(number: int, folder: Path, name: Any) -> str:
    try:
        # Bytes, then UTF-8: a text file's line ends would be changed on the way.
        read: bytes = (folder / name).read_bytes()
        return read.decode()
    except (OSError, TypeError, UnicodeDecodeError) as error:
        raise BadLine(number, f"has no readable file {name}: {error}") from error


def resolved(line: Line, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the body with every name of the file replaced by the id it was given.

    Names stand in the members `REFERENCES` of articles and facts, at any depth.

    Raises:
        BadLine: a name that no earlier line has.
    """

    def resolve(value: Any, member: str = "") -> Any:
        if isinstance(value, dict):
            return {name: resolve(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [resolve(inner) for inner in value]
        if member not in REFERENCES or not isinstance(value, str):
            return value
        if value not in ids:
            raise BadLine(line.number, f"refers to {value!r}, which no earlier line has.")
        return ids[value]

    body: dict[str, Any] = resolve(line.body) if line.kind in ("article", "fact") else line.body
    return body
