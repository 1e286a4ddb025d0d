"""Reading quotes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, Func, OuterRef
from django.db.models.expressions import RawSQL

from factstore.sources.models import Version

if TYPE_CHECKING:
    from factstore.quotes.models import Drift, Quote
else:
    Drift = Quote = models.Model


# The first later version that tells what became of a quote must be there, and each before it must
# say that it was looked for in the next.
_FORGOTTEN = """EXISTS (
    SELECT FROM sources_version own CROSS JOIN LATERAL (
        SELECT min(t.number) AS number FROM sources_version t
        WHERE t.article_id = own.article_id AND t.number > own.number AND (
            EXISTS (SELECT FROM quotes_quote f WHERE f.follows_id = quotes_quote.id
                AND f.version_id = t.id AND f.withdrawn_reason IS NULL
                AND f.followed_as IN ('same', 'moved'))
            OR EXISTS (SELECT FROM quotes_drift d LEFT JOIN quotes_quote n
                ON n.id = d.new_quote_id AND n.withdrawn_reason IS NULL
                WHERE d.quote_id = quotes_quote.id AND d.version_id = t.id
                AND (d.state IN ('open', 'dropped') OR n.id IS NOT NULL)))) told
    JOIN sources_version later ON later.article_id = own.article_id AND later.number > own.number
    WHERE own.id = quotes_quote.version_id AND (told.number IS NULL OR later.number < told.number
        AND NOT EXISTS (SELECT FROM quotes_drift s WHERE s.quote_id = quotes_quote.id
            AND s.version_id = later.id AND s.state = 'superseded')))"""


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Quotes by the text that they stand in."""

    def standing_in(self, *, article: UUID | None = None, version: UUID | None = None) -> Self:
        """Return the quotes of an article and of a version, where they are named."""
        found = self
        if article is not None:
            found = found.filter(version__article=article)
        if version is not None:
            found = found.filter(version=version)
        return found

    def found(self) -> Self:
        """Return those, not withdrawn, that were found to follow another without an editor."""
        return self.filter(followed_as__in=self.model.FOUND, withdrawn_reason=None)

    def forgotten(self) -> Self:
        """Return those of which a later version tells neither what follows them nor a drift."""
        forgotten = RawSQL(_FORGOTTEN, (), output_field=models.BooleanField())  # noqa: S611  SQL of ours
        return self.filter(forgotten, withdrawn_reason=None)

    def with_versions(self) -> Self:
        """Read the versions along, without what may be large in them."""
        large = ("text", "sketch", "claims", "extraction")
        return self.select_related("version").defer(*(f"version__{name}" for name in large))

    def not_in_text(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of `ids` that do not have the characters of their text at their span."""
        there = Func(
            *("version", "start", "end"),
            function="sources_stretch",
            output_field=models.TextField(),
        )
        found = self.filter(pk__in=list(ids)).annotate(there=there)
        return list(found.exclude(there=models.F("exact")).values_list("pk", flat=True))


class DriftQuerySet(models.QuerySet["Drift"]):
    """Drifted quotes, mostly as a queue."""

    def matching(
        self,
        *,
        states: Sequence[str] | None = None,
        outcomes: Sequence[str] | None = None,
        article: UUID | None = None,
        version: UUID | None = None,
    ) -> Self:
        """Return those of any of these states and outcomes, in an article and a version."""
        wanted = {
            "state__in": states,
            "outcome__in": outcomes,
            "version__article": article,
            "version": version,
        }
        return self.filter(**{name: value for name, value in wanted.items() if value is not None})

    def said(self) -> Self:
        """Return those that say what became of the quote: it was dropped, or is a quote in use."""
        settled = models.Q(new_quote__isnull=False, new_quote__withdrawn_reason=None)
        return self.filter(models.Q(state="dropped") | settled)

    def overdue(self) -> Self:
        """Return those that are open though a later version came, or their quote was withdrawn."""
        later = Version.objects.filter(
            article=OuterRef("version__article"), number__gt=OuterRef("version__number")
        )
        gone = models.Q(quote__withdrawn_reason__isnull=False)
        return self.filter(Exists(later) | gone, state="open")
