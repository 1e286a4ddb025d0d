"""The documents of quotes."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from factstore.ledger.kinds import Document
from factstore.quotes.models import Quote
from factstore.sources.documents import withdrawn


def quotes(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    rows = Quote.objects.filter(pk__in=ids).select_related("version").defer("version__text")
    return {row.id: quote(row) for row in rows}


def quote(row: Quote) -> Document:
    return {
        **selectors(row),
        "repaired": None if row.given is None else {"given": row.given, "folding": row.folding},
        "version": {"id": str(row.version_id), "number": row.version.number},
        "article": {"id": str(row.version.article_id)},
        "withdrawn": withdrawn(row.withdrawn_reason),
    }


def selectors(row: Quote) -> Document:
    """Return where a quote stands and what it says: offsets in both units, end exclusive."""
    return {
        "id": str(row.id),
        "start": row.start,
        "end": row.end,
        "start_utf16": row.start_utf16,
        "end_utf16": row.end_utf16,
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
    }


def quotes_of(kind: str, object_id: UUID) -> Iterable[UUID]:
    """Return the quotes that stand on an article."""
    if kind != "article":
        return ()
    return Quote.objects.filter(version__article=object_id, withdrawn_reason=None).values_list(
        "pk", flat=True
    )


def altered_quotes(ids: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    """Return the quotes whose characters are no longer those of the text, with what is wrong."""
    wrong = Quote.objects.not_in_text(ids)
    return [(pk, "the text does not have these characters at this span") for pk in wrong]
