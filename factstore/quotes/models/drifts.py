"""Drifts: quotes that a later version of their article does not simply have."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factstore.core.ids import new_id
from factstore.ledger import triggers
from factstore.quotes.models.quotes import LATER, Quote
from factstore.quotes.queries import DriftQuerySet
from factstore.sources.models import Version


class Drift(models.Model):
    """What became of a quote of one version in a later one, where an editor has to say it."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", "only something like it stands there"
        AMBIGUOUS = "ambiguous", "its words stand in several places, or in another"
        LOST = "lost", "nothing like it is left"

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed", "one of the candidates is it"
        PLACED = "placed", "it stands at another place"
        DROPPED = "dropped", "it stands there no more"
        QUOTED = "quoted", "its words are a quote there already"
        SUPERSEDED = "superseded", "a later version, or its withdrawal, came first"

    UNDECIDED = frozenset({State.OPEN, State.QUOTED})
    """States in which no editor has said what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="drifts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="drifts")
    outcome = models.CharField(max_length=9, choices=Outcome)
    candidates = models.JSONField(
        default=list, blank=True, help_text="The likeliest places, as they are answered."
    )
    candidates_total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    new_quote = models.ForeignKey(
        Quote, null=True, blank=True, on_delete=models.PROTECT, related_name="settles"
    )
    resolution_reason = models.TextField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolved_drifts",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = DriftQuerySet.as_manager()

    class Meta:
        verbose_name = "drifted quote"
        constraints = [
            models.UniqueConstraint(
                fields=["quote", "version"], name="quotes_drift_is_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["changed", "ambiguous"], candidates_total__gte=1)
                | Q(outcome="lost", candidates_total=0),
                name="quotes_drift_outcome_has_candidates",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "dropped", "superseded"], new_quote__isnull=True)
                | Q(state__in=["confirmed", "placed", "quoted"], new_quote__isnull=False),
                name="quotes_drift_state_has_quote",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="open",
                    resolution_reason__isnull=True,
                    resolved_by__isnull=True,
                    resolved_at__isnull=True,
                )
                | (
                    ~Q(state="open")
                    & Q(
                        resolution_reason__isnull=False,
                        resolved_by__isnull=False,
                        resolved_at__isnull=False,
                    )
                ),
                name="quotes_drift_is_open_or_resolved",
            ),
            models.CheckConstraint(
                condition=~Q(resolution_reason=""), name="quotes_drift_resolution_is_not_empty"
            ),
        ]
        indexes = [models.Index(F("state"), F("id").desc(), name="quotes_drift_by_state")]
        triggers = [
            *triggers.recorded("drift"),
            triggers.permanent("quotes_drift_never_deleted"),
            triggers.immutable(
                "quotes_drift_never_changes",
                ["id", "quote_id", "version_id", "outcome", "candidates", "candidates_total"],
            ),
            pgtrigger.Trigger(
                name="of_a_later_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF TG_OP = 'INSERT' AND NOT ({LATER.format(version="NEW.version_id", quote="NEW.quote_id")}) THEN
                        {triggers.refuse("quotes_drift_is_of_a_later_version", "'a quote drifts in a later version of its article'")}
                    END IF;
                    IF NEW.new_quote_id IS NOT NULL AND NOT EXISTS (SELECT FROM quotes_quote
                            WHERE id = NEW.new_quote_id AND version_id = NEW.version_id) THEN
                        {triggers.refuse("quotes_drift_place_is_in_the_version", "'a drift is settled by a quote of its version'")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.quote}"
