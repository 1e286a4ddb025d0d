"""How a caller names the place of a quote. Source: W3C Web Annotation Data Model, 4.2.4, 4.2.5."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from factstore.core.errors import FieldError, Invalid

MAX_EXACT = 100_000
"""Code points of the words that are looked for, whoever sends them."""

MAX_CONTEXT = 10_000
"""Code points of a prefix or suffix."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Where a quote is said to stand: words with their context, a span, or both.

    Names a version, or an article, whose newest version is meant. `start`, `end` and `hint` are in
    `unit`, end exclusive; with `exact` beside a span, the words must be those of the span. `hint`
    is about where the words start. `match`: what may differ between the words given and the
    source's own, nothing or what folding covers.
    """

    version: UUID | None = None
    article: UUID | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    hint: int | None = None
    unit: Literal["codepoint", "utf16"] = "codepoint"
    match: Literal["exact", "repaired"] = "repaired"


@dataclass(frozen=True, slots=True)
class Repaired:
    """How words were found that are not the source's own: as they were given, by which folding."""

    given: str
    folding: int


def check_lengths(selector: Selector) -> None:
    """Refuse more words, or more beside them, than are looked for.

    Raises:
        Invalid: names each member that is too long.
    """
    most = {"exact": MAX_EXACT, "prefix": MAX_CONTEXT, "suffix": MAX_CONTEXT}
    errors = [
        FieldError(f"/{name}", "max_length", f"It has at most {longest:,} characters.")
        for name, longest in most.items()
        if len(getattr(selector, name) or "") > longest
    ]
    if errors:
        raise Invalid("The words are too long to be looked for.", errors=errors)
