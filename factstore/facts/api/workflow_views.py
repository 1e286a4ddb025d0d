"""The steps of a fact's life over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.read_serializers import FactRead
from factstore.facts.api.views import FactView
from factstore.facts.api.workflow_serializers import FactAccept, FactStep, StandingWrite
from factstore.facts.api.write_serializers import Reasoned

TRANSITION = ("illegal_transition", "withdrawn", "merged")


class _Step(FactView):
    def step(self, fact_id: UUID, action: Callable[..., Any]) -> HttpResponse:
        """Take a step with a fact, by the members of the body, and answer with the fact."""
        body, expected = self.body(), if_match(self.request)
        body.setdefault("reason", "accepted")
        with self.change(body):
            action(fact_id, **body, expected=expected)
        return self.written(fact_id)


class FactProposing(_Step):
    @operation(
        "propose",
        request=FactStep,
        response=FactRead,
        errors=("not_yours", *TRANSITION),
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Propose a draft.

        From then on it waits for a reviewer. Contributors propose their own drafts.
        """
        return self.step(id, actions.propose_fact)


class FactAcceptance(_Step):
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


class FactRejection(_Step):
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


class FactReopening(_Step):
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
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Say how an accepted fact stands.

        What is superseded, refuted or retracted is left out of lists by default, and still answered
        under its address.
        """
        body, expected = self.body(), if_match(request)
        said = dict(body)
        with self.change(body):
            actions.set_standing(id, **said, expected=expected)
        return self.written(id)


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
        body, expected = self.body(), if_match(request)
        reason = body["reason"]
        with self.change(body):
            actions.withdraw_fact(id, reason=reason, expected=expected)
        return self.written(id)
