"""A quote as a W3C Web Annotation, for tools that know nothing of this store.

The target is the live page, as it was when its text was captured; the offsets count in that text,
which is the copy that the target's state names.

Source: W3C Web Annotation Data Model, 4.2.4, 4.2.5 (selectors), 4.3.1 (time state); Web Annotation
Vocabulary (terms); Web Annotation Protocol, 3 (media type).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = "application/ld+json"
CONTENT_TYPE = f'{MEDIA_TYPE}; profile="{CONTEXT}"'


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses of what an annotation connects; `page` is None where none is known."""

    annotation: str
    quote: str
    version: str
    page: str | None


def annotation(
    quote: Mapping[str, Any], addresses: Addresses, *, captured_at: str
) -> dict[str, Any]:
    """Return the annotation of a quote, from its document.

    Offsets are code points, as the model counts them. `captured_at` is RFC 3339 in UTC.
    """
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": addresses.page or addresses.version,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": quote["exact"],
                "prefix": quote["prefix"],
                "suffix": quote["suffix"],
            },
            {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
        ],
    }
    if addresses.page is not None:
        state = {"type": "TimeState", "sourceDate": captured_at, "cached": addresses.version}
        target["state"] = state
    return {
        "@context": CONTEXT,
        "id": addresses.annotation,
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"id": addresses.quote, "type": "Dataset", "format": "application/json"},
        "target": target,
    }
