"""Reading sources: texts, and the newest version of an article."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

if TYPE_CHECKING:
    from factstore.sources.models import Version
else:
    Version = models.Model


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions of articles."""

    def newest_of(self, article_id: UUID) -> "Version | None":
        """Return the newest version of an article with its text."""
        return self.filter(article_id=article_id).order_by("-number").first()

    def without_text(self) -> Self:
        """Leave the texts, which may have megabytes, in the database."""
        return self.defer("text")
