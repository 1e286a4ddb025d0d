"""Quotes over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.serializers import page_of
from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.ledger.api.fields import KnownAtParameters
from factstore.ledger.api.serializers import WithdrawWrite
from factstore.ledger.api.views import RecordedView
from factstore.quotes import actions
from factstore.quotes.api.filters import QuoteListParameters
from factstore.quotes.api.serializers import QuoteCreate, QuoteRead
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector

QUOTE = "Id of the quote."


class QuoteList(RecordedView):
    collection, kind = "quotes", "quote"

    @operation("list", parameters=QuoteListParameters, response=page_of(QuoteRead))
    def get(self, _request: Request) -> HttpResponse:
        """List quotes."""
        article, version = self.query.get("article"), self.query.get("version")
        return self.listed(Quote.objects.standing_in(article=article, version=version))

    @operation(
        "create",
        request=QuoteCreate,
        response=QuoteRead,
        status=201,
        also=200,
        errors=("quote_absent", "quote_ambiguous", "quote_in_parts"),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Keep a span of a stored text as a quote.

        Words are found as they are or folded; the source's own characters are kept, and `repaired`
        says what was given. What is only near, or stands in several places, is offered and refused.
        The answer is 200 with the quote that exists where the same span is kept already.
        """
        body = self.body()
        with self.change(body):
            quote, is_new = actions.find_or_create(Selector(**body))
        return self.created(quote.id) if is_new else self.written(quote.id)


class QuoteDetail(RecordedView):
    collection, kind = "quotes", "quote"
    variables = {"quote_id": QUOTE}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=QuoteRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, quote_id: UUID) -> HttpResponse:
        """Show a quote."""
        return self.shown(quote_id)


class QuoteWithdraw(RecordedView):
    collection, kind = "quotes", "quote"
    variables = {"quote_id": QUOTE}

    @operation(
        "withdraw",
        request=WithdrawWrite,
        response=QuoteRead,
        conditional=True,
        errors=("withdrawn", "in_use"),
    )
    def post(self, request: Request, quote_id: UUID) -> HttpResponse:
        """Withdraw a quote that was recorded in error."""
        expected, body = if_match(request), self.body()
        reason = body["reason"]
        with self.change(body):
            actions.withdraw_quote(quote_id, reason=reason, expected=expected)
        return self.written(quote_id)
