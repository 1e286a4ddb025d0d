"""Reading quotes."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

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
