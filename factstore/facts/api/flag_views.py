"""Flags over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.flag_serializers import (
    FactFlagParameters,
    FlagCreate,
    FlagListParameters,
    FlagPage,
    FlagRead,
    FlagResolve,
)
from factstore.facts.api.views import seen
from factstore.facts.models import Flag
from factstore.ledger import past
from factstore.ledger.api.fields import KnownAtParameters
from factstore.ledger.api.views import RecordedView
from factstore.ledger.api.visibility import sight


class FlagView(RecordedView):
    kind = "flag"
    collection = "flags"
    variables = {"id": "Id of the flag."}

    def matching(self, *, fact: UUID | None) -> HttpResponse:
        """Answer with a page of the flags in sight that the query asks for."""
        statuses, kinds = self.query.get("status"), self.query.get("kind")
        seen_by = sight(self.request)
        then = {"fact": [fact] if fact else None, "status": statuses, "kind": kinds}
        return self.listed(
            Flag.objects.matching(fact=fact, statuses=statuses, kinds=kinds, sight=seen_by),
            said=past.chosen(then, past.seen(seen_by, self.kind)),
        )


class FactFlags(FlagView):
    variables = {"id": "Id of the fact."}

    @operation(
        "list_of_fact",
        parameters=FactFlagParameters,
        response=FlagPage,
        errors=("bad_cursor", "withdrawn"),
        role=Role.CONTRIBUTOR,
    )
    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """List the flags about a fact."""
        seen(request, id, merged=True)
        return self.matching(fact=id)

    @operation(
        "create",
        request=FlagCreate,
        response=FlagRead,
        status=201,
        errors=("withdrawn", "merged", "illegal_transition"),
        role=Role.CONTRIBUTOR,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Flag a fact.

        It is told to reviewers and changes nothing; whoever can say what is right proposes it.
        """
        seen(request, id, merged=True)
        body = self.body()
        with self.change({"reason": f"flagged as {body['kind']}"}):
            flag = actions.create_flag(id, **body)
        return self.created(flag.pk)


class Flags(FlagView):
    @operation("list", parameters=FlagListParameters, response=FlagPage, role=Role.CONTRIBUTOR)
    def get(self, _request: Request) -> HttpResponse:
        """List flags.

        Contributors get their own, and those about facts that they may see.
        """
        return self.matching(fact=self.query.get("fact"))


class FlagDetail(FlagView):
    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=FlagRead,
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def get(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Read a flag."""
        return self.shown(id)


class FlagResolution(FlagView):
    @operation(
        "resolve",
        request=FlagResolve,
        response=FlagRead,
        errors=("illegal_transition",),
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Resolve a flag: it was right, or it was not.

        What follows from it for the fact is a change of its own.
        """
        body, expected = self.body(), if_match(request)
        said = dict(body)
        with self.change(body):
            actions.resolve_flag(id, **said, expected=expected)
        return self.written(id)
