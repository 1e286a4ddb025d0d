"""The shapes of looking for words in a text."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.problem_serializers import CandidateRead, QuoteDifferenceRead, StretchRead
from factstore.core.api.serializers import ExactText
from factstore.quotes.api.serializers import QuotedVersionRead, QuoteSelector
from factstore.quotes.selectors import MAX_EXACT
from factstore.sources.api.serializers import ArticleReferenceRead


class QuoteLocate(QuoteSelector):
    """Words to be looked for in a stored text; nothing is written."""

    exact = ExactText(max_length=MAX_EXACT, help_text="The words.")


_STRETCH = {
    "start": 19,
    "end": 26,
    "start_utf16": 19,
    "end_utf16": 26,
    "exact": "Putin’s",
}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Found with another apostrophe",
            value={
                "version": {"id": "01903b5e-8a00-7c3a-9d2e-000000000003", "number": 1},
                "article": {"id": "01903b5e-8a00-7c3a-9d2e-000000000002"},
                "folding": 4,
                "outcome": "repaired",
                "spans": [_STRETCH],
                "exact": "Putin’s",
                "score": 1.0,
                "differences": [],
                "unmet": None,
                "candidates": [],
                "candidates_total": 0,
                "candidates_more": False,
            },
        )
    ]
)
class QuoteLocatedRead(serializers.Serializer[Any]):
    """What is known of where words stand: what creating a quote of them would do."""

    version = QuotedVersionRead(help_text="The version that was looked in.")
    article = ArticleReferenceRead(help_text="Its article.")
    folding = serializers.IntegerField(help_text="Version of the folding that was used.")
    outcome = serializers.ChoiceField(
        choices=["exact", "repaired", "candidates", "ambiguous", "absent"],
        help_text="exact: its characters stand there; repaired: they do after folding, or in "
        "parts; candidates: only something like it, or elsewhere than in the context given; "
        "ambiguous: in several places; absent: nothing like it.",
    )
    spans = StretchRead(
        many=True, help_text="Of exact and repaired: where, each part in order; else empty."
    )
    exact = serializers.CharField(
        allow_null=True,
        trim_whitespace=False,
        help_text="Of exact and repaired: the source's characters from the first part to the last.",
    )
    score = serializers.FloatField(
        allow_null=True,
        help_text="Of the place found (1), or else of the first candidate; null: none.",
    )
    differences = QuoteDifferenceRead(
        many=True, help_text="Of the first candidate; empty where the place is found."
    )
    unmet = serializers.ChoiceField(
        choices=["prefix", "suffix"],
        allow_null=True,
        help_text="The side of the context that does not stand beside the words, where these do.",
    )
    candidates = CandidateRead(
        many=True, help_text="The places there may be, the likeliest first; up to 100."
    )
    candidates_total = serializers.IntegerField(help_text="How many there are.")
    candidates_more = serializers.BooleanField(help_text="Whether there are more than that.")
