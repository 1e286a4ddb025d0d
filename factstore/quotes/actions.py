"""Writing quotes: found exactly in a stored text, or refused.

Everything here runs inside `ledger.actions.change`.
"""

from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.core.text import codepoint_offset
from factstore.ledger import usage
from factstore.ledger.locks import hold, lock
from factstore.quotes.anchor import Span, anchor
from factstore.quotes.errors import QuoteAbsent
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Article, Version


def find_or_create(selector: Selector) -> tuple[Quote, bool]:
    """Return the quote at the selected place, and whether it is new; a withdrawn one comes back.

    Raises:
        Invalid: no such version or article, or a span outside the text.
        QuoteAbsent: the words do not stand there; nothing is folded to make them fit.
        QuoteAmbiguous: they stand there more than once; carries all places.
    """
    version = _version(selector)
    span = _span(version.text, selector)
    exact = version.text[span.start : span.end]
    # Two editors may quote the same words at once: the later one takes the earlier one's row.
    quote, created = Quote.objects.get_or_create(
        version=version, start=span.start, end=span.end, defaults={"exact": exact}
    )
    if created:
        quote.refresh_from_db()
    elif not hold(Quote, [quote.pk]):
        quote.withdrawn_reason = None
        quote.save(update_fields=["withdrawn_reason"])
    return quote, created


def withdraw_quote(quote_id: UUID, *, reason: str, expected: frozenset[int] | None) -> Quote:
    """Withdraw a quote recorded in error.

    Raises:
        InUse: facts stand on it.
    """
    quote = lock(Quote, "quote", quote_id, expected=expected)
    return usage.withdraw(quote, "quote", reason=reason)


def _version(selector: Selector) -> Version:
    if selector.version is not None:
        version = Version.objects.filter(pk=selector.version).first()
        pointer, what = "/version", f"version {selector.version}"
        if selector.article is not None:
            error = FieldError("/article", "one_text", "Name a version or an article, not both.")
            raise Invalid("The quote names two texts.", errors=[error])
    elif selector.article is not None:
        version = Version.objects.newest_of(selector.article)
        pointer, what = "/article", f"article {selector.article}"
    else:
        error = FieldError("/version", "required", "Name a version, or an article.")
        raise Invalid("The quote names no text.", errors=[error])
    if version is None or not hold(Article, [version.article_id]):
        error = FieldError(pointer, "unknown", f"There is no {what}.")
        raise Invalid("There is no such text.", errors=[error])
    return version


def _span(text: str, selector: Selector) -> Span:
    start, end = selector.start, selector.end
    if start is None and end is None:
        if selector.exact is None:
            error = FieldError("/exact", "required", "Give the words, or start and end.")
            raise Invalid("The quote names no place.", errors=[error])
        return anchor(text, selector.exact, prefix=selector.prefix, suffix=selector.suffix)
    if start is None or end is None:
        missing = "/start" if start is None else "/end"
        error = FieldError(missing, "required", "A span has a start and an end.")
        raise Invalid("The quote names half a span.", errors=[error])
    span = _given_span(text, start, end, unit=selector.unit)
    _check_words(text, span, selector)
    return span


def _check_words(text: str, span: Span, selector: Selector) -> None:
    """Refuse a span whose words or context are not those given with it."""
    before, after = text[: span.start], text[span.end :]
    for member, holds in (
        ("exact", selector.exact in (None, text[span.start : span.end])),
        ("prefix", before.endswith(selector.prefix)),
        ("suffix", after.startswith(selector.suffix)),
    ):
        if not holds:
            detail = f"The text has another {member} at this span."
            error = FieldError(f"/{member}", "quote_absent", detail)
            raise QuoteAbsent("The text has other characters at this span.", errors=[error])


def _given_span(text: str, start: int, end: int, *, unit: str) -> Span:
    if unit == "utf16":
        start = _codepoints(text, start, at="/start")
        end = _codepoints(text, end, at="/end")
    if not 0 <= start < end <= len(text):
        error = FieldError(
            "/end",
            "bad_span",
            f"A span has 0 <= start < end <= {len(text)} (code points, end exclusive).",
        )
        raise Invalid("The span is not in the text.", errors=[error])
    return Span(start, end)


def _codepoints(text: str, offset: int, *, at: str) -> int:
    try:
        return codepoint_offset(text, offset)
    except ValueError as problem:
        error = FieldError(at, "bad_span", str(problem))
        raise Invalid("The span is not in the text.", errors=[error]) from problem
