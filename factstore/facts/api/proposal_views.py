"""Proposals over HTTP."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.accounts.programs import Program
from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.drafting import read_patch, read_proposed
from factstore.facts.api.proposal_serializers import (
    FactProposalParameters,
    ProposalAccept,
    ProposalCreate,
    ProposalListParameters,
    ProposalPage,
    ProposalRead,
)
from factstore.facts.api.submission_views import SubmissionView
from factstore.facts.api.views import seen
from factstore.facts.api.write_serializers import Reasoned
from factstore.facts.models import Proposal
from factstore.ledger.api.fields import KnownAtParameters

PATCHING = ("quote_absent", "quote_ambiguous", "proposal_collides", "illegal_transition")
RESOLVING = ("illegal_transition",)


class ProposalView(SubmissionView):
    kind = "proposal"
    collection = "proposals"
    variables = {"id": "Id of the proposal."}
    model = Proposal
    filters = ("status", "author")


class FactProposals(ProposalView):
    variables = {"id": "Id of the fact."}

    @operation(
        "list_of_fact",
        parameters=FactProposalParameters,
        response=ProposalPage,
        errors=("bad_cursor", "withdrawn"),
        role=Role.CONTRIBUTOR,
    )
    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """List the proposals for a fact."""
        seen(request, id, merged=True)
        return self.matching(fact=id)

    @operation(
        "create",
        request=ProposalCreate,
        response=ProposalRead,
        status=201,
        errors=("withdrawn", "merged", *PATCHING),
        role=Role.CONTRIBUTOR,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Propose a change of a fact.

        The change is checked as if it were made now: what could never be made is refused at once.
        Nothing but the proposal is stored; its quotes are recorded when it is accepted.
        """
        body = self.body()
        seen(request, id, merged=True)
        sent: Any = request.data
        origin, reason = body.get("origin"), body["reason"]
        with self.change(body):
            proposal = actions.create_proposal(
                id,
                base=body["base"],
                sent=sent["patch"],
                read=read_patch,
                reason=reason,
                origin=Program(**origin) if origin else None,
                token=self.program,
            )
        return self.created(proposal.pk)


class Proposals(ProposalView):
    @operation(
        "list",
        parameters=ProposalListParameters,
        response=ProposalPage,
        role=Role.CONTRIBUTOR,
    )
    def get(self, _request: Request) -> HttpResponse:
        """List proposals.

        Contributors get their own, and those for facts that they may see.
        """
        return self.matching()


class ProposalDetail(ProposalView):
    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=ProposalRead,
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def get(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Read a proposal."""
        return self.shown(id)


class ProposalAcceptance(ProposalView):
    @operation(
        "accept",
        request=ProposalAccept,
        response=ProposalRead,
        errors=("incomplete", "duplicate", "own_fact", "withdrawn", *PATCHING),
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Accept a proposal: the fact changes as it says.

        What others changed since its base collides; `apply: fitting` makes the rest of the change,
        and `left_out` of the answer names what was not made. Open proposals for the same items are
        superseded. Whoever made the proposal does not accept it.
        """
        body, expected = self.body(), if_match(request)
        reason = body["reason"]
        body["reason"] = actions.reason_of_acceptance(id, reason)
        with self.change(body):
            actions.accept_proposal(
                id, read=read_proposed, reason=reason, apply=body["apply"], expected=expected
            )
        return self.written(id)


class ProposalRejection(ProposalView):
    @operation(
        "reject",
        request=Reasoned,
        response=ProposalRead,
        errors=RESOLVING,
        conditional=True,
        role=Role.REVIEWER,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Reject a proposal."""
        return self.step(id, actions.reject_proposal, keeps_reason=True)


class ProposalWithdrawal(ProposalView):
    @operation(
        "withdraw",
        request=Reasoned,
        response=ProposalRead,
        errors=("not_yours", *RESOLVING),
        conditional=True,
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request, id: UUID) -> HttpResponse:  # noqa: A002  name in the path
        """Take back a proposal of your own."""
        self.shown(id)  # what is out of sight is not there
        return self.step(id, actions.withdraw_proposal, keeps_reason=True)
