"""Blotting out what a court orders to be forgotten, in a text and in all that repeats it.

Runs inside a change of the origin `redaction`; the database lets nobody else alter a text.
"""

import itertools
from collections.abc import Sequence
from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.core.redaction import Redaction, blotted, joined
from factstore.core.runs import Runs, Span
from factstore.core.text import sha256
from factstore.ledger import clerical, kinds, redacting
from factstore.ledger.actions import open_change
from factstore.ledger.locks import alone, lock
from factstore.sources.models import Original, Publisher, Version
from factstore.sources.sketch import sketch


def redact_version(
    version_id: UUID, spans: Sequence[Span] | None, *, expected: frozenset[int] | None
) -> Version:
    """Put a blot for each character of `spans` (code points, end exclusive; None: of the text).

    Whatever repeats these words is blotted out, too, in what is current and in every revision: the
    words of a span, and any three or more of them in a row, as far as no text of the store has them
    any more.

    Raises:
        Invalid: a span is not in the text, or the reason given for the redaction repeats the words.
    """
    # Whoever is quoting the words at this moment would bring them back.
    alone()
    version = lock(Version, "version", version_id, expected=expected)
    wanted = joined(_checked(spans, len(version.text)))
    before = version.text
    version.text = blotted(before, wanted)
    version.sha256 = sha256(version.text)
    version.sketch = sketch(version.text)
    version.save(update_fields=["text", "sha256", "sketch"])
    texts = Version.objects.values_list("text", flat=True).iterator(100)
    gone = Runs.of(before, wanted).without(texts)
    opened = open_change()
    if gone.places(opened.reason):
        error = FieldError("/reason", "repeats_redacted", "Name the order without the words.")
        raise Invalid("The reason repeats what is to be forgotten.", errors=[error])
    _forget(Redaction(version.pk, opened.pk, before, version.text, gone))
    return version


def _forget(redaction: Redaction) -> None:
    """Blot out, in all the store, what repeats the redacted words; the change says what it left."""
    registered = [kinds.get(name) for name in kinds.names()]
    for kind in registered:
        kind.redact(redaction)
        redacting.sweep(kind, redaction)
    for kind in registered:
        kind.redacted(redaction)
    redacting.redact_notes(redaction)
    redacting.redact_changes(redaction)
    redacting.forget_answers(redaction)
    clerical.redact(redaction)
    opened = open_change()
    left = {(e["kind"], e["id"], e["revision"]): e["digest"] for e in opened.altered or ()}
    left |= {(kind, str(i), number): d for (kind, i, number), d in redaction.altered.items()}
    opened.altered = [
        {"kind": kind, "id": object_id, "revision": number, "digest": digest}
        for (kind, object_id, number), digest in sorted(left.items())
    ]


def redact_originals(redaction: Redaction) -> None:
    """Empty the kept files of the article, and all others in which the words stand as they are.

    Markup may part the words, so that a file of the article is not searched for them.
    """
    article = Version.objects.values_list("article", flat=True).get(pk=redaction.version)
    kept = Version.objects.filter(original__content__isnull=False)
    emptied = set(kept.filter(article=article).values_list("original", flat=True))
    others = kept.exclude(article=article).values_list(
        "original", "extraction__original__charset", "original__content"
    )
    for digest, charset, content in others.iterator(20):
        text = bytes(content or b"").decode(str(charset), errors="replace")
        if redaction.gone.places(text):
            emptied.add(digest)
    Original.objects.filter(pk__in=emptied).update(content=None)


def redact_publishers(redaction: Redaction) -> None:
    """Blot out names of publishers, and count those that come out the same: each is unique."""
    for publisher in Publisher.objects.all():
        name = redaction.repeated(publisher.name)
        if name == publisher.name:
            continue
        for tried in itertools.count(1):
            own = name if tried == 1 else f"{name[:190]} {tried}"
            if not Publisher.objects.filter(name=own).exists():
                break
        Publisher.objects.filter(pk=publisher.pk).update(name=own)


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
