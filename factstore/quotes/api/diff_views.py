"""Differences between versions over HTTP."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.views import ApiView, operation
from factstore.ledger import queries as ledger_queries
from factstore.quotes import comparing
from factstore.quotes.api.diff_serializers import VersionDiffRead
from factstore.sources.models import Article


class VersionDiff(ApiView):
    collection = "versions"
    variables = {
        "article_id": "Id of the article.",
        "before": "Number of the version whose quotes are looked at, from 1.",
        "after": "Number of the version that it is compared with, from 1.",
    }

    @operation("text_diff", response=VersionDiffRead, errors=("withdrawn",))
    def get(self, request: Request, article_id: UUID, before: int, after: int) -> HttpResponse:
        """Show what differs between two versions' texts, and what becomes of the quotes it hits.

        Nothing is written: the quotes stay those of the version before.
        """
        ledger_queries.shown("article", article_id)
        article = Article.objects.get(pk=article_id)
        readable = article.text_access == Article.TextAccess.FULL or request.user.is_authenticated
        found = comparing.compared(article_id, before, after, readable=readable)
        return HttpResponse(orjson.dumps(found), content_type=MEDIA_TYPE)
