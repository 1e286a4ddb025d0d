"""Reading sources: texts, and the newest version of an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from factstore.core.errors import NotFound

if TYPE_CHECKING:
    from factstore.sources.models import Article, Version
else:
    Article = Version = models.Model


@dataclass(frozen=True, slots=True)
class Captured:
    """The text of a version, and who may read it."""

    article_id: UUID
    text: str
    text_access: str


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles."""

    def put_out_by(self, publishers: Sequence[UUID] | None) -> Self:
        """Return the articles of any of these publishers; None: of all."""
        return self.all() if publishers is None else self.filter(publisher__in=publishers)


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions of articles."""

    def newest_of(self, article_id: UUID) -> "Version | None":
        """Return the newest version of an article with its text."""
        return self.filter(article_id=article_id).order_by("-number").first()

    def of_article(self, article_id: UUID) -> Self:
        return self.filter(article=article_id)

    def without_text(self) -> Self:
        """Leave the texts, which may have megabytes, in the database."""
        return self.defer("text")

    def identify(self, article_id: UUID, number: int) -> UUID:
        """Return the id of version `number` of an article.

        Raises:
            NotFound: the article has no such version.
        """
        found = self.filter(article_id=article_id, number=number).values_list("pk", flat=True)
        version_id = found.first()
        if version_id is None:
            raise NotFound(f"There is no version {number} of article {article_id}.")
        return version_id

    def captured(self, version_id: UUID) -> Captured:
        """Return the text of a version.

        Raises:
            NotFound: there is no such version.
        """
        columns = self.filter(pk=version_id).values_list("article", "text", "article__text_access")
        row = columns.first()
        if row is None:
            raise NotFound(f"There is no version {version_id}.")
        return Captured(*row)
