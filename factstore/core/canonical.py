"""Canonical JSON and the digests over it.

Source: RFC 8785 (JSON Canonicalization Scheme). Numbers are integers that every JSON reader keeps
exactly (RFC 7493, 2.2); floating point is refused, decimals travel as strings.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, NoReturn

import orjson

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 100
"""How many arrays and objects may stand inside each other."""

# orjson sorts member names by code point, RFC 8785 by UTF-16 unit. The two orders part only where
# one name has a character beyond the surrogates.
_LAST_BEFORE_SURROGATES = "\ud7ff"


def encode(document: Any) -> bytes:
    """Return the canonical JSON of a document, UTF-8: equal documents give equal bytes.

    Raises:
        ValueError: a float, an integer beyond 2^53-1, a member name that is no string, a lone
            surrogate, more than `MAX_DEPTH` levels, or a value that JSON does not have.
    """
    options = orjson.OPT_SORT_KEYS
    if _check(document):
        document = _sorted(document)
        options = 0
    try:
        return orjson.dumps(document, option=options)
    except orjson.JSONEncodeError as error:
        raise ValueError(f"not canonical JSON: {error}") from error


def digest(document: Any) -> str:
    """Return `sha256:` and the hex SHA-256 of the document's canonical JSON."""
    return "sha256:" + hashlib.sha256(encode(document)).hexdigest()


def chain(previous: str, details: str, digests: Sequence[str]) -> str:
    """Return the digest of a change: of the one before it, its details and all that it wrote.

    It is the digest of the JSON array `[previous, details, *digests]`, so that no two different
    inputs are the same bytes and anyone with a JSON library can check it.
    """
    return digest([previous, details, *digests])


def _check(document: Any) -> bool:
    """Refuse what canonical JSON does not have; return whether names need UTF-16 sorting."""
    wide = False
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            wide = _check_names(value) or wide
            waiting.extend((member, depth + 1) for member in value.values())
        elif isinstance(value, list | tuple):
            waiting.extend((member, depth + 1) for member in value)
        else:
            _check_scalar(value)
            continue
        if depth >= MAX_DEPTH:
            _refuse(f"deeper than {MAX_DEPTH} levels")
    return wide


def _check_names(members: dict[Any, Any]) -> bool:
    wide = False
    for name in members:
        if not isinstance(name, str):
            _refuse(f"the member name {name!r} is no string")
        if not name.isascii() and max(name) > _LAST_BEFORE_SURROGATES:
            wide = True
    return wide


def _check_scalar(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if not isinstance(value, int):
        _refuse(f"{type(value).__name__} is refused")
    if abs(value) > MAX_INTEGER:
        _refuse("an integer beyond 2^53-1")


def _refuse(what: str) -> NoReturn:
    raise ValueError(f"not canonical JSON: {what}")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return {name: _sorted(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_sorted(member) for member in value]
    return value
