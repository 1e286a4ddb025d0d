"""Flags over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import operation
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
from factstore.facts.api.submission_views import SubmissionView
from factstore.facts.api.views import seen
from factstore.facts.models import Flag
from factstore.ledger.api.fields import KnownAtParameters


class FlagView(SubmissionView):
    kind = "flag"
    collection = "flags"
    variables = {"id": "Id of the flag."}
    model = Flag
    filters = ("status", "kind")


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
        return self.matching()


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
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Resolve a flag: it was right, or it was not.

        What follows from it for the fact is a change of its own.
        """
        return self.step(id, actions.resolve_flag, keeps_reason=True)
