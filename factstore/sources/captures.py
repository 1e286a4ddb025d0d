"""A capture as it is about to be recorded: the text, and where it was taken from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from factstore.sources.boilerplate import Boilerplate


@dataclass(frozen=True, slots=True)
class Capture:
    """A text with what it was taken from.

    `claims` are what the page says of itself (`name`, `value`, `where`). `extraction` and
    `original` are None where the text was given as it is. `whole` is the text before
    anything was cut, `found` the boilerplate in it, `left_out` the passages of the page that are
    not in it.
    """

    text: str
    claims: Sequence[Mapping[str, str]] = ()
    extraction: Mapping[str, Any] | None = None
    original: bytes | None = None
    whole: str = ""
    found: Sequence[Boilerplate] = ()
    left_out: Sequence[str] = ()
