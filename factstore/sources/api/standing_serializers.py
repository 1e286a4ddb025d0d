"""The shapes of how an article stands."""

from typing import Any

from rest_framework import serializers

from factstore.core.api.serializers import (
    ExactText,
    IdField,
    PartialDateField,
    PartialDateRead,
    ReasonField,
    StrictSerializer,
)
from factstore.sources.models import Standing
from factstore.sources.models.standing import STANDS

STATES = [STANDS, *Standing.State.values]
STATE = (
    "`stands`: nothing is known against it; `corrected`, `retracted`: its publisher says so; "
    "`removed`: taken down; `unreachable`: its page cannot be read, and nobody said why."
)
MAX_TOLD = 2_000


class ArticleStandingWrite(StrictSerializer):
    """How an article stands from now on, and what tells so; all of it is said anew."""

    state = serializers.ChoiceField(choices=STATES, help_text=STATE)
    date = PartialDateField(
        required=False,
        allow_null=True,
        help_text="When that came about, as far as it is known; needed unless it `stands`.",
    )
    words = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TOLD,
        help_text="The publisher's words on it, character for character as in `version`. For "
        "`corrected` and `retracted` these or `url` are needed.",
    )
    version = IdField(
        required=False,
        allow_null=True,
        help_text="Id of the version of the article in which the words stand.",
    )
    url = serializers.URLField(
        required=False, allow_null=True, max_length=2000, help_text="Where the publisher says so."
    )
    note = ExactText(
        required=False,
        allow_null=True,
        max_length=MAX_TOLD,
        help_text="What readers should know of it; needed for `removed` and `unreachable`.",
    )
    reason = ReasonField()


class StandingVersionRead(serializers.Serializer[Any]):
    """The version in which a publisher's words on its article stand."""

    id = serializers.UUIDField(help_text="Id of the version.")
    number = serializers.IntegerField(help_text="Its number within the article, from 1.")


class ArticleStandingRead(serializers.Serializer[Any]):
    """How an article stands, and what tells so."""

    state = serializers.ChoiceField(choices=STATES, help_text=STATE)
    date = PartialDateRead(
        allow_null=True, help_text="When that came about; null: the article stands."
    )
    version = StandingVersionRead(
        allow_null=True, help_text="The version in which the words stand; null: no words."
    )
    words = serializers.CharField(
        allow_null=True, help_text="The publisher's words on it, as they stand in the version."
    )
    url = serializers.CharField(allow_null=True, help_text="Where the publisher says so.")
    note = serializers.CharField(allow_null=True, help_text="What readers should know of it.")
