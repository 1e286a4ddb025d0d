"""What a redaction of a text does to its quotes: they keep their spans and say what is there."""

from typing import Any

from django.db import connection

from factstore.core.redaction import Redaction
from factstore.ledger import redacting
from factstore.ledger.kinds import Document
from factstore.quotes.models import CONTEXT

_REREAD = """
    UPDATE quotes_quote q SET exact = substr(v.text, q.start + 1, q."end" - q.start),
        prefix = substr(
            v.text, greatest(q.start - %(context)s, 0) + 1, least(q.start, %(context)s)),
        suffix = substr(v.text, q."end" + 1, %(context)s)
    FROM sources_version v WHERE v.id = q.version_id AND v.id = %(version)s
"""


def redact(redaction: Redaction) -> None:
    """Let the quotes of the redacted version, now and in every revision, say what is there."""
    with connection.cursor() as cursor:
        cursor.execute(_REREAD, {"context": CONTEXT, "version": redaction.version})

    def alter(document: Document) -> None:
        if document["version"]["id"] == str(redaction.version):
            document |= said(document, redaction.after)

    redacting.rewrite("quote", [redaction.version], redaction, alter)


def said(quote: Document, text: str) -> dict[str, Any]:
    """Return what a quote with this span says of `text`."""
    start, end = quote["start"], quote["end"]
    return {
        "exact": text[start:end],
        "prefix": text[max(start - CONTEXT, 0) : start],
        "suffix": text[end : end + CONTEXT],
    }
