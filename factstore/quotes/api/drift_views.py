"""The queue of quotes that drifted, over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.ledger import past
from factstore.ledger.api.fields import KnownAtParameters
from factstore.ledger.api.views import RecordedView
from factstore.quotes import actions
from factstore.quotes.api.drift_serializers import (
    DriftConfirm,
    DriftDrop,
    DriftListParameters,
    DriftPage,
    DriftPlace,
    DriftRead,
)
from factstore.quotes.models import Drift
from factstore.quotes.selectors import Selector

DRIFT = "Id of the drift."


class DriftList(RecordedView):
    collection, kind = "quotes/drift", "drift"

    @operation("list", parameters=DriftListParameters, response=DriftPage, role=Role.CONTRIBUTOR)
    def get(self, _request: Request) -> HttpResponse:
        """List quotes that a later version of their article does not simply have."""
        states, outcomes = self.query.get("state"), self.query.get("outcome")
        article, version = self.query.get("article"), self.query.get("version")
        return self.listed(
            Drift.objects.matching(
                states=states, outcomes=outcomes, article=article, version=version
            ),
            said=[
                *past.chosen({"state": states, "outcome": outcomes}),
                *(past.one_of(["article", "id"], [of]) for of in [article] if of),
                *(past.one_of(["version", "id"], [of]) for of in [version] if of),
            ],
        )


class _DriftView(RecordedView):
    collection, kind = "quotes/drift", "drift"
    variables = {"drift_id": DRIFT}


class DriftDetail(_DriftView):
    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=DriftRead,
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def get(self, _request: Request, drift_id: UUID) -> HttpResponse:
        """Show what became of a quote in a later version."""
        return self.shown(drift_id)


class DriftConfirmation(_DriftView):
    @operation(
        "confirm",
        request=DriftConfirm,
        response=DriftRead,
        conditional=True,
        errors=("illegal_transition",),
    )
    def post(self, request: Request, drift_id: UUID) -> HttpResponse:
        """Confirm that one of the candidates is the quote in that version.

        The words from its first to its last character are kept as a quote that follows the old one.
        """
        expected, body = if_match(request), self.body()
        candidate = body["candidate"]
        with self.change({"reason": "candidate confirmed", **body}):
            actions.confirm_drift(drift_id, candidate=candidate, expected=expected)
        return self.written(drift_id)


class DriftPlacement(_DriftView):
    @operation(
        "place",
        request=DriftPlace,
        response=DriftRead,
        conditional=True,
        errors=("illegal_transition", "quote_absent", "quote_ambiguous", "quote_in_parts"),
    )
    def post(self, request: Request, drift_id: UUID) -> HttpResponse:
        """Say where in that version the quote stands.

        The words are found as those of a new quote are, and kept as one that follows the old one.
        """
        expected, body = if_match(request), self.body()
        selector = Selector(**body["selector"])
        with self.change({"reason": "placed anew", **body}):
            actions.place_drift(drift_id, selector, expected=expected)
        return self.written(drift_id)


class DriftDropping(_DriftView):
    @operation(
        "drop",
        request=DriftDrop,
        response=DriftRead,
        conditional=True,
        errors=("illegal_transition",),
    )
    def post(self, request: Request, drift_id: UUID) -> HttpResponse:
        """Say that the quote stands in that version no more.

        The old quote stays what it is; it is looked for in no later version.
        """
        expected, body = if_match(request), self.body()
        with self.change(body):
            actions.drop_drift(drift_id, expected=expected)
        return self.written(drift_id)
