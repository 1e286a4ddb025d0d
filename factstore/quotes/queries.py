"""Reading quotes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Func

if TYPE_CHECKING:
    from factstore.quotes.models import Quote
else:
    Quote = models.Model


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

    def not_in_text(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of `ids` that do not have the characters of their text at their span."""
        there = Func(
            *("version", "start", "end"),
            function="sources_stretch",
            output_field=models.TextField(),
        )
        found = self.filter(pk__in=list(ids)).annotate(there=there)
        return list(found.exclude(there=models.F("exact")).values_list("pk", flat=True))
