"""Merging facts over HTTP, and parting them again."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import operation
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.read_serializers import FactRead
from factstore.facts.api.views import FactView
from factstore.ledger.api.undoing_serializers import MergeWrite, UnmergeWrite


class FactMerge(FactView):
    @operation(
        "merge",
        request=MergeWrite,
        response=FactRead,
        errors=("withdrawn", "merged"),
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Merge a fact into another of its type that makes the same claim, or a wider one.

        Its evidence moves there, each coverage to the equal value. Reading it answers 308.
        """
        return self.step(id, actions.merge_fact, alone=True)


class FactUnmerge(FactView):
    @operation(
        "unmerge",
        request=UnmergeWrite,
        response=FactRead,
        errors=("withdrawn", "illegal_transition", "duplicate", "incomplete"),
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Part a fact from the one that it was merged into.

        It gets its evidence back; what came to the other one later stays there.
        """
        return self.step(id, actions.unmerge_fact, alone=True)
