"""Writing sources: publishers, articles, and the texts captured of them.

Everything here runs inside `ledger.actions.change`.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from factstore.core.constraints import refusing
from factstore.core.dates import PartialDate
from factstore.core.errors import Duplicate, FieldError, IllegalTransition, Invalid
from factstore.core.text import sha256, unstorable
from factstore.ledger import usage
from factstore.ledger.kinds import Document
from factstore.ledger.locks import assign, hold, lock
from factstore.sources.captures import Capture
from factstore.sources.errors import NotNewest
from factstore.sources.hooks import version_added
from factstore.sources.models import Article, Original, Publisher, Version
from factstore.sources.sketch import sketch

Expected = frozenset[int] | None
_SEEN = re.compile(r"[^\s\u00ad\u200b-\u200f\u2060\ufeff]")
"""A character that can be seen: neither a space nor one of no width."""


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """What was known of an article when it was captured; None: not known."""

    publisher: UUID | None = None
    title: str | None = None
    byline: str | None = None
    series: str | None = None
    url: str | None = None
    language: str = "und"
    published: PartialDate | None = None
    text_access: str = Article.TextAccess.FULL


def create_publisher(*, name: str, url: str | None = None, description: str = "") -> Publisher:
    """Record a publisher.

    Raises:
        Duplicate: one of this name is stored.
    """
    publisher = Publisher(name=name, url=url, description=description)
    _save_publisher(publisher, new=True)
    return publisher


def update_publisher(
    publisher_id: UUID, changes: Mapping[str, Any], *, expected: Expected
) -> Publisher:
    """Set the named columns of a publisher (`name`, `url`, `description`)."""
    publisher = lock(Publisher, "publisher", publisher_id, expected=expected)
    if assign(publisher, changes):
        _save_publisher(publisher, new=False)
    return publisher


def _save_publisher(publisher: Publisher, *, new: bool) -> None:
    def same_name() -> Duplicate:
        existing = Publisher.objects.get(name=publisher.name)
        return Duplicate(
            f"There is a publisher called {publisher.name}.",
            collection="publishers",
            existing_id=existing.pk,
        )

    with refusing({"sources_publisher_name_key": same_name}):
        publisher.save(force_insert=new)


def revert_publisher(publisher_id: UUID, document: Document, expected: Expected) -> Publisher:
    """Give a publisher what a recorded document of it says."""
    changes = {name: document[name] for name in ("name", "url", "description")}
    return update_publisher(publisher_id, changes, expected=expected)


def withdraw_publisher(publisher_id: UUID, *, reason: str, expected: Expected) -> Publisher:
    """Withdraw a publisher recorded in error.

    Raises:
        InUse: articles or facts name it.
    """
    return usage.withdraw(
        lock(Publisher, "publisher", publisher_id, expected=expected), "publisher", reason=reason
    )


def create_article(
    record: CaptureRecord,
    *,
    text: str | Capture,
    captured_at: datetime | None = None,
    reprint: bool = False,
) -> Article:
    """Record an article with the first version of its text, every character as captured.

    Raises:
        Invalid: no such publisher, or a text that cannot be stored.
        Duplicate: another article has the same text, and this is not a `reprint`.
    """
    article = Article(**_columns(record))
    article.save(force_insert=True)
    add_version(article.id, text=text, captured_at=captured_at, reprint=reprint)
    return article


def update_article(article_id: UUID, changes: Mapping[str, Any], *, expected: Expected) -> Article:
    """Set the named members of an article's capture record (names as in `CaptureRecord`)."""
    article = lock(Article, "article", article_id, expected=expected)
    columns = dict(changes)
    if "publisher" in columns:
        columns["publisher_id"] = _publisher(columns.pop("publisher"))
    if "published" in columns:
        published: PartialDate | None = columns.pop("published")
        columns["published_not_before"] = published and published.not_before
        columns["published_not_after"] = published and published.not_after
    if assign(article, columns):
        article.save()
    return article


def revert_article(article_id: UUID, document: Document, expected: Expected) -> Article:
    """Give an article the capture record that a recorded document of it has.

    Raises:
        Invalid: its publisher was withdrawn since.
    """
    columns = ("title", "byline", "series", "url", "language", "text_access")
    publisher, published = document["publisher"], document["published"]
    changes = {
        **{name: document[name] for name in columns},
        "publisher": publisher and UUID(publisher["id"]),
        "published": published and PartialDate.of(published),
    }
    return update_article(article_id, changes, expected=expected)


def withdraw_article(article_id: UUID, *, reason: str, expected: Expected) -> Article:
    """Withdraw an article recorded in error.

    Raises:
        InUse: facts stand on its quotes.
    """
    return usage.withdraw(
        lock(Article, "article", article_id, expected=expected), "article", reason=reason
    )


def add_version(
    article_id: UUID,
    *,
    text: str | Capture,
    captured_at: datetime | None = None,
    reprint: bool = False,
    after: UUID | None = None,
) -> Version:
    """Record a new capture of an article's text as its next version.

    `reprint`: another article may have the same text. An older text of the article may come back.
    `after`: the version that the caller took for the newest; None: any.

    Raises:
        Invalid: the text is empty or of spaces only, too large or not storable as it is.
        NotNewest: another version than `after` is the newest.
        Duplicate: the article's newest version has this text, or another article's has.
    """
    lock(Article, "article", article_id, expected=None)
    capture = Capture(text) if isinstance(text, str) else text
    check_text(capture.text)
    newest = Version.objects.newest_of(article_id)
    if after is not None and newest and newest.pk != after:
        raise NotNewest(newest.number, newest.pk)
    version = Version(
        article_id=article_id,
        number=newest.number + 1 if newest else 1,
        text=capture.text,
        sha256=sha256(capture.text),
        length=len(capture.text),
        captured_at=captured_at or datetime.now(UTC),
        reprint=reprint,
        claims=list(capture.claims),
        extraction=capture.extraction,
        original=_original(capture),
        sketch=sketch(capture.text),
    )
    with refusing(_stored_already(version, newest)):
        version.save(force_insert=True)
    if newest:
        version_added(newest, version)
    return version


def _stored_already(version: Version, newest: Version | None) -> dict[str, Callable[[], Duplicate]]:
    """Return the refusals of a text that is stored already, by the constraint that it breaks."""

    def same_text() -> Duplicate:
        found = Version.objects.without_text().filter(sha256=version.sha256, redacted=False)
        existing = found.exclude(article=version.article_id).order_by("pk")[0]
        return Duplicate(
            f"This text is stored already, as version {existing.number} of article "
            f"{existing.article_id}. Send `reprint` if this article is one of its own.",
            collection="versions",
            existing_id=existing.pk,
        )

    def no_news() -> Duplicate:
        return Duplicate(
            "The newest version of the article has this text.",
            collection="versions",
            existing_id=newest and newest.pk,
        )

    return {
        "sources_version_text_is_unique": same_text,
        "sources_version_is_news": no_news,
    }


def _original(capture: Capture) -> Original | None:
    if capture.original is None:
        return None
    digest = hashlib.sha256(capture.original).hexdigest()
    row = Original(sha256=digest, content=capture.original)
    Original.objects.bulk_create([row], ignore_conflicts=True)
    return row


def withdraw_version(version_id: UUID, _reason: str) -> None:
    """Let a version be gone with its article, which was withdrawn; alone it stays.

    Raises:
        IllegalTransition: its article is in use.
    """
    if not Version.objects.filter(pk=version_id, article__withdrawn_reason__isnull=False).exists():
        raise IllegalTransition(
            "A captured text stays as long as its article: withdraw the article, or redact it."
        )


def check_text(text: str, pointer: str = "/text") -> None:
    """Refuse a text that cannot be kept character for character.

    Raises:
        Invalid: `pointer` names what the text was taken from.
    """
    problem = unstorable(text)
    size = len(text.encode(errors="surrogatepass"))
    if not _SEEN.search(text):
        error = FieldError(pointer, "blank", "The text has nothing but spaces, if anything.")
    elif problem:
        offset, what = problem
        error = FieldError(
            pointer, "unstorable_text", f"Character {offset} is {what}, which no text can hold."
        )
    elif size > settings.MAX_TEXT_BYTES:
        error = FieldError(
            pointer,
            "too_long",
            f"The text has {size} bytes in UTF-8; the limit is {settings.MAX_TEXT_BYTES}.",
        )
    else:
        return
    raise Invalid("The text cannot be stored.", errors=[error])


def _columns(record: CaptureRecord) -> dict[str, Any]:
    return {
        "publisher_id": _publisher(record.publisher),
        "title": record.title,
        "byline": record.byline,
        "series": record.series,
        "url": record.url,
        "language": record.language,
        "published_not_before": record.published and record.published.not_before,
        "published_not_after": record.published and record.published.not_after,
        "text_access": record.text_access,
    }


def _publisher(publisher_id: UUID | None) -> UUID | None:
    """Return `publisher_id`, held against withdrawal, or refuse it with its pointer."""
    if publisher_id is None:
        return None
    if not hold(Publisher, [publisher_id]):
        error = FieldError("/publisher", "unknown", f"There is no publisher {publisher_id}.")
        raise Invalid("The article names an unknown publisher.", errors=[error])
    return publisher_id
