"""The shapes of captures: what a text is taken from, and how it was taken."""

from typing import Any

from rest_framework import serializers

from factstore.core.api.serializers import ExactText, StrictSerializer
from factstore.sources.boilerplate import KINDS
from factstore.sources.capturing import SOURCES

CLAIMS = ["title", "byline", "published", "language", "url", "publisher"]


class FileWrite(StrictSerializer):
    """A file: HTML or plain text, in any common charset."""

    content = serializers.CharField(help_text="The bytes in base64; up to 10 MiB of them.")
    media_type = serializers.CharField(
        required=False,
        max_length=200,
        help_text="As the server sent it, e.g. `text/html; charset=utf-8`; left out: told by the "
        "name, else by how the file begins.",
    )
    charset = serializers.CharField(
        required=False,
        max_length=40,
        help_text="The charset, where you know it; it decides. Left out: what the file declares.",
    )
    name = serializers.CharField(required=False, max_length=500, help_text="The file's name.")


class CaptureWrite(StrictSerializer):
    """What a text is taken from: exactly one of `text`, `html` and `file`."""

    text = ExactText(
        required=False, help_text="The text, every character as captured; up to 5 MB in UTF-8."
    )
    html = ExactText(
        required=False,
        help_text="The page, from which the text is taken; up to 10 MiB in UTF-8.",
    )
    file = FileWrite(required=False, help_text="A file from which the text is taken.")
    cut = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS),
        required=False,
        max_length=len(KINDS),
        help_text="Kinds of boilerplate to cut from the text; left out: nothing is cut.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sources = [name for name in SOURCES if name in self.fields]
        given = [name for name in sources if name in attrs]
        if not given:
            raise serializers.ValidationError(
                {"text": [f"Give one of {', '.join(sources)}."]}, code="required"
            )
        if len(given) > 1:
            raise serializers.ValidationError(
                {name: ["A text is taken from one source."] for name in given[1:]},
                code="one_source",
            )
        return attrs


class ClaimRead(serializers.Serializer[Any]):
    """What a page says of itself; nobody has confirmed it."""

    name = serializers.ChoiceField(choices=CLAIMS, help_text="What the claim is about.")
    value = serializers.CharField(help_text="As it stands in the page.")
    where = serializers.CharField(
        help_text="Where in the page: a meta element, linked data, or an XPath; `found in the "
        "page`: as the program understands it."
    )


class OriginalRead(serializers.Serializer[Any]):
    """The file that a text was taken from."""

    sha256 = serializers.CharField(help_text="SHA-256 of its bytes, 64 hex digits.")
    media_type = serializers.CharField(help_text="What it was read as.")
    charset = serializers.CharField(help_text="The charset that it was read in.")
    bytes = serializers.IntegerField(help_text="How many bytes it has.")


class CutRead(serializers.Serializer[Any]):
    """A span that was cut from the text on request; the original still has it."""

    kind = serializers.ChoiceField(choices=KINDS, help_text="What it looked like.")
    start = serializers.IntegerField(help_text="First code point, in the text before any cut.")
    end = serializers.IntegerField(help_text="One past the last code point.")


class ExtractionRead(serializers.Serializer[Any]):
    """How a text was taken from a file."""

    by = serializers.CharField(help_text="The program and its version, e.g. `trafilatura 2.3.1`.")
    profile = serializers.CharField(
        allow_null=True, help_text="Counts up when the same page would give another text."
    )
    original = OriginalRead(help_text="The file, whose bytes are kept.")
    cut = CutRead(many=True, help_text="What was cut on request.")
    left_out = serializers.IntegerField(
        allow_null=True,
        help_text="Code points of the page's passages that the program did not take, apart from "
        "menus, links and labels; null: not measured.",
    )
