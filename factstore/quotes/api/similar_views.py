"""Similar quotes over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from factstore.core.api.views import operation
from factstore.ledger import queries
from factstore.ledger.api.views import RecordedView
from factstore.ledger.api.visibility import sight
from factstore.quotes import documents
from factstore.quotes.api.similar_serializers import SimilarListRead, SimilarParameters
from factstore.quotes.api.views import QUOTE
from factstore.quotes.models import Quote
from factstore.quotes.similar import Similar, similar


class QuoteSimilar(RecordedView):
    collection, kind = "quotes", "quote"
    variables = {"quote_id": QUOTE}

    @operation(
        "similar", parameters=SimilarParameters, response=SimilarListRead, errors=("withdrawn",)
    )
    def get(self, request: Request, quote_id: UUID) -> Response:
        """Show the quotes, of other articles first, that say nearly the same.

        Those are compared that share a run of three words with it. Of a run that very many quotes
        have, 500 are read, and the 200 quotes that share most runs are compared, fewer where they
        have more than 400,000 characters together. Quotes that were withdrawn are left out.
        """
        queries.shown(self.kind, quote_id, sight=sight(request))
        rows = Quote.objects.with_versions()
        found = similar(
            rows.get(pk=quote_id),
            same_article=self.query["same_article"],
            least=self.query["min_score"],
            limit=self.query["limit"],
        )
        return Response({"results": [_shown(one) for one in found]})


def _shown(found: Similar) -> dict[str, Any]:
    version = found.quote.version
    return {
        "quote": documents.selectors(found.quote),
        "version": {"id": str(version.pk), "number": version.number},
        "article": {"id": str(version.article_id), "title": version.article.title},
        "score": found.score,
        "differences": [
            {"kind": one.kind, "asked": one.quoted, "other": one.there} for one in found.differences
        ],
    }
