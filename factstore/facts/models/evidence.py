"""Evidence: what one article says for or against a fact, and which words carry which value.

The rules across these rows are one database function, `facts_check_evidence`, which runs when a
change closes: an evidence has quotes of its own version; stated and computed words, hedges,
described sources and their roles stand character for character in one of them.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from factstore.core.ids import new_id
from factstore.entities.models import Entity
from factstore.facts.models.facts import Fact, Value, checked_when_accepted
from factstore.ledger import triggers
from factstore.quotes.models import Quote
from factstore.sources.models import Publisher, Version


def _checked(column: str) -> pgtrigger.Trigger:
    """Return the deferred trigger that checks the whole evidence named by `column`."""
    return pgtrigger.Trigger(
        name="evidence_holds",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=f"""
            IF TG_OP <> 'INSERT' THEN PERFORM facts_check_evidence(OLD.{column}); END IF;
            IF TG_OP <> 'DELETE' THEN PERFORM facts_check_evidence(NEW.{column}); END IF;
            RETURN NULL;
        """,
    )


class Evidence(models.Model):
    """What one version of an article says for or against a fact."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports"
        REFUTES = "refutes"
        CONTEXT = "context"

    class Mode(models.TextChoices):
        VERBATIM = "verbatim", "somebody's words, in quotation marks"
        PARAPHRASE = "paraphrase", "somebody's words, retold"
        OWN = "own", "the outlet's own assertion"

    class Attests(models.TextChoices):
        PRESENT = "present", "tells the state as holding on its publication day"
        UNTIL = "until", "implies that the state held until its publication day"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="evidence")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=10, choices=Stance, default=Stance.SUPPORTS)
    mode = models.CharField(max_length=10, choices=Mode)
    hedged = models.TextField(null=True, blank=True, help_text="The hedging words as printed.")
    attests = models.CharField(
        max_length=10,
        choices=Attests,
        null=True,
        blank=True,
        help_text="Of a state: what it says of its own publication day; null: nothing.",
    )
    attests_note = models.TextField(null=True, blank=True, help_text="From which words (until).")
    confirmed_in = models.PositiveIntegerField(
        null=True, blank=True, help_text="Content revision of the fact that an editor confirmed."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order within the fact.")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "refutes", "context"]),
                name="facts_evidence_stance_is_known",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["verbatim", "paraphrase", "own"]),
                name="facts_evidence_mode_is_known",
            ),
            models.CheckConstraint(
                condition=Q(attests__isnull=True, attests_note__isnull=True)
                | Q(attests="present", stance="supports")
                | (
                    Q(attests="until", stance="supports", attests_note__isnull=False)
                    & ~Q(attests_note="")
                ),
                name="facts_evidence_attests_with_note",
            ),
            models.CheckConstraint(condition=~Q(hedged=""), name="facts_evidence_hedge_has_words"),
            models.CheckConstraint(
                condition=~Q(attests_note=""), name="facts_evidence_note_is_not_empty"
            ),
        ]
        triggers = [
            *triggers.recorded("fact", "fact_id"),
            _checked("id"),
            checked_when_accepted("fact_id"),
        ]

    def __str__(self) -> str:
        return f"{self.stance} {self.id}"


class EvidenceQuote(models.Model):
    """One of the ordered quotes that an evidence stands on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="evidence_quotes")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="evidence_quotes")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "quote"], name="facts_evidencequote_once_per_evidence"
            ),
        ]
        triggers = [*triggers.recorded("fact", "fact_id"), _checked("evidence_id")]


class Coverage(models.Model):
    """Which words of an evidence carry a value, and on what basis."""

    class Basis(models.TextChoices):
        STATED = "stated", "the words say it"
        COMPUTED = "computed", "follows from the words by a named rule"
        INFERRED = "inferred", "an editor's reading of the words"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="covers")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, related_name="covered_by")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis)
    as_printed = models.TextField(
        null=True, blank=True, help_text="The words, as the source has them."
    )
    rule = models.CharField(
        max_length=40, null=True, blank=True, help_text="Name of the computing rule."
    )
    anchor_not_before = models.DateField(null=True, blank=True)
    anchor_not_after = models.DateField(null=True, blank=True)
    note = models.TextField(null=True, blank=True, help_text="For inferred: from which words.")

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "value"], name="facts_coverage_once_per_evidence"
            ),
            models.CheckConstraint(
                condition=(Q(basis="stated", as_printed__isnull=False, rule__isnull=True))
                | (Q(basis="computed", as_printed__isnull=False, rule__isnull=False) & ~Q(rule=""))
                | (Q(basis="inferred", note__isnull=False, rule__isnull=True) & ~Q(note="")),
                name="facts_coverage_basis_has_its_words",
            ),
            models.CheckConstraint(
                condition=~Q(as_printed="") & ~Q(note=""),
                name="facts_coverage_words_are_not_empty",
            ),
        ]
        triggers = [
            *triggers.recorded("fact", "fact_id"),
            _checked("evidence_id"),
            checked_when_accepted("fact_id"),
        ]


class Hop(models.Model):
    """One step of an attribution, from the article outward to who knows."""

    class Verb(models.TextChoices):
        SAID = "said"
        WROTE = "wrote"
        REPORTED = "reported"
        CONFIRMED = "confirmed"
        DENIED = "denied"
        DECLINED = "declined"
        DISCLOSED = "disclosed"
        WARNED = "warned"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="hops")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    entity = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="hops"
    )
    publisher = models.ForeignKey(
        Publisher, null=True, blank=True, on_delete=models.PROTECT, related_name="hops"
    )
    description = models.TextField(
        null=True, blank=True, help_text="As printed: “four US officials”."
    )
    count = models.PositiveIntegerField(null=True, blank=True, help_text="How many, where printed.")
    anonymous = models.BooleanField(default=False, help_text="Known to the outlet, not named.")
    verb = models.CharField(max_length=20, choices=Verb)
    role_as_printed = models.TextField(null=True, blank=True, help_text="Office as printed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "position"], name="facts_hop_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(entity__isnull=False, publisher__isnull=True)
                | Q(entity__isnull=True, publisher__isnull=False)
                | (Q(entity__isnull=True, publisher__isnull=True, description__isnull=False)),
                name="facts_hop_names_one_source",
            ),
            models.CheckConstraint(
                condition=~Q(description="") & ~Q(role_as_printed=""),
                name="facts_hop_words_are_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(
                    verb__in=[
                        *("said", "wrote", "reported", "confirmed"),
                        *("denied", "declined", "disclosed", "warned"),
                    ]
                ),
                name="facts_hop_verb_is_known",
            ),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(entity__isnull=True, publisher__isnull=True),
                name="facts_hop_anonymous_is_not_named",
            ),
        ]
        triggers = [*triggers.recorded("fact", "fact_id"), _checked("evidence_id")]
