"""The documents of publishers, articles and versions."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Prefetch

from factstore.core.dates import PartialDate
from factstore.ledger.kinds import Document
from factstore.sources.models import Article, Publisher, Version
from factstore.sources.models.standing import STANDS


def withdrawn(reason: str | None) -> dict[str, str] | None:
    """Return the `withdrawn` member of a document."""
    return None if reason is None else {"reason": reason}


def published(article: Article) -> PartialDate | None:
    """Return when an article came out, as far as its capture record says."""
    if article.published_not_before is None and article.published_not_after is None:
        return None
    return PartialDate(article.published_not_before, article.published_not_after)


def publishers(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    return {
        row.id: {
            "id": str(row.id),
            "name": row.name,
            "url": row.url,
            "description": row.description,
            "withdrawn": withdrawn(row.withdrawn_reason),
        }
        for row in Publisher.objects.filter(pk__in=ids)
    }


def articles(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    versions = Prefetch("versions", Version.objects.without_text().order_by("number"))
    rows = Article.objects.filter(pk__in=ids).select_related("publisher", "standing")
    return {row.id: article(row) for row in rows.prefetch_related(versions)}


def article(row: Article) -> Document:
    date = published(row)
    return {
        "id": str(row.id),
        "publisher": row.publisher and {"id": str(row.publisher.id), "name": row.publisher.name},
        "title": row.title,
        "byline": row.byline,
        "series": row.series,
        "url": row.url,
        "language": row.language,
        "published": date and date.as_json(),
        "text_access": row.text_access,
        "versions": [_version(v) for v in row.versions.all()],
        "standing": _standing(row),
        "withdrawn": withdrawn(row.withdrawn_reason),
    }


def _standing(row: Article) -> Document:
    standing = getattr(row, "standing", None)
    if standing is None:
        members = ("date", "version", "words", "url", "note")
        return {"state": STANDS, **dict.fromkeys(members)}
    version = {v.pk: v for v in row.versions.all()}.get(standing.version_id)
    return {
        "state": standing.state,
        "date": PartialDate(standing.not_before, standing.not_after).as_json(),
        "version": version and {"id": str(version.id), "number": version.number},
        "words": standing.words,
        "url": standing.url,
        "note": standing.note,
    }


def article_face(document: Document) -> object:
    """Return what the documents of facts repeat of an article's."""
    standing = document.get("standing") or {}  # documents had none before there were standings
    said = [document[name] for name in ("title", "publisher", "published")]
    return [*said, standing.get("state", STANDS), standing.get("date")]


def versions(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    return {
        row.id: {
            **_version(row),
            "article": {"id": str(row.article_id)},
            "reprint": row.reprint,
            "claims": row.claims,
            # What was taken before it was measured says nothing of what was left out.
            "extraction": row.extraction and {"left_out": None, **row.extraction},
        }
        for row in Version.objects.without_text().filter(pk__in=ids)
    }


def _version(row: Version) -> Document:
    return {
        "id": str(row.id),
        "number": row.number,
        "sha256": row.sha256,
        "length": row.length,
        "captured_at": row.captured_at.isoformat().replace("+00:00", "Z"),
    }


def articles_mentioning(kind: str, ids: Iterable[UUID]) -> Iterable[UUID]:
    """Return the articles whose documents mention those publishers or versions."""
    column = {"publisher": "publisher__in", "version": "versions__in"}[kind]
    return Article.objects.filter(**{column: ids}).values_list("pk", flat=True).distinct()


def articles_of(kind: str, object_id: UUID) -> Iterable[UUID]:
    """Return the articles that stand on a publisher."""
    if kind != "publisher":
        return ()
    return Article.objects.filter(publisher=object_id, withdrawn_reason=None).values_list(
        "pk", flat=True
    )


def altered_texts(ids: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    """Return the versions whose text or original lacks its digest, with what is wrong."""
    asked = list(ids)
    texts, files = Version.objects.altered(asked), Version.objects.of_altered_files(asked)
    marks = Version.objects.wrongly_marked(asked)
    return [
        *((pk, "the text is not what its sha256 says") for pk in texts),
        *((pk, "its original is not what its sha256 says") for pk in files),
        *((pk, "what the database reads its text by is not the text") for pk in marks),
    ]
