"""Text as the store counts it: digests, storable characters, code point and UTF-16 offsets.

An offset is a number of Unicode code points unless its name says `utf16`; ends are exclusive.
Source: RFC 3629 (UTF-8), RFC 2781 (UTF-16).
"""

import hashlib
import re
from collections.abc import Iterable

CONTEXT_WIDTH = 32
"""Code points of the text kept on either side of a quote."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 form, 64 lower-case hex digits.

    Raises:
        UnicodeEncodeError: the text holds a lone surrogate; see `unstorable`.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def unstorable(text: str) -> tuple[int, str] | None:
    """Return offset and name (`U+0000`, `U+D800`) of the first character PostgreSQL cannot hold.

    These are NUL and lone surrogates; None when every character can be stored as it is.
    """
    found = _UNSTORABLE.search(text)
    if found is None:
        return None
    return found.start(), f"U+{ord(found.group()):04X}"


def context(text: str, start: int, end: int, width: int = CONTEXT_WIDTH) -> tuple[str, str]:
    """Return the up to `width` code points right before `start` and right after `end`."""
    _check_span(text, start, end)
    return text[max(0, start - width) : start], text[end : end + width]


def utf16_offset(text: str, offset: int) -> int:
    """Return how many UTF-16 code units the first `offset` code points of the text take.

    Raises:
        ValueError: the offset is negative or beyond the text.
    """
    _check_span(text, 0, offset)
    return _utf16_length(text, 0, offset)


def utf16_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a code point span of the text in UTF-16 code units.

    Raises:
        ValueError: the span is no span of the text.
    """
    _check_span(text, start, end)
    first = _utf16_length(text, 0, start)
    return first, first + _utf16_length(text, start, end)


def utf16_offsets(text: str, offsets: Iterable[int]) -> dict[int, int]:
    """Return code point offsets in UTF-16 code units, by offset; reads the text once."""
    found: dict[int, int] = {}
    before, units = 0, 0
    for offset in sorted(set(offsets)):
        units += _utf16_length(text, before, offset)
        found[offset], before = units, offset
    return found


def codepoint_offset(text: str, utf16: int) -> int:
    """Return the code point offset of an offset given in UTF-16 code units.

    Raises:
        ValueError: the offset is negative, beyond the text or between the two halves of a
            surrogate pair.
    """
    if utf16 < 0:
        raise ValueError(f"the UTF-16 offset {utf16} is negative")
    if text.isascii():
        units = len(text)
        if utf16 <= units:
            return utf16
        raise _beyond(utf16, units)
    # A code point takes one unit or two, so `utf16` units lie within that many code points.
    data = text[:utf16].encode("utf-16-le", "surrogatepass")
    if len(data) < 2 * utf16:
        raise _beyond(utf16, len(data) // 2)
    try:
        return len(data[: 2 * utf16].decode("utf-16-le"))
    except UnicodeDecodeError:
        raise ValueError(f"the UTF-16 offset {utf16} falls inside a surrogate pair") from None


def _beyond(utf16: int, units: int) -> ValueError:
    return ValueError(f"the UTF-16 offset {utf16} is beyond the text of {units} units")


def _check_span(text: str, start: int, end: int) -> None:
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start}..{end} is no span of a text of {len(text)} code points")


def _utf16_length(text: str, start: int, end: int) -> int:
    if text.isascii():
        return end - start
    return len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2
