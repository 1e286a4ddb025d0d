"""What a redaction of a text does to its quotes: they keep their spans and say what is there."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from factstore.core.redaction import Redaction, blots, has_blots
from factstore.ledger import redacting
from factstore.ledger.kinds import Document
from factstore.quotes.anchor import Span
from factstore.quotes.differences import altered, standing_apart
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
    before = cache(lambda: fold(redaction.before))

    def left(document: Document, quote: Document) -> list[Document]:
        found: list[Document] = document["candidates"]
        if quote["version"]["id"] != version:
            return [_there(candidate, redaction) for candidate in found]
        span = Span(quote["start"], quote["end"])
        if _at(redaction.before, span) == _at(redaction.after, span):
            return found
        return [_quoted(candidate, span, redaction, before()) for candidate in found]

    for drift in Drift.objects.filter(own).select_related("quote").iterator(200):
        quote = drift.quote
        at = {"version": {"id": str(quote.version_id)}, "start": quote.start, "end": quote.end}
        now = left({"candidates": drift.candidates}, at)
        if now != drift.candidates:
            Drift.objects.filter(pk=drift.pk).update(candidates=now)

    def alter(document: Document) -> None:
        quote = document["quote"]
        if version in (quote["version"]["id"], document["version"]["id"]):
            document["candidates"] = left(document, quote)
        if quote["version"]["id"] == version:
            quote |= said(quote, redaction.after)

    redacting.rewrite(redacting.mentioning("drift", redaction.version), redaction, alter)


def _there(candidate: Document, redaction: Redaction) -> Document:
    """Return what is left of a candidate in the redacted version."""
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


def _quoted(candidate: Document, span: Span, redaction: Redaction, before: Folded) -> Document:
    """Return what is left of a candidate elsewhere, of a quote of `span` in the redacted version.

    `before`: that version's text. Of the words that differ, only the place in the candidate is
    kept: they are compared anew. Where that finds others, as beside earlier blots, those words go
    that stand in a redacted place, too, and those that another folding made so.
    """
    first, past = before.offset(span.start), before.end_offset(span.end)
    asked = before.shaped[first:past].replace("\n", " ")
    there = fold(candidate["exact"]).shaped.replace("\n", " ")
    words = [found["quoted"] for found in candidate["differences"]]
    places = [[at[:2]] for at in altered(asked, there)]
    if [asked[start:end] for [(start, end)] in places] != words:
        places = [list(standing_apart(asked, quoted)) for quoted in words]
    differences = []
    for found, possible in zip(candidate["differences"], places, strict=True):
        spans = [before.span(first + start, first + end) for start, end in possible]
        quoted, left = found["quoted"], {_at(redaction.after, at) for at in spans}
        if not left or left != {_at(redaction.before, at) for at in spans}:
            quoted = left.pop() if len(left) == 1 else blots(quoted)
        differences.append({**found, "quoted": quoted})
    return {**candidate, "differences": differences}


def _at(text: str, span: Span) -> str:
    return text[span.start : span.end]
