"""The shapes of differences between versions."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.quotes.api.serializers import QuotedVersionRead

_VERSION = "01903b5e-8a00-7c3a-9d2e-00000000000"


def _place(start: int, text: str) -> dict[str, Any]:
    end = start + len(text)
    return {"start": start, "end": end, "start_utf16": start, "end_utf16": end, "text": text}


class DiffPlaceRead(serializers.Serializer[Any]):
    """A stretch of one version's text; empty where the other version has words added."""

    start = serializers.IntegerField(help_text="First character, in Unicode code points, from 0.")
    end = serializers.IntegerField(help_text="One past the last character, in code points.")
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")
    text = serializers.CharField(
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Its characters; null where the article's `text_access` hides them from readers "
        "without a token.",
    )


class HunkRead(serializers.Serializer[Any]):
    """What stood before, and what stands there after."""

    before = DiffPlaceRead(help_text="The stretch of the version before.")
    after = DiffPlaceRead(help_text="The stretch of the version after, in its place.")


class PlaceDifferenceRead(serializers.Serializer[Any]):
    """Words in which a place differs from the quote."""

    kind = serializers.ChoiceField(
        choices=["number", "negation", "name", "words", "case", "marks"],
        help_text="What differs; `number`, `negation` and `name` change what is said.",
    )
    quoted = serializers.CharField(help_text="The words of the quote; empty: words were added.")
    place = DiffPlaceRead(help_text="The words of the version after; empty: words were dropped.")


class FollowCandidateRead(serializers.Serializer[Any]):
    """A place in the version after that may be the quote's."""

    places = DiffPlaceRead(many=True, help_text="Its stretches, in order: mostly one.")
    score = serializers.FloatField(help_text="How like the quote it is, 0 to 1.")
    differences = PlaceDifferenceRead(many=True, help_text="The words that differ, in order.")


class HitQuoteRead(serializers.Serializer[Any]):
    """A quote of the version before whose characters the difference touches."""

    id = serializers.UUIDField(help_text="Id of the quote.")
    exact = serializers.CharField(trim_whitespace=False, help_text="Its characters.")
    start = serializers.IntegerField(
        help_text="First character in the version before, in Unicode code points, from 0."
    )
    end = serializers.IntegerField(help_text="One past the last character, in code points.")
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")
    outcome = serializers.ChoiceField(
        choices=["same", "moved", "changed", "ambiguous", "lost"],
        help_text="What became of it: at the same offsets; elsewhere, or equal but for marks and "
        "spaces; only something like it; in several places, or only where it stood a second time; "
        "gone.",
    )
    place = DiffPlaceRead(
        allow_null=True, help_text="Where it stands after, if `same` or `moved`; else null."
    )
    candidates = FollowCandidateRead(
        many=True, help_text="Where it may stand, if `changed` or `ambiguous`: the likeliest 10."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One",
            value={
                "before": {"id": f"{_VERSION}3", "number": 1},
                "after": {"id": f"{_VERSION}5", "number": 2},
                "hunks": [{"before": _place(12, "four "), "after": _place(12, "five ")}],
                "hunks_left_out": 0,
                "quotes": [
                    {
                        "id": f"{_VERSION}4",
                        "exact": "four US officials",
                        "start": 12,
                        "end": 29,
                        "start_utf16": 12,
                        "end_utf16": 29,
                        "outcome": "changed",
                        "place": None,
                        "candidates": [
                            {
                                "places": [_place(12, "five US officials")],
                                "score": 0.84,
                                "differences": [
                                    {
                                        "kind": "number",
                                        "quoted": "four",
                                        "place": _place(12, "five"),
                                    }
                                ],
                            }
                        ],
                    }
                ],
                "quotes_left_out": 0,
            },
        )
    ]
)
class VersionDiffRead(serializers.Serializer[Any]):
    """What differs between two versions of an article's text, and the quotes that it hits."""

    before = QuotedVersionRead(help_text="The version whose quotes are looked at.")
    after = QuotedVersionRead(help_text="The version that it is compared with.")
    hunks = HunkRead(many=True, help_text="What differs, word by word, in order; at most 10,000.")
    hunks_left_out = serializers.IntegerField(help_text="How many more there are.")
    quotes = HitQuoteRead(
        many=True,
        help_text="The quotes that are hit, in order of their places; at most 500, fewer where "
        "they are long. The others stand in what is the same.",
    )
    quotes_left_out = serializers.IntegerField(help_text="How many more are hit.")
