"""How a caller names the place of a quote. Source: W3C Web Annotation Data Model, 4.2.4, 4.2.5."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Selector:
    """Where a quote is said to stand: words with their context, a span, or both.

    Names a version, or an article, whose newest version is meant. `start` and `end` are in `unit`,
    end exclusive; with `exact` beside them, the words must be those of the span.
    """

    version: UUID | None = None
    article: UUID | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    unit: Literal["codepoint", "utf16"] = "codepoint"
