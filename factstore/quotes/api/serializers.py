"""The shapes of quotes."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.serializers import ExactText, IdField, ReasonField, StrictSerializer, Whole
from factstore.ledger.api.serializers import EXAMPLE, WithdrawableRead
from factstore.quotes.models import Quote
from factstore.quotes.selectors import MAX_CONTEXT, MAX_EXACT
from factstore.sources.api.serializers import ArticleReferenceRead

MAX_OFFSET = 2**31 - 1

_SELECTORS = {
    "id": "01903b5e-8a00-7c3a-9d2e-000000000004",
    "start": 4,
    "end": 24,
    "start_utf16": 4,
    "end_utf16": 24,
    "exact": "Biden administration",
    "prefix": "The ",
    "suffix": " has quietly given Ukraine permi",
}


class WordsSelector(StrictSerializer):
    """Words of a text.

    `prefix`, `suffix` and `hint` tell which place is meant where the words stand more than once.
    """

    exact = ExactText(
        required=False,
        max_length=MAX_EXACT,
        help_text="The words; the source's own characters are kept.",
    )
    prefix = ExactText(
        required=False,
        allow_blank=True,
        max_length=MAX_CONTEXT,
        help_text="What stands right before the words.",
    )
    suffix = ExactText(
        required=False,
        allow_blank=True,
        max_length=MAX_CONTEXT,
        help_text="What stands right after the words.",
    )
    unit = serializers.ChoiceField(
        choices=["codepoint", "utf16"],
        required=False,
        help_text="What offsets count: Unicode code points (default) or UTF-16 code units.",
    )
    hint = Whole(
        required=False,
        min_value=0,
        max_value=MAX_OFFSET,
        help_text="About where the words start, in `unit`: chooses among repeats.",
    )


class QuoteSelector(WordsSelector):
    """Words of a stored text: of a `version`, or of an `article`, whose newest version is meant.

    `prefix`, `suffix` and `hint` tell which place is meant where the words stand more than once.
    """

    version = IdField(required=False, help_text="Id of the version that has the words.")
    article = IdField(
        required=False, help_text="Id of the article whose newest version has the words."
    )


class SpanSelector(StrictSerializer):
    """A span of a text."""

    start = Whole(
        required=False,
        min_value=0,
        max_value=MAX_OFFSET,
        help_text="Offset of the first character in `unit`, from 0.",
    )
    end = Whole(
        required=False,
        min_value=0,
        max_value=MAX_OFFSET,
        help_text="Offset one past the last character in `unit`.",
    )
    match = serializers.ChoiceField(
        choices=["exact", "repaired"],
        required=False,
        help_text="What the words may be: the source's characters alone, or (default) also those "
        "that are its characters after folding.",
    )


class QuoteCreate(SpanSelector, QuoteSelector):
    """A span of a stored text to be kept as a quote: words, or `start` and `end`, or both."""

    reason = ReasonField(required=False)


class QuotedVersionRead(serializers.Serializer[Any]):
    """The version that a quote stands in."""

    id = serializers.UUIDField(help_text="Id of the version.")
    number = serializers.IntegerField(help_text="Its number within the article, from 1.")


# No docstring: the schema would repeat it for each serializer that has none of its own.
class SelectorsRead(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Id of the quote (UUIDv7).")
    start = serializers.IntegerField(
        help_text="Offset of the first character in Unicode code points, from 0."
    )
    end = serializers.IntegerField(
        help_text="Offset one past the last character in Unicode code points."
    )
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")
    exact = serializers.CharField(
        trim_whitespace=False, help_text="The source's own characters between the offsets."
    )
    prefix = serializers.CharField(
        trim_whitespace=False, help_text="The up to 32 code points right before it."
    )
    suffix = serializers.CharField(
        trim_whitespace=False, help_text="The up to 32 code points right after it."
    )


class RepairRead(serializers.Serializer[Any]):
    """What was looked for, where it is not what stands there."""

    given = serializers.CharField(trim_whitespace=False, help_text="The words as they were given.")
    folding = serializers.IntegerField(help_text="Version of the folding that found them.")


class FollowedQuoteRead(serializers.Serializer[Any]):
    """A quote, by its id."""

    id = serializers.UUIDField(help_text="Id of the quote.")


class FollowsRead(serializers.Serializer[Any]):
    """The quote that this one is in a later version of the article, and how it was found there."""

    quote = FollowedQuoteRead(help_text="The quote of the earlier version.")
    version = QuotedVersionRead(help_text="The version that it stands in.")

    def get_fields(self) -> dict[str, Any]:
        found = serializers.ChoiceField(
            choices=Quote.FollowedAs.values,
            help_text="same: at the same offsets; moved: its words stand elsewhere, or are equal "
            "but for what folding covers; confirmed: an editor confirmed a candidate; placed: an "
            "editor placed it anew.",
        )
        return {**super().get_fields(), "as": found}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One",
            value={
                **EXAMPLE,
                **_SELECTORS,
                "repaired": None,
                "follows": None,
                "version": {"id": "01903b5e-8a00-7c3a-9d2e-000000000003", "number": 1},
                "article": {"id": "01903b5e-8a00-7c3a-9d2e-000000000002"},
                "withdrawn": None,
            },
        )
    ]
)
class QuoteRead(WithdrawableRead, SelectorsRead):
    """A span of one version of an article's text, whose characters the database has checked."""

    repaired = RepairRead(
        allow_null=True,
        help_text="The words that were looked for when it was first kept; null: these characters.",
    )
    follows = FollowsRead(
        allow_null=True,
        help_text="The quote of an earlier version that it was followed from; null: none was.",
    )
    version = QuotedVersionRead(help_text="The version that it stands in.")
    article = ArticleReferenceRead(help_text="The article that it stands in.")
