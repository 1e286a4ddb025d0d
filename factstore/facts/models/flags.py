"""Flags: what somebody holds to be wrong with a fact, and what came of it."""

from django.db import models
from django.db.models import F, Q

from factstore.facts.models.facts import Fact
from factstore.facts.models.submissions import Submission, submitted
from factstore.facts.queries import SubmissionQuerySet


class Flag(Submission):
    """A doubt about a fact, in somebody's words, that waits for a reviewer or was resolved."""

    class Kind(models.TextChoices):
        WRONG = "wrong"
        OUTDATED = "outdated"
        MISQUOTED = "misquoted"
        DUPLICATE = "duplicate"

    class Status(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"
        CLOSED = "closed", "its fact was rejected, withdrawn or merged"

    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(help_text="What is wrong, and how one can see it.")
    duplicate_of = models.ForeignKey(
        Fact, null=True, blank=True, on_delete=models.PROTECT, related_name="flagged_duplicates"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)

    objects = SubmissionQuerySet.as_manager()

    class Meta(Submission.Meta):
        constraints = [
            *Submission.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["wrong", "outdated", "misquoted", "duplicate"]),
                name="facts_flag_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "upheld", "dismissed", "closed"]),
                name="facts_flag_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="facts_flag_text_is_not_empty"),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True)
                | (Q(kind="duplicate") & ~Q(duplicate_of=F("fact"))),
                name="facts_flag_duplicate_is_of_another",
            ),
        ]
        indexes = [
            models.Index(F("fact"), F("id").desc(), name="facts_flag_by_fact"),
            models.Index(F("status"), F("id").desc(), name="facts_flag_by_status"),
        ]
        triggers = submitted("flag", ["kind", "text", "duplicate_of_id"])

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:40]}"
