"""The parameters and the declared shape of the facets of facts."""

from typing import Any

from rest_framework import serializers

from factstore.facts.api.filters import FactFilters
from factstore.facts.counting import FACETS, MAX_VALUES

COUNT = "How many facts have it."
MORE = f"`true`: there are more values than these {MAX_VALUES}."
VALUES = f"Up to {MAX_VALUES} values, those of the most facts first, of the same count by value."


class FacetParameters(FactFilters):
    """The filters of the list of facts, and which facets are counted."""

    of = serializers.ListField(
        child=serializers.ChoiceField(choices=FACETS),
        required=False,
        max_length=len(FACETS),
        help_text="Count this facet; may be repeated. Default: all of them.",
    )


class ValueCount(serializers.Serializer[Any]):
    """A value of a facet, as the filter of the same name takes it."""

    value = serializers.CharField(help_text="The value.")
    count = serializers.IntegerField(help_text=COUNT)


class FlagCount(serializers.Serializer[Any]):
    """One of the two values of a facet that is true or false."""

    value = serializers.BooleanField(help_text="The value.")
    count = serializers.IntegerField(help_text=COUNT)


class NamedCount(serializers.Serializer[Any]):
    """A thing that a facet counts."""

    id = serializers.UUIDField(help_text="Its id, as the filter of the same name takes it.")
    name = serializers.CharField(help_text="Its name; with `known_at`, as it was then.")
    count = serializers.IntegerField(help_text=COUNT)


class ArticleCount(serializers.Serializer[Any]):
    """An article that a facet counts."""

    id = serializers.UUIDField(help_text="Its id.")
    title = serializers.CharField(
        allow_null=True,
        help_text="Headline; with `known_at`, as it was then; null: not known.",
    )
    count = serializers.IntegerField(help_text=COUNT)


class ValueFacet(serializers.Serializer[Any]):
    """A facet whose values are words."""

    values = ValueCount(many=True, help_text=VALUES)
    more = serializers.BooleanField(help_text=MORE)


class FlagFacet(serializers.Serializer[Any]):
    """A facet that is true or false."""

    values = FlagCount(many=True, help_text=VALUES)
    more = serializers.BooleanField(help_text="Always `false`: there are two values.")


class NamedFacet(serializers.Serializer[Any]):
    """A facet whose values are things with a name."""

    values = NamedCount(many=True, help_text=VALUES)
    more = serializers.BooleanField(help_text=MORE)


class ArticleFacet(serializers.Serializer[Any]):
    """The facet of the articles."""

    values = ArticleCount(many=True, help_text=VALUES)
    more = serializers.BooleanField(help_text=MORE)


class FacetsRead(serializers.Serializer[Any]):
    """The facets that were asked for."""

    type = ValueFacet(required=False, help_text="Types, whatever `type` asks for.")
    status = ValueFacet(
        required=False, help_text="Statuses that the asker may see, whatever `status` asks for."
    )
    standing = ValueFacet(required=False, help_text="Standings, those left out by default as well.")
    publisher = NamedFacet(
        required=False, help_text="Publishers of the evidence, whatever `publisher` asks for."
    )
    article = ArticleFacet(
        required=False, help_text="Articles of the evidence, whatever `article` asks for."
    )
    speaker = NamedFacet(
        required=False, help_text="Who said it or is quoted, whatever `speaker` asks for."
    )
    entity = NamedFacet(required=False, help_text="Entities in any field.")
    attribution = ValueFacet(required=False, help_text="`named` and `anonymous`.")
    stance = ValueFacet(required=False, help_text="Stances of the evidence.")
    hedged = FlagFacet(required=False, help_text="With hedged evidence, or without any.")
    stale = FlagFacet(required=False, help_text="With stale evidence, or without any.")
    warning = ValueFacet(
        required=False,
        help_text="What facts warn of, `none` for nothing, whatever `warning` asks for.",
    )


class FactFacetsRead(serializers.Serializer[Any]):
    """How many facts the filters find, and how many of them have which values."""

    position = serializers.IntegerField(
        help_text="The position of the feed at which this is so: `known_at` there says the same."
    )
    count = serializers.IntegerField(help_text="How many facts a list with these filters has.")
    omitted = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="Unless `standing` is given: how many facts the default leaves out by standing, "
        "counted up to 1,000 (1001: more).",
    )
    facets = FacetsRead(help_text="Those that `of` asks for.")
