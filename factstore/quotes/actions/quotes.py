"""Writing quotes: the source's own characters, found in a stored text, or a refusal.

Everything here runs inside `ledger.actions.change`.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from factstore.core.errors import FieldError
from factstore.ledger import usage
from factstore.ledger.locks import hold, lock
from factstore.quotes.actions.following import catch_up, leave, replaced_articles, take_turns
from factstore.quotes.candidates import described
from factstore.quotes.errors import QuoteInParts
from factstore.quotes.finding import Place, places
from factstore.quotes.locate import Match
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version


def find_or_create(selector: Selector) -> tuple[Quote, bool]:
    """Return the quote at the selected place, and whether it is new; a withdrawn one comes back.

    Raises:
        QuoteInParts: the words are several stretches of the text; carries them.
        And as `places`.
    """
    parts = places(selector, {})
    if len(parts) > 1:
        raise in_parts(parts)
    (found,) = record(parts).values()
    return found


def in_parts(parts: list[Place]) -> QuoteInParts:
    """Return the refusal of words that are several stretches of the text."""
    detail = (
        f"The quote leaves out or puts in words, and is {len(parts)} stretches of the text. Keep "
        "each as a quote, or let evidence take it as it is."
    )
    said = "One quote is one stretch of the text."
    match = Match(tuple(part.span for part in parts), 1.0)
    return QuoteInParts(
        detail,
        errors=[FieldError("/exact", "quote_in_parts", said)],
        candidates=described(parts[0].version.text, [match]),
        total=1,
    )


def record(
    found: Iterable[Place], *, follows: Quote | None = None, followed_as: str | None = None
) -> dict[tuple[UUID, int, int], tuple[Quote, bool]]:
    """Return the quote at each place by the place's key, and whether it is new.

    Two editors may quote the same words at once: the later one takes the earlier one's row. A
    withdrawn quote comes back. What was given for a quote that exists is not kept again, nor what
    it `follows`. Quotes of a version that has been replaced since are followed on.
    """
    wanted = {item.key: item for item in found}
    take_turns(replaced_articles({item.version.pk for item in wanted.values()}))
    stored = _stored(wanted)
    new = [
        Quote(
            version=item.version,
            start=item.span.start,
            end=item.span.end,
            exact=item.exact,
            given=item.given,
            folding=item.folding,
            follows=follows,
            followed_as=followed_as,
        )
        for key, item in wanted.items()
        if key not in stored
    ]
    own = {quote.pk for quote in Quote.objects.bulk_create(new, ignore_conflicts=True)}
    if new:
        # Read back: prefix, suffix and UTF-16 offsets are the database's own.
        stored = _stored(wanted)
    held = hold(Quote, [quote.pk for quote in stored.values()])
    back = [quote for quote in stored.values() if quote.pk not in held]
    for quote in back:
        quote.withdrawn_reason = None
        quote.save(update_fields=["withdrawn_reason"])
    catch_up([*(quote for quote in stored.values() if quote.pk in own), *back])
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
    """Withdraw a quote recorded in error; where it waits to be placed anew, it waits no more.

    A quote that it was found to follow is looked for without it.

    Raises:
        InUse: facts stand on it, or a drift was settled with it.
    """
    take_turns(Version.objects.filter(quotes=quote_id).values_list("article", flat=True))
    quote = lock(Quote, "quote", quote_id, expected=expected)
    withdrawn = usage.withdraw(quote, "quote", reason=reason)
    leave(quote, because=f"The quote was withdrawn: {reason}")
    return withdrawn
