"""The base of views of recorded things: they answer with documents as they were recorded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, TypedDict
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.exceptions import NotAuthenticated

from factstore.accounts.models import Token, User
from factstore.accounts.programs import Program
from factstore.core.api import cursors
from factstore.core.api.views import ApiView, document_response, etag, list_response
from factstore.core.api.writes import Work
from factstore.ledger import actions, past, queries
from factstore.ledger.api import replays
from factstore.ledger.api.visibility import sight
from factstore.ledger.models import Change
from factstore.ledger.past import Condition, Past
from factstore.ledger.queries import Recorded

ROOT = "/api/v1"
CREATED = "created"
"""The reason of a creation that gives none."""


class _Place(TypedDict):
    descending: bool
    beyond: UUID | None
    limit: int


class RecordedView(ApiView):
    """A view of one `kind` of recorded thing."""

    kind: ClassVar[str] = ""
    keeps_answers = True

    @property
    def actor(self) -> User:
        """Who writes; the permissions let nobody else come so far."""
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user

    @contextmanager
    def change(self, body: dict[str, Any], *, alone: bool = False) -> Iterator[None]:
        """Open the change in which the caller writes; takes `reason` out of the `body`.

        `alone`: as `actions.change`.
        """
        reason = body.pop("reason", CREATED)
        with actions.change(
            actor=self.actor,
            reason=reason,
            origin=Change.Origin.API,
            agent=self.agent,
            alone=alone,
        ):
            yield

    @property
    def agent(self) -> str | None:
        """The program that writes, in one line, as changes name it; None for a person."""
        return self.program.agent if self.program else None

    @property
    def program(self) -> Program | None:
        """The program that writes, as its token says; None for a person."""
        token = self.request.auth
        return token.origin if isinstance(token, Token) else None

    def once(self, key: str, work: Work) -> HttpResponse:
        """Carry out `work` in one transaction with the record of its answer; see `replays`."""
        return replays.once(self.request, self.actor.pk, key, work)

    def shown(self, object_id: UUID) -> HttpResponse:
        """Answer with what the store says of an object, or said at the parameter `known_at`.

        Raises:
            NotFound, Withdrawn: as `queries.shown`.
        """
        found = queries.shown(
            self.kind,
            object_id,
            known_at=self.query.get("known_at"),
            sight=sight(self.request),
        )
        return self.answer(found)

    def written(self, object_id: UUID) -> HttpResponse:
        """Answer with an object as the change that has just closed recorded it."""
        return self.answer(self._recorded(object_id))

    def created(self, object_id: UUID, *, at: object = None) -> HttpResponse:
        """Answer 201 with a new object; `at` is what its address ends in, its id by default."""
        location = f"{ROOT}/{self.collection}/{at or object_id}"
        return self.answer(self._recorded(object_id), status=201, location=location)

    def answer(
        self, found: Recorded, *, status: int = 200, location: str | None = None
    ) -> HttpResponse:
        """Answer with a recorded document and its ETag."""
        return document_response(
            self.request,
            found.document,
            etag(found.content_revision, found.number),
            status=status,
            location=location,
        )

    def listed(
        self, objects: "QuerySet[Any]", *, said: Sequence[Condition] | None = None
    ) -> HttpResponse:
        """Answer with a page of the documents of `objects`, which are rows of the kind's table.

        At the parameter `known_at`, `said` is what chooses among the documents of then; None:
        `objects` are chosen by what never changes, and are the same at any time.
        Two statements at the most: the page, and on the first page the count of what is withdrawn.
        """
        order = self.query["order"]
        scan = cursors.scan(self.query, order=order, check=[UUID])
        place: _Place = {
            "descending": (order == "-recorded") == (scan.direction == "next"),
            "beyond": UUID(scan.key[0]) if scan.key and scan.key[0] else None,
            "limit": scan.limit + 1,
        }
        ids = self.query.get("id")
        if (known_at := self.query.get("known_at")) is not None:
            always = objects if said is None else None
            then = Past(self.kind, known_at, conditions=said or (), objects=always, ids=ids)
            rows = past.page(then, **place)
            withdrawn = past.count_withdrawn(then) if scan.is_first else None
        else:
            now = objects if ids is None else objects.filter(pk__in=ids)
            rows = queries.page(self.kind, now, **place)
            withdrawn = queries.count_withdrawn(now) if scan.is_first else None
        return list_response(
            self.request,
            scan,
            rows,
            key=lambda row: (str(row[1]),),
            document=lambda row: row[0],
            omitted=None if withdrawn is None else orjson.dumps({"withdrawn": withdrawn}),
        )

    def _recorded(self, object_id: UUID) -> Recorded:
        found = queries.document(self.kind, object_id)
        if found is None:
            raise LookupError(f"{self.kind} {object_id} was written and not recorded")
        return found
