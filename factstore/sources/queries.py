"""Reading sources: texts, and the newest version of an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Func
from django.db.models.expressions import RawSQL

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
        return self.defer("text", "sketch")

    def altered(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of `ids` whose text does not have the digest or length kept beside it."""
        found = self.filter(pk__in=list(ids)).annotate(
            digest=_digest(Func(models.F("text"), models.Value("UTF8"), function="convert_to")),
            characters=Func(models.F("text"), function="char_length"),
        )
        wrong = ~models.Q(digest=models.F("sha256")) | ~models.Q(characters=models.F("length"))
        return list(found.filter(wrong).values_list("pk", flat=True))

    def wrongly_marked(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of `ids` whose text the database reads by other bytes or marks than its."""
        wrong = RawSQL(
            "(astral, octets, octet_marks, astral_marks) IS DISTINCT FROM sources_marks(text)",
            (),
            output_field=models.BooleanField(),
        )
        return list(self.filter(wrong, pk__in=list(ids)).values_list("pk", flat=True))

    def of_altered_files(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of `ids` whose original's bytes do not have the digest they are kept by."""
        found = self.filter(pk__in=list(ids), original__content__isnull=False)
        as_kept = models.Q(original=_digest(models.F("original__content")))
        return list(found.exclude(as_kept).values_list("pk", flat=True))

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

    def original_of(self, version_id: UUID) -> tuple[dict[str, Any], bytes]:
        """Return what is said of the file a version's text was taken from, and its bytes.

        Raises:
            NotFound: no file is kept of this version.
        """
        columns = self.filter(pk=version_id).values_list("extraction", "original__content")
        row = columns.first()
        if row is None or row[0] is None or row[1] is None:
            raise NotFound(f"No file is kept of version {version_id}.")
        return row[0]["original"], bytes(row[1])

    def of_file(self, sha256: str, **record: str | None) -> "Version | None":
        """Return the first version, of an article in use, that was taken from these bytes.

        `record`: members that the article's capture record has.
        """
        known = {f"article__{name}": said for name, said in record.items()}
        found = self.without_text().filter(original=sha256, article__withdrawn_reason=None, **known)
        return found.order_by("pk").first()

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


def _digest(octets: models.F | Func) -> Func:
    """Return the expression for the SHA-256 of a column of bytes, hex."""
    return Func(
        Func(octets, function="sha256", output_field=models.BinaryField()),
        models.Value("hex"),
        function="encode",
        output_field=models.TextField(),
    )
