"""The documents of quotes, and of what became of them."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from uuid import UUID

from django.db.models import Prefetch

from factstore.ledger.kinds import Document
from factstore.quotes.models import Drift, Quote
from factstore.sources.documents import withdrawn
from factstore.sources.models import Version


def quotes(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    versions = Version.objects.without_text()
    follows = Quote.objects.only("version").prefetch_related(Prefetch("version", versions))
    rows = Quote.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("version", versions), Prefetch("follows", follows)
    )
    return {row.id: quote(row) for row in rows}


def quote(row: Quote) -> Document:
    return {
        **selectors(row),
        "repaired": None if row.given is None else {"given": row.given, "folding": row.folding},
        "follows": row.follows and _follows(row.follows, row.followed_as),
        "version": _version(row.version),
        "article": {"id": str(row.version.article_id)},
        "withdrawn": withdrawn(row.withdrawn_reason),
    }


def _follows(earlier: Quote, followed_as: str | None) -> Document:
    return {
        "quote": {"id": str(earlier.pk)},
        "version": _version(earlier.version),
        "as": followed_as,
    }


def _version(row: Version) -> Document:
    return {"id": str(row.pk), "number": row.number}


def drifts(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    versions = Version.objects.without_text()
    followed = Quote.objects.prefetch_related(Prefetch("version", versions))
    rows = Drift.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("version", versions), Prefetch("quote", followed)
    )
    return {row.id: drift(row) for row in rows}


def drift(row: Drift) -> Document:
    return {
        "id": str(row.pk),
        "quote": {**selectors(row.quote), "version": _version(row.quote.version)},
        "version": _version(row.version),
        "article": {"id": str(row.version.article_id)},
        "outcome": row.outcome,
        "candidates": row.candidates,
        "candidates_total": row.candidates_total,
        "state": row.state,
        "new_quote": row.new_quote_id and {"id": str(row.new_quote_id)},
        "resolution": _resolution(row),
    }


def _resolution(row: Drift) -> Document | None:
    if row.resolved_at is None:
        return None
    at = row.resolved_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {"by": str(row.resolved_by_id), "reason": row.resolution_reason, "at": at}


def settled_with(kind: str, object_id: UUID) -> Iterable[UUID]:
    """Return the drifts, of quotes in use, that were settled with a quote."""
    if kind != "quote":
        return ()
    in_use = Drift.objects.filter(quote__withdrawn_reason=None)
    return in_use.filter(new_quote=object_id).values_list("pk", flat=True)


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


def followed_first(ids: Iterable[UUID]) -> list[UUID]:
    """Return quotes in the order of their versions: what is followed before what follows it."""
    rows = Quote.objects.filter(pk__in=list(ids)).order_by("version__number", "pk")
    return list(rows.values_list("pk", flat=True))


def altered_quotes(ids: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    """Return the quotes whose characters are no longer those of the text, with what is wrong."""
    wrong = Quote.objects.not_in_text(ids)
    return [(pk, "the text does not have these characters at this span") for pk in wrong]


def forgotten_quotes() -> Iterable[tuple[UUID, str]]:
    """Return the quotes of which a later version does not tell what became of them."""
    for pk in Quote.objects.forgotten().values_list("pk", flat=True).iterator():
        yield pk, "a later version came, and nothing tells what became of it there"


def overdue_drifts() -> Iterable[tuple[UUID, str]]:
    """Return the drifts that are open though nobody has to look at them."""
    for pk in Drift.objects.overdue().values_list("pk", flat=True).iterator():
        yield pk, "it is open, though a later version came, or its quote was withdrawn"
