"""The shapes of drifts: quotes that a later version of their article does not simply have."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.problem_serializers import CandidateRead
from factstore.core.api.serializers import IdField, ReasonField, StrictSerializer, Whole, page_of
from factstore.ledger.api.fields import RecordedPageParameters
from factstore.ledger.api.serializers import EXAMPLE, RecordedRead
from factstore.quotes.actions.following import MOST_CANDIDATES
from factstore.quotes.api.serializers import (
    FollowedQuoteRead,
    QuotedVersionRead,
    SelectorsRead,
    SpanSelector,
    WordsSelector,
)
from factstore.quotes.models import Drift
from factstore.sources.api.serializers import ArticleReferenceRead

_ID = "01903b5e-8a00-7c3a-9d2e-00000000000"
_PLACE = {"start": 2, "end": 19, "start_utf16": 2, "end_utf16": 19}


class DriftConfirm(StrictSerializer):
    """Which of the candidates is the quote."""

    candidate = Whole(
        min_value=0,
        max_value=MOST_CANDIDATES - 1,
        help_text="Its place in the list `candidates`, from 0.",
    )
    reason = ReasonField(required=False)


class DriftPlaceSelector(SpanSelector, WordsSelector):
    """Words of the version into which a quote drifted, or `start` and `end`, or both."""


class DriftPlace(StrictSerializer):
    """Where the quote stands."""

    selector = DriftPlaceSelector(help_text="The words, or their span, in `version`.")
    reason = ReasonField(required=False)


class DriftDrop(StrictSerializer):
    """That the quote stands there no more."""

    reason = ReasonField(help_text="Why; kept as the reason of the resolution.")


class DriftCandidateRead(CandidateRead):
    """A place that the quote may have in the later version."""

    # Documents know no floats.
    score = serializers.CharField(
        help_text="How alike, a decimal from 0 to 1; 1: the same but for what folding covers."
    )


class DriftedQuoteRead(SelectorsRead):
    """The quote as it stood."""

    version = QuotedVersionRead(help_text="The version that it stands in.")


class DriftResolutionRead(serializers.Serializer[Any]):
    """Who said what became of it, and why."""

    by = serializers.UUIDField(help_text="Id of the user whose change resolved it.")
    reason = serializers.CharField(help_text="Why so.")
    at = serializers.DateTimeField(help_text="When (RFC 3339, UTC).")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One",
            value={
                **EXAMPLE,
                "id": f"{_ID}6",
                "quote": {
                    "id": f"{_ID}4",
                    **_PLACE,
                    "exact": "four US officials",
                    "prefix": "– ",
                    "suffix": " confirmed",
                    "version": {"id": f"{_ID}3", "number": 1},
                },
                "version": {"id": f"{_ID}5", "number": 2},
                "article": {"id": f"{_ID}2"},
                "outcome": "changed",
                "candidates": [
                    {
                        **_PLACE,
                        "prefix": "– ",
                        "exact": "five US officials",
                        "suffix": " confirmed",
                        "spans": [{**_PLACE, "exact": "five US officials"}],
                        "score": "0.84",
                        "differences": [
                            {
                                "kind": "number",
                                "quoted": "four",
                                "there": "five",
                                "start": 2,
                                "end": 6,
                                "start_utf16": 2,
                                "end_utf16": 6,
                            }
                        ],
                    }
                ],
                "candidates_total": 1,
                "state": "open",
                "new_quote": None,
                "resolution": None,
            },
        )
    ]
)
class DriftRead(RecordedRead):
    """A quote that a later version of its article does not simply have; for contributors and up."""

    id = serializers.UUIDField(help_text="Id of the drift (UUIDv7).")
    quote = DriftedQuoteRead(help_text="The quote as it stood, with the version that it stands in.")
    version = QuotedVersionRead(help_text="The later version, in which it is looked for.")
    article = ArticleReferenceRead(help_text="The article of both versions.")
    outcome = serializers.ChoiceField(
        choices=Drift.Outcome.values,
        help_text="changed: only something like it stands there; ambiguous: its words stand in "
        "several places, or only where they stood besides, or where a quote is; lost: "
        "nothing like it is left.",
    )
    candidates = DriftCandidateRead(
        many=True,
        help_text=f"The likeliest places, up to {MOST_CANDIDATES}; fewer where they are long.",
    )
    candidates_total = serializers.IntegerField(help_text="How many were found.")
    state = serializers.ChoiceField(
        choices=Drift.State.values,
        help_text="open: it waits for an editor; confirmed, placed, dropped: what the editor said; "
        "quoted: its words are a quote there already, and an editor may say otherwise; "
        "superseded: a later version came first, in which the quote was looked for anew, or the "
        "quote was withdrawn.",
    )
    new_quote = FollowedQuoteRead(
        allow_null=True, help_text="If confirmed, placed or quoted: the quote that it is there."
    )
    resolution = DriftResolutionRead(allow_null=True, help_text="null: it is open.")


DriftPage = page_of(DriftRead)


def _many(choices: list[str], help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices), required=False, help_text=help_text
    )


class DriftListParameters(RecordedPageParameters):
    state = _many(Drift.State.values, "Drifts in this state; repeated: any of them.")
    outcome = _many(Drift.Outcome.values, "Drifts of this outcome; repeated: any of them.")
    article = IdField(required=False, help_text="Drifts in the article with this id.")
    version = IdField(required=False, help_text="Drifts into the version with this id.")
