"""The quotes that evidence stands on: found in their texts, or refused with a pointer."""

from collections.abc import Sequence
from dataclasses import dataclass

from factstore.core.errors import FieldError, Invalid
from factstore.facts.drafts import EvidenceDraft, QuoteDraft
from factstore.quotes import actions as quote_actions
from factstore.quotes.errors import QuoteAbsent, QuoteAmbiguous
from factstore.quotes.models import Quote
from factstore.sources.models import Version


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes of one evidence, in order, with the version that all of them stand in."""

    quotes: tuple[Quote, ...]
    version: Version | None

    @property
    def texts(self) -> list[str]:
        return [quote.exact for quote in self.quotes]


def quote_all(
    evidence: Sequence[EvidenceDraft], *, at: str
) -> tuple[list[Quoted], list[FieldError]]:
    """Find or record the quotes of each evidence; return them with what is wrong.

    Raises:
        QuoteAbsent, QuoteAmbiguous: for the first quote that does not stand in its text, or stands
            there more than once, with its pointer.
    """
    errors: list[FieldError] = []
    quoted = [_quote_one(item, errors, at=f"{at}/{i}") for i, item in enumerate(evidence)]
    return quoted, errors


def _quote_one(evidence: EvidenceDraft, errors: list[FieldError], *, at: str) -> Quoted:
    quotes: list[Quote] = []
    if not evidence.quotes:
        errors.append(FieldError(f"{at}/quotes", "required", "Evidence stands on a quote."))
    for i, draft in enumerate(evidence.quotes):
        try:
            quote = _find(draft)
        except Invalid as error:
            errors += _moved(error.errors, f"{at}/quotes/{i}")
        except (QuoteAbsent, QuoteAmbiguous) as error:
            error.errors = _moved(
                error.errors or (FieldError("/exact", error.code, error.detail),),
                f"{at}/quotes/{i}",
            )
            raise
        else:
            if quote not in quotes:
                quotes.append(quote)
    version_ids = {quote.version_id for quote in quotes}
    if len(version_ids) > 1:
        errors.append(
            FieldError(
                f"{at}/quotes", "other_version", "The quotes of one evidence are of one version."
            )
        )
    versions = Version.objects.without_text().select_related("article__publisher")
    version = versions.filter(pk__in=version_ids).first() if len(version_ids) == 1 else None
    return Quoted(tuple(quotes), version)


def _find(draft: QuoteDraft) -> Quote:
    if draft.id is None:
        if draft.selector is None:
            raise Invalid("No quote.", errors=[FieldError("", "required", "Name a quote.")])
        return quote_actions.find_or_create(draft.selector)[0]
    quote = Quote.objects.filter(pk=draft.id, withdrawn_reason=None).first()
    if quote is None:
        raise Invalid(
            "No such quote.",
            errors=[FieldError("/id", "unknown", f"There is no quote {draft.id}.")],
        )
    return quote


def _moved(errors: Sequence[FieldError], at: str) -> tuple[FieldError, ...]:
    return tuple(FieldError(at + e.pointer, e.code, e.detail) for e in errors)
