"""Reading quotes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Func

if TYPE_CHECKING:
    from factstore.quotes.models import Drift, Quote
else:
    Drift = Quote = models.Model


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
