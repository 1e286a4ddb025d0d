"""The quotes that evidence stands on: found in their texts, or refused with a pointer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from factstore.core.errors import FieldError, Invalid
from factstore.facts.drafts import EvidenceDraft, QuoteDraft
from factstore.facts.models import Evidence
from factstore.ledger.locks import hold
from factstore.quotes.anchor import Span
from factstore.quotes.errors import Unplaced
from factstore.quotes.finding import Place, Texts, places
from factstore.quotes.models import Quote
from factstore.sources.models import Version

MAX_QUOTES = 50
"""How many quotes one evidence stands on, at most."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Where the quotes of one evidence stand, in order, and the one version they stand in."""

    places: tuple[Place, ...]
    version: Version | None

    @property
    def texts(self) -> list[str]:
        """What the quotes say."""
        return [item.exact for item in self.places]


def texts_of(evidence: Evidence) -> list[str]:
    """Return what the stored quotes of an evidence say."""
    quotes = Quote.objects.filter(evidence_quotes__evidence=evidence)
    return list(quotes.values_list("exact", flat=True))


def quote_all(
    evidence: Sequence[EvidenceDraft], texts: Texts, *, at: str
) -> tuple[list[Quoted], list[FieldError]]:
    """Find the quotes of each evidence in their texts; return them with what is wrong.

    `texts` are those found before in this change; those found now are added.

    Raises:
        QuoteAbsent, QuoteAmbiguous: for the first quote that does not stand in its text, or stands
            there more than once, with its pointer. One in several parts is several quotes.
    """
    errors: list[FieldError] = []
    quoted = [_quote_one(item, texts, errors, at=f"{at}/{i}") for i, item in enumerate(evidence)]
    return quoted, errors


def _quote_one(
    evidence: EvidenceDraft, texts: Texts, errors: list[FieldError], *, at: str
) -> Quoted:
    found: dict[object, Place] = {}
    if not evidence.quotes:
        errors.append(FieldError(f"{at}/quotes", "required", "Evidence stands on a quote."))
    for i, draft in enumerate(evidence.quotes):
        try:
            parts = _find(draft, texts)
        except Invalid as error:
            errors += _moved(error.errors, f"{at}/quotes/{i}")
        except Unplaced as error:
            error.errors = _moved(error.errors, f"{at}/quotes/{i}")
            raise
        else:
            for part in parts:
                found.setdefault(part.key, part)
    if len(found) > MAX_QUOTES:
        detail = f"Evidence stands on at most {MAX_QUOTES} quotes, parts of one counted each."
        errors.append(FieldError(f"{at}/quotes", "max_length", detail))
    versions = {place.version.pk: place.version for place in found.values()}
    if len(versions) > 1:
        detail = "The quotes of one evidence are of one version."
        errors.append(FieldError(f"{at}/quotes", "other_version", detail))
    version = next(iter(versions.values())) if len(versions) == 1 else None
    return Quoted(tuple(found.values()), version)


def _find(draft: QuoteDraft, texts: Texts) -> list[Place]:
    """Return where a quote stands: several places where words were left out of it."""
    if draft.id is None:
        if draft.selector is None:
            raise Invalid("No quote.", errors=[FieldError("", "required", "Name a quote.")])
        found = places(draft.selector, texts)
        return [replace(one, repaired=draft.repaired or one.repaired) for one in found]
    if not hold(Quote, [draft.id]):
        error = FieldError("/id", "unknown", f"There is no quote {draft.id}.")
        raise Invalid("No such quote.", errors=[error])
    quote = Quote.objects.get(pk=draft.id)
    named = ("version", quote.version_id)
    if named not in texts:
        texts[named] = Version.objects.select_related("article__publisher").get(pk=named[1])
    return [Place(texts[named], Span(quote.start, quote.end), quote.exact)]


def _moved(errors: Sequence[FieldError], at: str) -> tuple[FieldError, ...]:
    return tuple(FieldError(at + e.pointer, e.code, e.detail) for e in errors)
