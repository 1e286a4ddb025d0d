"""Blotting out what a court orders to be forgotten, in a text and in all that repeats it.

Runs inside a change of the origin `redaction`; the database lets nobody else alter a text.
"""

from collections.abc import Sequence
from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.core.redaction import Redaction, Span, blotted, joined
from factstore.core.text import sha256
from factstore.ledger import kinds
from factstore.ledger.actions import open_change
from factstore.ledger.locks import alone, lock
from factstore.sources.models import Version


def redact_version(
    version_id: UUID, spans: Sequence[Span] | None, *, expected: frozenset[int] | None
) -> Version:
    """Put a blot for each character of `spans` (code points, end exclusive; None: of the text).

    Whatever repeats these words is blotted out, too, in what is current and in every revision.

    Raises:
        Invalid: a span is not in the text.
    """
    # Whoever is quoting the words at this moment would bring them back.
    alone()
    version = lock(Version, "version", version_id, expected=expected)
    wanted = joined(_checked(spans, len(version.text)))
    before = version.text
    version.text = blotted(before, wanted)
    version.sha256 = sha256(version.text)
    version.save(update_fields=["text", "sha256"])
    redaction = Redaction(version.pk, open_change().pk, before, version.text, wanted)
    for name in kinds.names():
        kinds.get(name).redact(redaction)
    return version


def _checked(spans: Sequence[Span] | None, length: int) -> Sequence[Span]:
    if spans is None:
        return [(0, length)]
    errors = [
        FieldError(f"/spans/{i}", "bad_span", f"A span has 0 <= start < end <= {length}.")
        for i, (start, end) in enumerate(spans)
        if not 0 <= start < end <= length
    ]
    if errors:
        raise Invalid("The spans are not in the text.", errors=errors)
    return spans
