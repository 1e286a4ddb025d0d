"""What a redaction of a text does to its quotes: they keep their spans and say what is there."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from factstore.core.redaction import Redaction, blots, has_blots
from factstore.ledger import redacting
from factstore.ledger.kinds import Document
from factstore.quotes.folding import Folded, fold
from factstore.quotes.locate import locate
from factstore.quotes.models import CONTEXT, Drift, Quote

# The trigger reads what stands beside them.
_REREAD = """
    UPDATE quotes_quote SET exact = sources_stretch(version_id, start, "end") WHERE version_id = %s
"""


def redact(redaction: Redaction) -> None:
    """Let the quotes of the redacted version, now and in every revision, say what is there."""
    with connection.cursor() as cursor:
        cursor.execute(_REREAD, [redaction.version])
    # Many quotes and revisions may be repaired, and the text is long: it is folded once, if at all.
    after = cache(lambda: fold(redaction.after))
    for quote in Quote.objects.filter(version=redaction.version, given__isnull=False):
        left = regiven(quote.given or "", quote.start, after())
        if left != quote.given:
            Quote.objects.filter(pk=quote.pk).update(given=left)

    def alter(document: Document) -> None:
        if document["version"]["id"] == str(redaction.version):
            document |= said(document, redaction.after)
            if document.get("repaired"):
                repaired = document["repaired"]
                repaired["given"] = regiven(repaired["given"], document["start"], after())

    redacting.rewrite(redacting.mentioning("quote", redaction.version), redaction, alter)


def regiven(given: str, start: int, after: Folded) -> str:
    """Return the words that were given for a quote: blots, where they no longer lead to it.

    They are no repetition by their characters, so nothing but looking for them again tells.
    """
    found = locate(after, given, hint=start)
    places = [found.spans, *(match.spans for match in found.candidates if match.score == 1)]
    if any(span.start == start for spans in places for span in spans):
        return given
    return blots(given)


def said(quote: Document, text: str) -> dict[str, Any]:
    """Return what a quote with this span says of `text`."""
    start, end = quote["start"], quote["end"]
    return {
        "exact": text[start:end],
        "prefix": text[max(start - CONTEXT, 0) : start],
        "suffix": text[end : end + CONTEXT],
    }


def redact_drifts(redaction: Redaction) -> None:
    """Let drifts from or into the redacted version, now and in every revision, say what is left."""
    version = str(redaction.version)
    own = Q(version=version) | Q(quote__version=version)
    for drift in Drift.objects.filter(own).select_related("quote").iterator(200):
        into = str(drift.version_id) == version
        words = None if into else fold(drift.quote.exact).shaped
        left = [_offered(candidate, words, redaction) for candidate in drift.candidates]
        if left != drift.candidates:
            Drift.objects.filter(pk=drift.pk).update(candidates=left)

    def alter(document: Document) -> None:
        words = None
        if document["quote"]["version"]["id"] == version:
            document["quote"] |= said(document["quote"], redaction.after)
            words = fold(document["quote"]["exact"]).shaped
        elif document["version"]["id"] != version:
            return
        document["candidates"] = [
            _offered(candidate, words, redaction) for candidate in document["candidates"]
        ]

    redacting.rewrite(redacting.mentioning("drift", redaction.version), redaction, alter)


def _offered(candidate: Document, words: str | None, redaction: Redaction) -> Document:
    """Return what is left of a candidate in the redacted version.

    `words`: what is left of the quote, folded, where that stood in the redacted version instead.
    """
    if words is not None:
        differences = [
            {
                **found,
                "quoted": found["quoted"] if found["quoted"] in words else blots(found["quoted"]),
            }
            for found in candidate["differences"]
        ]
        return {**candidate, "differences": differences}
    text = redaction.after
    spans = [{**span, "exact": text[span["start"] : span["end"]]} for span in candidate["spans"]]
    differences = [
        {
            **found,
            "there": there
            if has_blots(there := text[found["start"] : found["end"]])
            else found["there"],
        }
        for found in candidate["differences"]
    ]
    return {**candidate, **said(candidate, text), "spans": spans, "differences": differences}
