"""The steps of a fact's life over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import operation
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.read_serializers import FactRead
from factstore.facts.api.views import FactView, seen
from factstore.facts.api.workflow_serializers import FactAccept, FactStep, StandingWrite
from factstore.facts.api.write_serializers import Reasoned

TRANSITION = ("illegal_transition", "withdrawn", "merged")


class FactProposing(FactView):
    @operation(
        "propose",
        request=FactStep,
        response=FactRead,
        errors=("not_yours", *TRANSITION),
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Propose a draft.

        From then on it waits for a reviewer. Contributors propose their own drafts.
        """
        seen(request, id, merged=True)
        return self.step(id, actions.propose_fact)


class FactAcceptance(FactView):
    @operation(
        "accept",
        request=FactAccept,
        response=FactRead,
        errors=("incomplete", "own_fact", *TRANSITION),
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Accept a draft or proposed fact, so that readers see it.

        `incomplete` lists all that is missing. Whoever recorded the fact, or last changed what it
        says, does not accept it.
        """
        return self.step(id, actions.accept_fact)


class FactRejection(FactView):
    @operation(
        "reject",
        request=FactStep,
        response=FactRead,
        errors=TRANSITION,
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Reject a draft or proposed fact.

        Its open proposals and flags are closed.
        """
        return self.step(id, actions.reject_fact)


class FactReopening(FactView):
    @operation(
        "reopen",
        request=FactStep,
        response=FactRead,
        errors=("duplicate", *TRANSITION),
        conditional=True,
        role=Role.EDITOR,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Make a rejected fact a draft again.

        The proposals and flags that were closed with it are open again.
        """
        return self.step(id, actions.reopen_fact)


class FactStands(FactView):
    @operation(
        "standing",
        request=StandingWrite,
        response=FactRead,
        errors=TRANSITION,
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Say how an accepted fact stands.

        What is superseded, refuted or retracted is left out of lists by default, and still answered
        under its address.
        """
        return self.step(id, actions.set_standing, keeps_reason=True)


class FactWithdrawal(FactView):
    @operation(
        "withdraw",
        request=Reasoned,
        response=FactRead,
        errors=("in_use", "not_yours", "withdrawn", "merged"),
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Withdraw a fact that was recorded in error; it is 410 with the reason from then on.

        Accepted facts are withdrawn by reviewers; contributors withdraw what they recorded. Open
        proposals and flags about it are closed.
        """
        seen(request, id, merged=True)
        return self.step(id, actions.withdraw_fact, keeps_reason=True)
