"""Proposals as they are sent and read, and what a list of them can ask for."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from factstore.core.api.serializers import (
    ExactText,
    IdField,
    Line,
    ReasonField,
    StrictSerializer,
    Whole,
    many,
    page_of,
)
from factstore.facts.actions.quoting import MAX_QUOTES
from factstore.facts.api.submission_serializers import ResolutionRead, SubmissionRead
from factstore.facts.api.write_serializers import (
    MAX_EVIDENCE,
    EvidencePatch,
    EvidenceWrite,
    FactChanges,
    QuoteReference,
)
from factstore.facts.models.proposals import Proposal
from factstore.ledger.api.fields import RecordedPageParameters
from factstore.ledger.api.serializers import EXAMPLE
from factstore.quotes.selectors import MAX_EXACT


class ProposalOrigin(StrictSerializer):
    """The program that made a proposal."""

    model = Line(max_length=200, help_text="Name of the model.")
    version = Line(max_length=200, help_text="Its version.")


class ProposalCreate(StrictSerializer):
    """A change of a fact, for a reviewer to make."""

    base = Whole(
        min_value=1, help_text="`content_revision` of the fact as you read it: what you change."
    )
    patch = FactChanges(help_text="What to change, as in a change of the fact itself.")
    reason = ReasonField(help_text="Why; told to the reviewers.")
    origin = ProposalOrigin(
        required=False,
        allow_null=True,
        help_text="The program that made it; by default, and no other than, your token's.",
    )


class ProposalAccept(StrictSerializer):
    """Making the proposed change."""

    reason = ReasonField(help_text="Why.")
    apply = serializers.ChoiceField(
        choices=["all", "fitting"],
        default="all",
        help_text="`all`: everything, or 409 where something collides; `fitting`: what does not "
        "collide; `left_out` names the rest.",
    )


class ProposedRepair(StrictSerializer):
    """What was looked for, where it is not what stands there."""

    given = ExactText(max_length=MAX_EXACT, help_text="The words as they were given.")
    folding = Whole(min_value=1, help_text="Version of the folding that found them.")


class ProposedQuote(QuoteReference):
    """A quote by the place where it was found."""

    repaired = ProposedRepair(
        required=False, help_text="How it was found; absent: by these characters, or as a span."
    )


class ProposedEvidence(EvidenceWrite):
    """What one article would say for or against the fact."""

    quotes = many(ProposedQuote, most=MAX_QUOTES, help_text="In order, one version's.")


class ProposedEvidencePatch(EvidencePatch):
    """Evidence that would be set, removed, or re-confirmed."""

    set = many(ProposedEvidence, required=False, most=MAX_EVIDENCE, help_text="To set.")


class ProposedChanges(FactChanges):
    """What would change in a fact, as it is kept; nothing else would be replaced."""

    evidence = ProposedEvidencePatch(required=False, help_text="Changes of evidence.")


class ItemRead(serializers.Serializer[Any]):
    """Something that a patch changes or builds on."""

    kind = serializers.ChoiceField(
        choices=["value", "evidence", "clause", "field"], help_text="What it is."
    )
    id = serializers.CharField(
        help_text="Id of a value or evidence, number of a clause, name of a single-valued field."
    )


class CollisionRead(serializers.Serializer[Any]):
    """Where a proposal and what others changed since its base meet."""

    pointer = serializers.CharField(
        help_text="JSON pointer (RFC 6901) into the proposal's `patch`: what cannot be applied."
    )
    item = ItemRead(help_text="What has changed.")
    base = serializers.JSONField(
        allow_null=True, help_text="The item as the proposer read it; null: it was not there."
    )
    current = serializers.JSONField(
        allow_null=True, help_text="The item as it is; null: it is not there."
    )
    proposed = serializers.JSONField(
        allow_null=True, help_text="What the proposal has at the pointer; null: to remove it."
    )


class ProposalResolutionRead(ResolutionRead):
    """Who resolved a proposal, why, and what came of it."""

    superseded_by = serializers.UUIDField(
        allow_null=True, help_text="Of a superseded proposal: the one accepted in its place."
    )
    left_out = CollisionRead(
        many=True, help_text="Of an accepted proposal: what did not fit and was left out."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Proposal",
            value={
                **EXAMPLE,
                "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d11",
                "fact": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d0f",
                "fact_status": "accepted",
                "base": 2,
                "patch": {
                    "values": {
                        "set": [
                            {
                                "id": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d12",
                                "field": "area",
                                "kind": "text",
                                "text": "near Kharkiv",
                                "clause": 1,
                            }
                        ]
                    }
                },
                "reason": "The article says so.",
                "author": "01903b5e-8a00-7c3a-9d2e-5f6a7b8c9d10",
                "origin": {"model": "extractor", "version": "3"},
                "created_at": "2024-06-21T12:00:00.123456Z",
                "status": "open",
                "resolution": None,
            },
        )
    ]
)
class ProposalRead(SubmissionRead):
    """A proposed change of a fact; for contributors and up."""

    base = serializers.IntegerField(help_text="Content revision of the fact that it changes.")
    patch = ProposedChanges(help_text="What to change; quotes by the place where they were found.")
    reason = serializers.CharField(help_text="Why, in the author's words.")
    origin = ProposalOrigin(allow_null=True, help_text="The program that made it; null: a person.")
    status = serializers.ChoiceField(
        choices=Proposal.Status.values, help_text="Whether it is open, or how it was resolved."
    )
    resolution = ProposalResolutionRead(allow_null=True, help_text="null: it is open.")


ProposalPage = page_of(ProposalRead)


class FactProposalParameters(RecordedPageParameters):
    status = serializers.ListField(
        child=serializers.ChoiceField(choices=Proposal.Status.values),
        required=False,
        help_text="Proposals with this status; repeated: any of them.",
    )
    author = IdField(required=False, help_text="Proposals of the user with this id.")


class ProposalListParameters(FactProposalParameters):
    fact = IdField(required=False, help_text="Proposals for the fact with this id.")
