"""The shapes of what is found in a page before anything is recorded, and of duplicates."""

from typing import Any

from rest_framework import serializers

from factstore.sources.api.capture_serializers import CaptureWrite, ClaimRead, ExtractionRead
from factstore.sources.api.serializers import ArticleReferenceRead, example
from factstore.sources.boilerplate import KINDS

_DUPLICATE = {
    "article": {"id": "01903b5e-8a00-7c3a-9d2e-000000000002"},
    "by": "text",
    "score": 0.87,
}
_FORM = {
    "kind": "comment_form",
    "start": 5121,
    "end": 5180,
    "text": "Leave a Reply\n\nYour email address will not be published.",
}
_FILE = {
    "sha256": "41b9c6d7051a79f7" * 4,
    "media_type": "text/html",
    "charset": "utf-8",
    "bytes": 3,
}
_TITLE = {"name": "title", "value": "Biden allows Ukraine to hit …", "where": "meta og:title"}


class ExtractWrite(CaptureWrite):
    """What to take a text from, as a trial: exactly one of `text`, `html` and `file`."""


class BoilerplateRead(serializers.Serializer[Any]):
    """A span of the text that looks like something else than the article."""

    kind = serializers.ChoiceField(choices=KINDS, help_text="What it looks like.")
    start = serializers.IntegerField(help_text="First code point, in the text before any cut.")
    end = serializers.IntegerField(help_text="One past the last code point.")
    text = serializers.CharField(trim_whitespace=False, help_text="The words of the span.")


@example(_DUPLICATE)
class DuplicateRead(serializers.Serializer[Any]):
    """Another article that may be the same one."""

    article = ArticleReferenceRead(help_text="The other article.")
    by = serializers.ChoiceField(
        choices=["digest", "url", "text"],
        help_text="What is the same: the whole text, the address (apart from its scheme, `www.`, "
        "fragment and tracking parameters), or runs of five words.",
    )
    score = serializers.FloatField(
        help_text="1, or for `text` the estimated share of runs in common, from 0.1 to 1."
    )


@example({"results": [_DUPLICATE]})
class DuplicatesRead(serializers.Serializer[Any]):
    """The articles that may be the same one, the likeliest first; 50 at the most."""

    results = DuplicateRead(many=True, help_text="The candidates; nothing is ever merged by them.")


@example(
    {
        "text": "The Biden administration has quietly given …",
        "claims": [_TITLE],
        "extraction": None,
        "boilerplate": [_FORM],
        "left_out": ["Correction: an earlier version misspelled the name."],
        "duplicates": [_DUPLICATE],
    }
)
class ExtractedRead(serializers.Serializer[Any]):
    """What would be recorded of a page."""

    text = serializers.CharField(trim_whitespace=False, help_text="The text, after what is cut.")
    claims = ClaimRead(many=True, help_text="What the page says of itself.")
    extraction = ExtractionRead(
        allow_null=True, help_text="How the text was taken; null: it is as given."
    )
    boilerplate = BoilerplateRead(
        many=True, help_text="What could be cut, and whether asked or not, with its words."
    )
    left_out = serializers.ListField(
        child=serializers.CharField(),
        help_text="Passages of the page that are not in the text, apart from menus, links and "
        "labels, in their order. Where one is of the article, send the text as `text`.",
    )
    duplicates = DuplicateRead(many=True, help_text="Articles that may be the same one.")


@example({**_FILE, "content": "PHA+"})
class OriginalContentRead(serializers.Serializer[Any]):
    """The bytes of the file that a text was taken from."""

    sha256 = serializers.CharField(help_text="SHA-256 of the bytes, 64 hex digits.")
    media_type = serializers.CharField(help_text="What the file was read as.")
    charset = serializers.CharField(help_text="The charset that it was read in.")
    bytes = serializers.IntegerField(help_text="How many bytes it has.")
    content = serializers.CharField(help_text="The bytes in base64; never open them unchecked.")
