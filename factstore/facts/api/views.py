"""Facts over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api import cursors
from factstore.core.api.views import document_response, etag, if_match, list_response, operation
from factstore.core.errors import NotFound
from factstore.core.roles import Role
from factstore.facts import actions, listing
from factstore.facts.api.drafting import fact_draft, fact_patch
from factstore.facts.api.filters import FactParameters, filters, known_names
from factstore.facts.api.read_serializers import SUMMARY_MEMBERS, FactPage, FactRead
from factstore.facts.api.steps import StepView
from factstore.facts.api.write_serializers import FactCreate, FactUpdate
from factstore.ledger.api.fields import KnownAtParameters
from factstore.ledger.api.visibility import sight
from factstore.ledger.errors import Moved
from factstore.ledger.queries import withdrawal

BROKEN_WORDS = ("quote_absent", "quote_ambiguous")
RIGHTS = ("needs_proposal", "not_yours")
"""`not_yours` only of what has just ceased to be accepted: else it is `needs_proposal`, or 404."""


def seen(
    request: Request,
    fact_id: UUID,
    *,
    known_at: datetime | int | None = None,
    merged: bool = False,
) -> listing.Current:
    """Return a fact as far as the asker may see it; `merged`: where it was merged, too.

    Raises:
        NotFound: there is none, or it is hidden from the asker.
        Withdrawn: it was recorded in error.
        Moved: it was merged into another.
    """
    found = listing.get(fact_id, known_at=known_at)
    sees = sight(request)
    own = found is not None and found.created_by == sees.own
    if found is None or not (found.status == "accepted" or sees.everything or own):
        raise NotFound(f"There is no fact {fact_id}.")
    if found.withdrawn:
        document = orjson.loads(found.document)
        if document["merged_into"] is not None and merged:
            return found
        if document["merged_into"] is not None:
            raise Moved("fact", fact_id, document["merged_into"])
        reason = document["withdrawn"]["reason"]
        raise withdrawal("fact", fact_id, reason=reason, number=found.number)
    return found


class FactView(StepView):
    kind = "fact"
    collection = "facts"
    variables = {"id": "Id of the fact."}

    def fact(self, fact_id: UUID) -> HttpResponse:
        """Answer with a fact as far as the asker may see it."""
        found = seen(self.request, fact_id, known_at=self.query.get("known_at"))
        tag = etag(found.content_revision, found.number)
        return document_response(self.request, found.document, tag)


class Facts(FactView):
    @operation("list", parameters=FactParameters, response=FactPage)
    def get(self, request: Request) -> HttpResponse:
        """List facts.

        Only accepted facts that stand or are disputed, unless asked otherwise; `omitted` on the
        first page counts what the default leaves out, up to 1,000 of each standing (1001: more).
        """
        order = self.query["order"]
        scan = cursors.scan(self.query, order=order, check=[_DAYS[order], UUID])
        with known_names():
            found = listing.find(
                filters(self.query, sight=sight(request)),
                order=order,
                limit=scan.limit + 1,
                backwards=scan.direction == "previous",
                after=scan.key,
                count_omitted=scan.is_first,
            )
        return list_response(
            request,
            scan,
            found.rows,
            key=lambda row: (row.day, row.fact_id),
            document=_summary if self.query["view"] == "summary" else lambda row: row.document,
            omitted=found.omitted,
        )

    @operation(
        "create",
        request=FactCreate,
        response=FactRead,
        status=201,
        errors=(*BROKEN_WORDS, "duplicate"),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record a fact.

        One request makes the fact, its values, its evidence and its quotes, or nothing. It is a
        draft until it is accepted.
        """
        body = self.body()
        with self.change(body):
            fact = actions.create_fact(fact_draft(body), actor=self.actor)
        return self.created(fact.id)


class FactDetail(FactView):
    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=FactRead,
        errors=("withdrawn", "moved"),
        conditional=True,
    )
    def get(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Read a fact, as it is or as the store said at `known_at`."""
        return self.fact(id)

    @operation(
        "update",
        request=FactUpdate,
        response=FactRead,
        errors=(*BROKEN_WORDS, "duplicate", "incomplete", *RIGHTS, "withdrawn", "merged"),
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def patch(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Change a fact.

        What the request does not name stays. Changing a value makes the evidence that covers it
        stale until it is set again or confirmed.
        """
        body, expected = self.body(), if_match(request)
        seen(request, id, merged=True)
        with self.change(body):
            actions.update_fact(id, fact_patch(body), expected=expected)
        return self.written(id)


def _summary(row: listing.Row) -> bytes:
    document: dict[str, Any] = orjson.loads(row.document)
    summary = {name: document[name] for name in SUMMARY_MEMBERS}
    return orjson.dumps({**summary, "view": "summary"})


def _check_day(text: str) -> None:
    if text not in ("infinity", "-infinity"):
        date.fromisoformat(text)


def _check_empty(text: str) -> None:
    if text:
        raise ValueError("the recorded orders have no day")


_DAYS = {
    "recorded": _check_empty,
    "-recorded": _check_empty,
    "from": _check_day,
    "-from": _check_day,
}
"""What the day in a cursor must be, by order."""
