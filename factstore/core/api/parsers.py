"""Reads JSON bodies strictly. Source: RFC 8259 and, for what has one meaning only, RFC 7493."""

# ruff: noqa: ARG002  signatures given by the framework

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.parsers import BaseParser

from factstore.core import text
from factstore.core.api.exceptions import BodyTooLarge, UnreadableJson
from factstore.core.api.problems import escape
from factstore.core.errors import FieldError, Invalid

MAX_DEPTH = 32
MAX_ERRORS = 100


class JSONParser(BaseParser):
    """Refuses what clients and servers read differently: repeated names, NaN, huge numbers."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = _read(stream, parser_context or {})
        value = loads(body)
        refuse_unstorable(value)
        return value


def loads(body: bytes) -> Any:
    """Return the JSON value in `body` (UTF-8).

    Raises:
        UnreadableJson: also for repeated names, NaN, Infinity, numbers beyond 64 bits, depth > 32.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError as error:
        raise UnreadableJson(f"The body is not UTF-8 at byte {error.start}.") from error
    except RecursionError as error:
        raise UnreadableJson(f"The body nests deeper than {MAX_DEPTH}.") from error
    except ValueError as error:
        raise UnreadableJson(f"The body is not JSON: {error}.") from error
    if _depth_exceeds(value, MAX_DEPTH):
        raise UnreadableJson(f"The body nests deeper than {MAX_DEPTH}.")
    return value


def refuse_unstorable(value: Any) -> None:
    """Refuse texts that the store cannot hold: NUL and halves of surrogate pairs.

    Raises:
        Invalid: with a pointer to each such text.
    """
    errors: list[FieldError] = []
    pending: list[tuple[str, Any]] = [("", value)]
    while pending and len(errors) < MAX_ERRORS:
        pointer, item = pending.pop()
        if isinstance(item, str):
            found = text.unstorable(item)
            if found:
                detail = f"{found[1]} at code point {found[0]}."
                errors.append(FieldError(pointer, "unstorable_text", detail))
        elif isinstance(item, dict):
            for name in item:
                if text.unstorable(name):
                    detail = "The name of a member cannot be stored."
                    errors.append(FieldError(pointer, "unstorable_text", detail))
            pending += [
                (f"{pointer}/{escape(name)}", inner)
                for name, inner in item.items()
                if not text.unstorable(name)
            ]
        elif isinstance(item, list):
            pending += [(f"{pointer}/{index}", inner) for index, inner in enumerate(item)]
    if errors:
        errors.sort(key=lambda error: error.pointer)
        raise Invalid("Some texts cannot be stored as they are.", errors=errors)


def _read(stream: IO[Any], context: Mapping[str, Any]) -> bytes:
    limit: int = settings.MAX_BODY_BYTES
    request = context.get("request")
    declared = request.META.get("CONTENT_LENGTH") if request is not None else None
    if declared and declared.isdecimal() and int(declared) > limit:
        raise BodyTooLarge(f"The body has {declared} bytes; {limit} are taken.")
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge(f"The body has more than {limit} bytes.")
    return body


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise UnreadableJson(f"The member {name[:100]!r} is given twice.")
            seen.add(name)
    return made


def _constant(name: str) -> NoReturn:
    raise UnreadableJson(f"{name} is not JSON.")


def _integer(digits: str) -> int:
    if len(digits) > len(str(-(2**63))) or not -(2**63) <= int(digits) < 2**63:
        raise UnreadableJson("A number has more than 64 bits.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise UnreadableJson("A number is too large.")
    return number


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
