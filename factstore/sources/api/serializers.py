"""The shapes of publishers, articles and versions."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.serializers import (
    ExactText,
    IdField,
    InstantField,
    Line,
    PartialDateField,
    PartialDateRead,
    ReasonField,
    StrictSerializer,
)
from factstore.ledger.api.serializers import EXAMPLE, RecordedRead, WithdrawableRead
from factstore.sources.api.capture_serializers import CaptureWrite, ClaimRead, ExtractionRead
from factstore.sources.api.standing_serializers import ArticleStandingRead
from factstore.sources.models import Article

LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
MAX_TITLE = 2000
MAX_URL = 2000
REPRINT = (
    "Whether another article may have the same text, this one being of its own; else that is 409."
)

_PUBLISHER = {"id": "01903b5e-8a00-7c3a-9d2e-000000000001", "name": "Politico"}
_VERSION = {
    "id": "01903b5e-8a00-7c3a-9d2e-000000000003",
    "number": 1,
    "sha256": "41b9c6d7051a79f7" * 4,
    "length": 5120,
    "captured_at": "2024-06-21T11:58:00Z",
}
_ARTICLE = {
    **EXAMPLE,
    "id": "01903b5e-8a00-7c3a-9d2e-000000000002",
    "publisher": _PUBLISHER,
    "title": "Biden allows Ukraine to hit targets inside Russia",
    "byline": "Erin Banco",
    "series": None,
    "url": "https://publisher.example/ukraine",
    "language": "en",
    "published": {"edtf": "2024-05-30", "not_before": "2024-05-30", "not_after": "2024-05-30"},
    "text_access": "full",
    "versions": [_VERSION],
    "standing": {
        "state": "corrected",
        "date": {"edtf": "2024-06", "not_before": "2024-06-01", "not_after": "2024-06-30"},
        "version": {"id": _VERSION["id"], "number": 1},
        "words": "An earlier version of this article misstated the range.",
        "url": None,
        "note": None,
    },
    "withdrawn": None,
}
_VERSION_DOCUMENT = {
    **EXAMPLE,
    **_VERSION,
    "article": {"id": _ARTICLE["id"]},
    "reprint": False,
    "claims": [{"name": "byline", "value": "Erin Banco", "where": "meta author"}],
    "extraction": {
        "by": "trafilatura 2.3.1",
        "profile": "1",
        "original": {
            "sha256": "3927557de837501e" * 4,
            "media_type": "text/html",
            "charset": "utf-8",
            "bytes": 81920,
        },
        "cut": [],
        "left_out": 0,
    },
}


def example(value: dict[str, Any]) -> Any:
    """Return the decorator that gives a read serializer its example."""
    return extend_schema_serializer(examples=[OpenApiExample("One", value=value)])


class PublisherPatch(StrictSerializer):
    """What to change in a publisher; members that are left out stay."""

    name = Line(required=False, max_length=200, help_text="Name as its readers know it.")
    url = serializers.URLField(
        required=False, allow_null=True, max_length=MAX_URL, help_text="Its home page; null: none."
    )
    description = ExactText(
        required=False, allow_blank=True, max_length=10_000, help_text="What an editor should know."
    )
    reason = ReasonField()


class PublisherCreate(PublisherPatch):
    """A new publisher."""

    name = Line(max_length=200, help_text="Name as its readers know it.")
    reason = ReasonField(required=False)


@example({**EXAMPLE, **_PUBLISHER, "url": None, "description": "", "withdrawn": None})
class PublisherRead(WithdrawableRead):
    """Who puts articles out: a newspaper, an agency, a ministry."""

    id = serializers.UUIDField(help_text="Its id (UUIDv7).")
    name = serializers.CharField(help_text="Name as its readers know it.")
    url = serializers.CharField(allow_null=True, help_text="Its home page; null: not known.")
    description = serializers.CharField(help_text="What an editor should know; may be empty.")


class ArticlePatch(StrictSerializer):
    """What to change in what is known of an article; members that are left out stay."""

    publisher = IdField(
        required=False, allow_null=True, help_text="Id of who put it out; null: not known."
    )
    title = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TITLE,
        help_text="Headline as printed; null: none or not known.",
    )
    byline = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TITLE,
        help_text="Author line as printed; null: not known.",
    )
    series = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TITLE,
        help_text="Column or series it ran in; null: none or not known.",
    )
    url = serializers.URLField(
        required=False,
        allow_null=True,
        max_length=MAX_URL,
        help_text="Where it was found; null: not known.",
    )
    language = serializers.RegexField(
        LANGUAGE, required=False, max_length=35, help_text="BCP 47 language tag, e.g. `en`."
    )
    published = PartialDateField(
        required=False, allow_null=True, help_text="When it came out; null: not known."
    )
    text_access = serializers.ChoiceField(
        choices=Article.TextAccess.values,
        required=False,
        help_text="`full`: everybody may read the text; `quotes`: readers without a token see its "
        "quotes only.",
    )
    reason = ReasonField()


class ArticleCreate(CaptureWrite, ArticlePatch):
    """A new article with the first capture of its text: one of `text`, `html` and `file`."""

    language = serializers.RegexField(
        LANGUAGE, max_length=35, help_text="BCP 47 language tag, e.g. `en`; `und`: not known."
    )
    captured_at = InstantField(
        required=False, help_text="When the text was captured (RFC 3339); left out: now."
    )
    reprint = serializers.BooleanField(required=False, help_text=REPRINT)
    reason = ReasonField(required=False)


class VersionCreate(CaptureWrite):
    """A new capture of an article's text: one of `text`, `html`, `file` and `original`."""

    original = IdField(
        required=False,
        help_text="Id of a version of the article whose kept file is read again, as this program "
        "reads it now.",
    )
    after = IdField(
        required=False,
        help_text="Id of the version that you compared with; refused where a newer one was "
        "captured since.",
    )
    reprint = serializers.BooleanField(required=False, help_text=REPRINT)
    captured_at = InstantField(
        required=False, help_text="When the text was captured (RFC 3339); left out: now."
    )
    reason = ReasonField()


class PublisherReferenceRead(serializers.Serializer[Any]):
    """A publisher by its id and name."""

    id = serializers.UUIDField(help_text="Id of the publisher.")
    name = serializers.CharField(help_text="Its name.")


class ArticleReferenceRead(serializers.Serializer[Any]):
    """An article by its id."""

    id = serializers.UUIDField(help_text="Id of the article.")


# No docstring: the schema would repeat it for each serializer that has none of its own.
class _CaptureRead(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Id of the version (UUIDv7).")
    number = serializers.IntegerField(help_text="Counts from 1 within the article.")
    sha256 = serializers.CharField(help_text="SHA-256 of the text's UTF-8 bytes, 64 hex digits.")
    length = serializers.IntegerField(help_text="Length of the text in Unicode code points.")
    captured_at = serializers.DateTimeField(help_text="When the text was captured (RFC 3339, UTC).")


class CaptureRead(_CaptureRead):
    """One capture of an article's text."""


@example(_ARTICLE)
class ArticleRead(WithdrawableRead):
    """One published piece: what was known of it at capture, and the captures of its text."""

    id = serializers.UUIDField(help_text="Its id (UUIDv7).")
    publisher = PublisherReferenceRead(
        allow_null=True, help_text="Who put it out; null: not known."
    )
    title = serializers.CharField(
        allow_null=True, help_text="Headline as printed; null: none or not known."
    )
    byline = serializers.CharField(
        allow_null=True, help_text="Author line as printed; null: not known."
    )
    series = serializers.CharField(
        allow_null=True, help_text="Column or series it ran in; null: none or not known."
    )
    url = serializers.CharField(allow_null=True, help_text="Where it was found; null: not known.")
    language = serializers.CharField(help_text="BCP 47 language tag.")
    published = PartialDateRead(allow_null=True, help_text="When it came out; null: not known.")
    text_access = serializers.ChoiceField(
        choices=Article.TextAccess.values,
        help_text="`full`: everybody may read the text; `quotes`: readers without a token see its "
        "quotes only.",
    )
    versions = CaptureRead(many=True, help_text="The captures of its text, oldest first.")
    standing = ArticleStandingRead(help_text="How it stands, and what tells so.")


@example(_VERSION_DOCUMENT)
class VersionRead(RecordedRead, _CaptureRead):
    """One capture of an article's text, without the text."""

    article = ArticleReferenceRead(help_text="The article whose text it is.")
    reprint = serializers.BooleanField(
        help_text="Whether it was recorded though another article may have the same text."
    )
    claims = ClaimRead(many=True, help_text="What the page says of itself, unconfirmed.")
    extraction = ExtractionRead(
        allow_null=True, help_text="How the text was taken from a file; null: it is as given."
    )


@example({**_VERSION_DOCUMENT, "text": "The Biden administration has quietly given …"})
class VersionWithTextRead(VersionRead):
    """One capture of an article's text: every character as captured."""

    text = serializers.CharField(
        allow_null=True,
        trim_whitespace=False,
        help_text="The text, every character as captured; null where the article's `text_access` "
        "hides it from readers without a token.",
    )
