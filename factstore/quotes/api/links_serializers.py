"""The shapes of links to quotes, and of quotes as Web Annotations."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from factstore.quotes.annotation import CONTEXT

_QUOTE = "https://facts.example.org/api/v1/quotes/01903b5e-8a00-7c3a-9d2e-000000000004"
_PAGE = "https://news.example.org/biden-kharkiv"
_VERSION = "https://facts.example.org/api/v1/versions/01903b5e-8a00-7c3a-9d2e-000000000003"


class LinksRead(serializers.Serializer[Any]):
    """Absolute addresses by which a quote is cited and seen."""

    example = {
        "quote": _QUOTE,
        "page": _PAGE,
        "text_fragment": f"{_PAGE}#:~:text=Biden%20administration",
        "annotation": f"{_QUOTE}/annotation",
    }

    quote = serializers.URLField(help_text="The quote itself; it never changes.")
    page = serializers.URLField(
        allow_null=True, help_text="The live page of the article; null: none is known."
    )
    text_fragment = serializers.URLField(
        allow_null=True,
        help_text="The live page, scrolled to the words and marking them in browsers that know "
        "text fragments; null where no page is known, or the quote is white space alone.",
    )
    annotation = serializers.URLField(help_text="The quote as a W3C Web Annotation.")


class AnnotationBodyRead(serializers.Serializer[Any]):
    """What an annotation says of its target: this quote is that."""

    id = serializers.URLField(help_text="The quote.")
    type = serializers.ChoiceField(choices=["Dataset"], help_text="It is data.")
    format = serializers.ChoiceField(choices=["application/json"], help_text="Its media type.")


class AnnotationStateRead(serializers.Serializer[Any]):
    """How the page was when its text was captured."""

    type = serializers.ChoiceField(choices=["TimeState"], help_text="A state at a time.")
    # The name is W3C's.
    sourceDate = serializers.DateTimeField(help_text="When the text was captured.")  # noqa: N815
    cached = serializers.URLField(help_text="The stored version, in whose `text` offsets count.")


class TextQuoteSelectorRead(serializers.Serializer[Any]):
    """The words, and what stands beside them."""

    type = serializers.ChoiceField(choices=["TextQuoteSelector"], help_text="By words.")
    exact = serializers.CharField(trim_whitespace=False, help_text="The words.")
    prefix = serializers.CharField(
        trim_whitespace=False, help_text="The up to 32 code points right before them."
    )
    suffix = serializers.CharField(
        trim_whitespace=False, help_text="The up to 32 code points right after them."
    )


class TextPositionSelectorRead(serializers.Serializer[Any]):
    """The words, by their offsets in the captured text."""

    type = serializers.ChoiceField(choices=["TextPositionSelector"], help_text="By offsets.")
    start = serializers.IntegerField(help_text="First code point, from 0.")
    end = serializers.IntegerField(help_text="One past the last code point.")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="AnnotationSelector",
        serializers={
            "TextQuoteSelector": TextQuoteSelectorRead,
            "TextPositionSelector": TextPositionSelectorRead,
        },
        resource_type_field_name="type",
    )
)
class AnnotationSelectorField(serializers.Field[Any, Any, Any, Any]):
    """How to find the words, of the shape of its `type`; declares, never converts."""

    def to_representation(self, value: Any) -> Any:
        return value


class AnnotationTargetRead(serializers.Serializer[Any]):
    """Where the words stand."""

    type = serializers.ChoiceField(
        choices=["SpecificResource"], help_text="A part of the source, in a state."
    )
    source = serializers.URLField(
        help_text="The live page; the stored version where none is known."
    )
    state = AnnotationStateRead(required=False, help_text="Given with a live page.")
    selector = serializers.ListField(
        child=AnnotationSelectorField(), help_text="Each leads to the same words."
    )


class AnnotationRead(serializers.Serializer[Any]):
    """A quote as a W3C Web Annotation; members are those of its context."""

    example = {
        "@context": CONTEXT,
        "id": f"{_QUOTE}/annotation",
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"id": _QUOTE, "type": "Dataset", "format": "application/json"},
        "target": {
            "type": "SpecificResource",
            "source": _PAGE,
            "state": {
                "type": "TimeState",
                "sourceDate": "2024-05-31T08:00:00Z",
                "cached": _VERSION,
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "Biden administration",
                    "prefix": "The ",
                    "suffix": " has quietly given Ukraine permi",
                },
                {"type": "TextPositionSelector", "start": 4, "end": 24},
            ],
        },
    }

    id = serializers.URLField(help_text="The annotation.")
    type = serializers.ChoiceField(choices=["Annotation"], help_text="What this is.")
    motivation = serializers.ChoiceField(
        choices=["identifying"], help_text="Why it is made: to give the words an identity."
    )
    body = AnnotationBodyRead(help_text="The quote.")
    target = AnnotationTargetRead(help_text="The words in their source.")

    def get_fields(self) -> dict[str, Any]:
        context = serializers.URLField(help_text="What the members mean.")
        return {"@context": context, **super().get_fields()}
