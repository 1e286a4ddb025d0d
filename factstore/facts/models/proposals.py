"""Proposals: changes of a fact that somebody asks a reviewer to make."""

from django.db import models
from django.db.models import F, Q

from factstore.facts.models.submissions import Submission, submitted
from factstore.facts.queries import SubmissionQuerySet


class Proposal(Submission):
    """A change of a fact, made for one revision of it, that waits for a reviewer or was resolved."""

    class Status(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        SUPERSEDED = "superseded", "another proposal of the same change was accepted"
        WITHDRAWN = "withdrawn", "by its author"
        CLOSED = "closed", "its fact was rejected, withdrawn or merged"

    base = models.PositiveIntegerField(help_text="Content revision of the fact that it changes.")
    patch = models.JSONField(help_text="What to change, in the form of a patch of the API.")
    reason = models.TextField()
    origin_model = models.CharField(
        max_length=200, null=True, blank=True, help_text="The model that made it; null: a person."
    )
    origin_version = models.CharField(max_length=200, null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    left_out = models.JSONField(
        default=list, blank=True, help_text="What did not fit when the rest was accepted."
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta(Submission.Meta):
        constraints = [
            *Submission.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    status__in=["open", "accepted", "rejected", "superseded", "withdrawn", "closed"]
                ),
                name="facts_proposal_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(origin_model="") & ~Q(origin_version=""),
                name="facts_proposal_words_are_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(origin_model__isnull=True, origin_version__isnull=True)
                | Q(origin_model__isnull=False, origin_version__isnull=False),
                name="facts_proposal_origin_is_model_and_version",
            ),
            models.CheckConstraint(
                condition=Q(base__gte=1), name="facts_proposal_base_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(status="superseded", superseded_by__isnull=False)
                | (~Q(status="superseded") & Q(superseded_by__isnull=True)),
                name="facts_proposal_superseded_names_winner",
            ),
        ]
        indexes = [
            models.Index(F("fact"), F("id").desc(), name="facts_proposal_by_fact"),
            models.Index(F("status"), F("id").desc(), name="facts_proposal_by_status"),
        ]
        triggers = submitted(
            "proposal", ["base", "patch", "reason", "origin_model", "origin_version"]
        )

    def __str__(self) -> str:
        return f"proposal {self.id} ({self.status})"
