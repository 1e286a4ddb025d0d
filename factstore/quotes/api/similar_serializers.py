"""The shapes of similar quotes."""

import math
from typing import Any

from rest_framework import serializers

from factstore.core.api.parameters import Parameters
from factstore.core.api.serializers import Flag
from factstore.quotes.api.serializers import QuotedVersionRead, SelectorsRead

KINDS = ["number", "negation", "name", "words", "case", "marks"]


class ScoreField(serializers.FloatField):
    """A number; NaN, which is neither above nor below any bound, is none."""

    def to_internal_value(self, data: Any) -> float:
        value: float = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class SimilarParameters(Parameters):
    same_article = Flag(
        default=False, help_text="Also quotes of the same article, after those of others."
    )
    min_score = ScoreField(
        default=0.5, min_value=0, max_value=1, help_text="The least score, 0 to 1."
    )
    limit = serializers.IntegerField(
        default=20, min_value=1, max_value=100, help_text="How many at the most, 1 to 100."
    )


class SimilarArticleRead(serializers.Serializer[Any]):
    """The article that says something similar."""

    id = serializers.UUIDField(help_text="Id of the article.")
    title = serializers.CharField(allow_null=True, help_text="Headline as printed; null: unknown.")


class WordingDifferenceRead(serializers.Serializer[Any]):
    """Words that one quote has otherwise than the other, or alone."""

    kind = serializers.ChoiceField(
        choices=KINDS,
        help_text="`number`, `negation` and `name` change what is said; `case` and `marks` rarely.",
    )
    asked = serializers.CharField(
        trim_whitespace=False, help_text='The words of the quote that was asked about; "": none.'
    )
    other = serializers.CharField(
        trim_whitespace=False, help_text='The words of the similar quote; "": none.'
    )


class SimilarQuoteRead(SelectorsRead):
    """Where a similar quote stands, and what it says."""


class SimilarRead(serializers.Serializer[Any]):
    """A quote whose words are like those of another one."""

    quote = SimilarQuoteRead(help_text="The similar quote.")
    version = QuotedVersionRead(help_text="The version that it stands in.")
    article = SimilarArticleRead(help_text="The article that it stands in.")
    score = serializers.FloatField(
        help_text="0 to 1: the mean of the shares that either quote's words have in common, in "
        "order, whatever their case and marks. 1: the same words; a quote that is a part of a "
        "longer one has more than 0.5."
    )
    differences = WordingDifferenceRead(
        many=True, help_text="What differs, in order; marks folded, line breaks as spaces."
    )


class SimilarListRead(serializers.Serializer[Any]):
    """Similar quotes, those of other articles first, then the best scores."""

    example = {
        "results": [
            {
                "quote": {
                    "id": "01903b5e-8a00-7c3a-9d2e-000000000007",
                    "start": 17,
                    "end": 37,
                    "start_utf16": 17,
                    "end_utf16": 37,
                    "exact": "sent fourteen trucks",
                    "prefix": "The ministry has ",
                    "suffix": " on Monday.",
                },
                "version": {"id": "01903b5e-8a00-7c3a-9d2e-000000000008", "number": 1},
                "article": {"id": "01903b5e-8a00-7c3a-9d2e-000000000009", "title": "Trucks"},
                "score": 0.667,
                "differences": [{"kind": "number", "asked": "forty", "other": "fourteen"}],
            }
        ]
    }

    results = SimilarRead(many=True, help_text="The similar quotes.")
