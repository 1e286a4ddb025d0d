"""Batches of facts over HTTP."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.problems import exception_handler
from factstore.core.api.views import etag, operation
from factstore.core.errors import DomainError
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.batch_serializers import (
    ALL_OR_NOTHING,
    FactBatchCreate,
    FactBatchRead,
    drafts,
)
from factstore.facts.api.views import FactView
from factstore.facts.errors import BatchRefused, Outcome
from factstore.ledger import queries

_NOTHING = {"id": None, "etag": None, "problem": None}


class FactBatch(FactView):
    @operation(
        "batch",
        request=FactBatchCreate,
        response=FactBatchRead,
        errors=("batch_refused",),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record many facts in one change.

        In the mode `all_or_nothing` one refused item refuses all, with pointers that begin with
        `/items/<index>`; in the mode `each` the answer is 200 and tells of each item.
        """
        body = self.body()
        items, all_or_nothing = drafts(body.pop("items")), body.pop("mode") == ALL_OR_NOTHING
        outcomes: Sequence[Outcome]
        try:
            with self.change(body):
                outcomes = actions.create_facts(
                    items, actor=self.actor, all_or_nothing=all_or_nothing
                )
        except BatchRefused as refused:
            if all_or_nothing:
                raise
            outcomes = refused.outcomes
        results = list(self._results(outcomes))
        return HttpResponse(orjson.dumps({"results": results}), content_type=MEDIA_TYPE)

    def _results(self, outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
        recorded = [outcome for outcome in outcomes if isinstance(outcome, UUID)]
        numbers = queries.numbers(self.kind, recorded)
        for i, outcome in enumerate(outcomes):
            if isinstance(outcome, DomainError):
                result = {"status": outcome.status, "problem": self._problem(outcome)}
            else:
                result = {"status": 201, "id": outcome, "etag": etag(*numbers[outcome])}
            yield {"index": i, **_NOTHING, **result}

    def _problem(self, refusal: DomainError) -> Any:
        answer = exception_handler(refusal, {"request": self.request, "view": self})
        return orjson.loads(answer.content) if answer else None
