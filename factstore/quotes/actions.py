"""Writing quotes: found exactly in a stored text, or refused.

Everything here runs inside `ledger.actions.change`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: a span of a version, with its characters there."""

    version: Version
    span: Span
    exact: str

    @property
    def key(self) -> tuple[UUID, int, int]:
        """What no two quotes share."""
        return self.version.pk, self.span.start, self.span.end


Texts = dict[UUID, Version]
"""Versions found before, under the id of the version or article that a selector named."""


def find_or_create(selector: Selector) -> tuple[Quote, bool]:
    """Return the quote at the selected place, and whether it is new; a withdrawn one comes back.

    Raises: as `place`.
    """
    (found,) = record([place(selector, {})]).values()
    return found


def place(selector: Selector, texts: Texts) -> Place:
    """Return where a selector points; writes nothing. `texts` spares reading a text twice.

    Raises:
        Invalid: no such version or article, or a span outside the text.
        QuoteAbsent: the words do not stand there; nothing is folded to make them fit.
        QuoteAmbiguous: they stand there more than once; carries all places.
    """
    version = _version(selector, texts)
    span = _span(version.text, selector)
    return Place(version, span, version.text[span.start : span.end])


def record(places: Iterable[Place]) -> dict[tuple[UUID, int, int], tuple[Quote, bool]]:
    """Return the quote at each place by the place's key, and whether it is new.

    Two editors may quote the same words at once: the later one takes the earlier one's row. A
    withdrawn quote comes back.
    """
    wanted = {item.key: item for item in places}
    stored = _stored(wanted)
    new = [
        Quote(version=item.version, start=item.span.start, end=item.span.end, exact=item.exact)
        for key, item in wanted.items()
        if key not in stored
    ]
    own = {quote.pk for quote in Quote.objects.bulk_create(new, ignore_conflicts=True)}
    if new:
        # Read back: prefix, suffix and UTF-16 offsets are the database's own.
        stored = _stored(wanted)
    held = hold(Quote, [quote.pk for quote in stored.values()])
    for quote in stored.values():
        if quote.pk not in held:
            quote.withdrawn_reason = None
            quote.save(update_fields=["withdrawn_reason"])
    return {key: (quote, quote.pk in own) for key, quote in stored.items()}


def _stored(wanted: Mapping[tuple[UUID, int, int], Place]) -> dict[tuple[UUID, int, int], Quote]:
    found = Quote.objects.filter(
        version__in={key[0] for key in wanted},
        start__in={key[1] for key in wanted},
        end__in={key[2] for key in wanted},
    )
    by_key = {(quote.version_id, quote.start, quote.end): quote for quote in found}
    return {key: by_key[key] for key in wanted if key in by_key}


def withdraw_quote(quote_id: UUID, *, reason: str, expected: frozenset[int] | None) -> Quote:
    """Withdraw a quote recorded in error.

    Raises:
        InUse: facts stand on it.
    """
    quote = lock(Quote, "quote", quote_id, expected=expected)
    return usage.withdraw(quote, "quote", reason=reason)


def _version(selector: Selector, texts: Texts) -> Version:
    named, pointer = selector.version or selector.article, "/version"
    if named is None:
        error = FieldError("/version", "required", "Name a version, or an article.")
        raise Invalid("The quote names no text.", errors=[error])
    if selector.version is None:
        pointer = "/article"
    elif selector.article is not None:
        error = FieldError("/article", "one_text", "Name a version or an article, not both.")
        raise Invalid("The quote names two texts.", errors=[error])
    if named not in texts:
        versions = Version.objects.select_related("article__publisher")
        found = versions.filter(pk=named).first() if selector.version else versions.newest_of(named)
        if found is None or not hold(Article, [found.article_id]):
            error = FieldError(pointer, "unknown", f"There is no {pointer[1:]} {named}.")
            raise Invalid("There is no such text.", errors=[error])
        texts[named] = found
    return texts[named]


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
