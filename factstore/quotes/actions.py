"""Writing quotes: found exactly in a stored text, or refused.

Everything here runs inside `ledger.actions.change`.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.core.text import codepoint_offset
from factstore.ledger import usage
from factstore.ledger.locks import lock
from factstore.quotes.anchor import Span, anchor
from factstore.quotes.errors import QuoteAbsent
from factstore.quotes.models import Quote
from factstore.sources.models import Version


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


def find_or_create(selector: Selector) -> tuple[Quote, bool]:
    """Return the quote at the selected place, and whether it is new.

    Raises:
        Invalid: no such version or article, or a span outside the text.
        QuoteAbsent: the words do not stand there; nothing is folded to make them fit.
        QuoteAmbiguous: they stand there more than once; carries all places.
    """
    version = _version(selector)
    span = _span(version.text, selector)
    exact = version.text[span.start : span.end]
    existing = Quote.objects.filter(version=version, start=span.start, end=span.end).first()
    if existing:
        if existing.withdrawn_reason is not None:
            existing.withdrawn_reason = None
            existing.save(update_fields=["withdrawn_reason"])
        return existing, False
    # Two editors may quote the same words at once: the later one takes the earlier one's row.
    quote, created = Quote.objects.get_or_create(
        version=version, start=span.start, end=span.end, defaults={"exact": exact}
    )
    if created:
        quote.refresh_from_db()
    return quote, created


def withdraw_quote(quote_id: UUID, *, reason: str, expected: frozenset[int] | None) -> Quote:
    """Withdraw a quote recorded in error.

    Raises:
        InUse: facts stand on it.
    """
    return usage.withdraw(lock(Quote, "quote", quote_id, expected=expected), "quote", reason=reason)


def _version(selector: Selector) -> Version:
    if selector.version is not None:
        version = Version.objects.filter(pk=selector.version).select_related("article").first()
        pointer, what = "/version", f"version {selector.version}"
    elif selector.article is not None:
        version = Version.objects.newest_of(selector.article)
        pointer, what = "/article", f"article {selector.article}"
    else:
        error = FieldError("/version", "required", "Name a version, or an article.")
        raise Invalid("The quote names no text.", errors=[error])
    if version is None or version.article.withdrawn_reason is not None:
        raise Invalid("There is no such text.", errors=[FieldError(pointer, "unknown", f"There is no {what}.")])
    return version


def _span(text: str, selector: Selector) -> Span:
    if selector.start is None or selector.end is None:
        if selector.exact is None:
            error = FieldError("/exact", "required", "Give the words, or start and end.")
            raise Invalid("The quote names no place.", errors=[error])
        return anchor(text, selector.exact, prefix=selector.prefix, suffix=selector.suffix)
    span = _given_span(text, selector.start, selector.end, unit=selector.unit)
    if selector.exact is not None and text[span.start : span.end] != selector.exact:
        raise QuoteAbsent(
            "The text has other characters at this span.",
            errors=[FieldError("/exact", "quote_absent", "These are not the words at the span.")],
        )
    return span


def _given_span(text: str, start: int, end: int, *, unit: str) -> Span:
    if unit == "utf16":
        try:
            start, end = codepoint_offset(text, start), codepoint_offset(text, end)
        except ValueError as problem:
            raise Invalid(
                "The span is not in the text.", errors=[FieldError("/start", "bad_span", str(problem))]
            ) from problem
    if not 0 <= start < end <= len(text):
        error = FieldError(
            "/end",
            "bad_span",
            f"A span has 0 <= start < end <= {len(text)} (code points, end exclusive).",
        )
        raise Invalid("The span is not in the text.", errors=[error])
    return Span(start, end)
