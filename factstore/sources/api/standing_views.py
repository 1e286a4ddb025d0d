"""How an article stands, over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import if_match, operation
from factstore.ledger.api.views import RecordedView
from factstore.sources import standing
from factstore.sources.api.serializers import ArticleRead
from factstore.sources.api.standing_serializers import ArticleStandingWrite
from factstore.sources.api.views import ARTICLE
from factstore.sources.standing import Told


class ArticleStands(RecordedView):
    collection, kind = "articles", "article"
    variables = {"article_id": ARTICLE}

    @operation(
        "standing",
        request=ArticleStandingWrite,
        response=ArticleRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def post(self, request: Request, article_id: UUID) -> HttpResponse:
        """Say that an article was corrected, retracted or removed, is out of reach, or stands.

        The facts that it supports warn of it, from the same change on.
        """
        expected, body = if_match(request), self.body()
        with self.change(body):
            standing.set_standing(article_id, Told(**body), expected=expected)
        return self.written(article_id)
