"""The shape of problem documents. Source: RFC 9457."""

from typing import Any

from rest_framework import serializers


class ProblemErrorRead(serializers.Serializer[Any]):
    """One refused member of the body."""

    pointer = serializers.CharField(
        help_text="JSON pointer (RFC 6901) to the refused member of the body."
    )
    code = serializers.CharField(help_text="Stable code of the refusal.")
    detail = serializers.CharField(help_text="What is wrong, for people.")


class ExistingRead(serializers.Serializer[Any]):
    """What is stored already."""

    id = serializers.CharField(help_text="Its id; of a fact type its name.")
    url = serializers.CharField(help_text="Path of it.")


class StretchRead(serializers.Serializer[Any]):
    """A stretch of a text, ends exclusive."""

    start = serializers.IntegerField(
        help_text="Offset of the first character in Unicode code points, from 0."
    )
    end = serializers.IntegerField(
        help_text="Offset one past the last character in Unicode code points."
    )
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")
    exact = serializers.CharField(trim_whitespace=False, help_text="Its characters.")


class QuoteDifferenceRead(serializers.Serializer[Any]):
    """Words in which a quote and the text differ."""

    kind = serializers.ChoiceField(
        choices=["number", "negation", "name", "words", "case", "marks"],
        help_text="What differs; number, negation and name change what is said.",
    )
    quoted = serializers.CharField(
        trim_whitespace=False, allow_blank=True, help_text="What was given, folded; may be empty."
    )
    there = serializers.CharField(
        trim_whitespace=False, allow_blank=True, help_text="What stands there, folded."
    )
    start = serializers.IntegerField(help_text="Where that stands, in Unicode code points.")
    end = serializers.IntegerField(help_text="One past it.")
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")


class CandidateRead(StretchRead):
    """One place that quoted words may have, from their first character to their last."""

    prefix = serializers.CharField(help_text="The code points right before it.")
    suffix = serializers.CharField(help_text="The code points right after it.")
    spans = StretchRead(
        many=True, help_text="Its parts: several where words were left out or put in."
    )
    score = serializers.FloatField(
        help_text="How alike, 0 to 1; 1: the same but for what folding covers."
    )
    differences = QuoteDifferenceRead(many=True, help_text="What differs, in order.")


class ProblemRead(serializers.Serializer[Any]):
    """Why a request was refused or failed (RFC 9457); some members depend on the code."""

    example = {
        "type": "urn:factstore:error:invalid",
        "title": "The input was understood but refused",
        "status": 422,
        "detail": "The body is readable but some of its members are refused; `errors` "
        "points at each.",
        "code": "invalid",
        "request_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "errors": [
            {
                "pointer": "/evidence/0/covers/0/as_printed",
                "code": "words_not_in_quote",
                "detail": "These words do not stand in any quote of the evidence.",
            }
        ],
    }

    type = serializers.CharField(help_text="URI of the kind of problem.")
    title = serializers.CharField(help_text="The kind of problem; the same for each of its code.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What is wrong in this case, for people.")
    code = serializers.CharField(help_text="Stable code of the problem; branch on this.")
    request_id = serializers.CharField(help_text="Id of the request, as in `X-Request-Id`.")
    errors = ProblemErrorRead(
        many=True, help_text="The refused members of the body; empty for other problems."
    )
    parameter = serializers.CharField(
        required=False, help_text="Name of the refused query parameter, where it is one."
    )
    existing = ExistingRead(
        required=False,
        allow_null=True,
        help_text="Of `duplicate`: what is stored already; null: you do not see it. Of "
        "`not_newest`: the newest version.",
    )
    candidates = CandidateRead(
        many=True,
        required=False,
        help_text="Of `quote_ambiguous`: where the words stand. Of `quote_absent`: where something "
        "like them does. Of `quote_in_parts`: the one place with its parts.",
    )
    candidates_total = serializers.IntegerField(
        required=False, help_text="Of the same: how many places there are."
    )
    candidates_more = serializers.BooleanField(
        required=False, help_text="Of the same: whether there are more than that."
    )
    etag = serializers.CharField(
        required=False, help_text="Of `precondition_failed`: the present entity tag."
    )
    changed = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Of `precondition_failed`: what has changed since, as far as that is known.",
    )
    reason = serializers.CharField(
        required=False, help_text="Of `withdrawn`: why it was withdrawn."
    )
    withdrawn_at = serializers.DateTimeField(
        required=False, help_text="Of `withdrawn`: when that was recorded (UTC)."
    )
    collisions = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        help_text="Of `proposal_collides`: `pointer` into the proposal's patch, the changed `item` "
        "(`kind`, `id`), and it in `base`, `current` and as `proposed`.",
    )
