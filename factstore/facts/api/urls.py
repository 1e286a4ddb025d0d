"""Addresses of facts, and of proposals and flags about them."""

from django.urls import path

from factstore.core.roles import Role
from factstore.facts.api import batch_views, export_views, facet_views, merge_views, views
from factstore.facts.api import flag_views as flags
from factstore.facts.api import proposal_views as proposals
from factstore.facts.api import workflow_views as workflow
from factstore.facts.api.flag_serializers import FlagRead
from factstore.facts.api.proposal_serializers import ProposalRead
from factstore.facts.api.read_serializers import FactRead
from factstore.ledger.api.history_views import history_urls
from factstore.ledger.api.reverting_views import revert_url

urlpatterns = [
    path("facts", views.Facts.as_view()),
    path("facts/batch", batch_views.FactBatch.as_view()),
    path("facts/export", export_views.FactExport.as_view()),
    path("facts/facets", facet_views.FactFacets.as_view()),
    path("facts/<uuid:id>", views.FactDetail.as_view()),
    path("facts/<uuid:id>/propose", workflow.FactProposing.as_view()),
    path("facts/<uuid:id>/accept", workflow.FactAcceptance.as_view()),
    path("facts/<uuid:id>/reject", workflow.FactRejection.as_view()),
    path("facts/<uuid:id>/reopen", workflow.FactReopening.as_view()),
    path("facts/<uuid:id>/standing", workflow.FactStands.as_view()),
    path("facts/<uuid:id>/withdraw", workflow.FactWithdrawal.as_view()),
    path("facts/<uuid:id>/proposals", proposals.FactProposals.as_view()),
    path("facts/<uuid:id>/flags", flags.FactFlags.as_view()),
    path("proposals", proposals.Proposals.as_view()),
    path("proposals/<uuid:id>", proposals.ProposalDetail.as_view()),
    path("proposals/<uuid:id>/accept", proposals.ProposalAcceptance.as_view()),
    path("proposals/<uuid:id>/reject", proposals.ProposalRejection.as_view()),
    path("proposals/<uuid:id>/withdraw", proposals.ProposalWithdrawal.as_view()),
    path("flags", flags.Flags.as_view()),
    path("flags/<uuid:id>", flags.FlagDetail.as_view()),
    path("flags/<uuid:id>/resolve", flags.FlagResolution.as_view()),
    path("facts/<uuid:id>/merge", merge_views.FactMerge.as_view()),
    path("facts/<uuid:id>/unmerge", merge_views.FactUnmerge.as_view()),
    revert_url(
        "fact",
        "facts",
        FactRead,
        variable=("uuid:id", "Id of the fact."),
        errors=("merged", "duplicate"),
    ),
    *history_urls("fact", "facts", FactRead, variable=("uuid:id", "Id of the fact.")),
    *history_urls(
        "proposal",
        "proposals",
        ProposalRead,
        variable=("uuid:id", "Id of the proposal."),
        role=Role.CONTRIBUTOR,
    ),
    *history_urls(
        "flag",
        "flags",
        FlagRead,
        variable=("uuid:id", "Id of the flag."),
        role=Role.CONTRIBUTOR,
    ),
]
