"""Undoing a change over HTTP."""

from dataclasses import asdict
from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.views import operation
from factstore.core.roles import Role
from factstore.ledger import actions, undoing
from factstore.ledger.api.undoing_serializers import ChangeRevertRead, ChangeRevertWrite
from factstore.ledger.api.views import RecordedView
from factstore.ledger.models import Change


class ChangeRevert(RecordedView):
    collection = "changes"
    variables = {"change_id": "Id of the change."}

    @operation(
        "revert",
        request=ChangeRevertWrite,
        response=ChangeRevertRead,
        errors=("cannot_revert",),
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, change_id: UUID) -> HttpResponse:
        """Undo a change: bring all that it wrote back to what it was before.

        All in one new change. What has changed since is refused, each with its reason; where
        everything is, the answer is `cannot_revert` with the same results.
        """
        reason = self.body()["reason"]
        with actions.change(
            actor=self.actor,
            reason=reason,
            origin=Change.Origin.API,
            agent=self.agent,
            alone=True,
        ) as opened:
            results = undoing.revert_change(change_id)
        body = {"change": opened.pk, "results": [asdict(result) for result in results]}
        return HttpResponse(orjson.dumps(body), content_type=MEDIA_TYPE)
