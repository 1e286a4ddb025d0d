"""Differences between versions over HTTP."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from factstore.core.api.views import ApiView, document_response, not_modified, operation
from factstore.ledger import queries as ledger_queries
from factstore.quotes import comparing
from factstore.quotes.api.diff_serializers import VersionDiffRead
from factstore.sources.api.reading import may_read
from factstore.sources.models import Article

_LONG = (
    f"Texts of more than {comparing.MOST_ANONYMOUS:,} characters together are compared for callers "
    "with a token."
)
_TAG = (
    "Entity tag of the answer, which changes with either text, with the quotes and with who asks, "
    "for If-None-Match."
)


class VersionDiff(ApiView):
    collection = "versions"
    variables = {
        "article_id": "Id of the article.",
        "before": "Number of the version whose quotes are looked at, from 1.",
        "after": "Number of the version that it is compared with, from 1.",
    }

    @operation(
        "text_diff",
        response=VersionDiffRead,
        conditional=True,
        headers=(("ETag", _TAG),),
        errors=("withdrawn",),
    )
    def get(self, request: Request, article_id: UUID, before: int, after: int) -> HttpResponse:
        """Show what differs between two versions' texts, and what becomes of the quotes it hits.

        Nothing is written: the quotes stay those of the version before. Without a token, texts of
        up to 250,000 characters together are compared, and fewer quotes are looked for.
        """
        ledger_queries.shown("article", article_id)
        article = Article.objects.get(pk=article_id)
        signed_in = request.user.is_authenticated
        readable = may_read(request, article.text_access)
        asked = comparing.asked(article_id, before, after, readable=readable, signed_in=signed_in)
        tag = comparing.etag(asked)
        unchanged = not_modified(request, tag)
        if unchanged is not None:
            return unchanged
        if not signed_in and asked.length > comparing.MOST_ANONYMOUS:
            raise NotAuthenticated(_LONG)
        return document_response(request, orjson.dumps(comparing.compared(asked)), tag)
