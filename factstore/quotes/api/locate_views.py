"""Looking for words in a text over HTTP."""

from dataclasses import asdict

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.views import operation
from factstore.core.roles import Role
from factstore.ledger.api.views import RecordedView
from factstore.quotes import finding
from factstore.quotes.api.locate_serializers import QuoteLocate, QuoteLocatedRead
from factstore.quotes.selectors import Selector


class QuoteLocation(RecordedView):
    collection, kind = "quotes", "quote"

    @operation(
        "locate",
        request=QuoteLocate,
        response=QuoteLocatedRead,
        role=Role.CONTRIBUTOR,
        writes=False,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Look for words in a stored text.

        Writes nothing: says where they stand, what would be kept, or what is near.
        """
        found = finding.find(Selector(**self.body()))
        return HttpResponse(orjson.dumps(asdict(found)), content_type=MEDIA_TYPE)
