"""How articles stand that were corrected, retracted, removed or are out of reach."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from factstore.ledger import triggers
from factstore.sources.models.articles import Article, Version

STANDS = "stands"
"""The state of an article that has no row: nothing is known against it."""


class Standing(models.Model):
    """What became of an article after it came out, and what tells so; without a row, it stands."""

    class State(models.TextChoices):
        CORRECTED = "corrected", "its publisher says that something in it was wrong"
        RETRACTED = "retracted", "its publisher takes it back"
        REMOVED = "removed", "its publisher has taken it down"
        UNREACHABLE = "unreachable", "its page cannot be read; nobody said why"

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    state = models.CharField(max_length=11, choices=State, help_text="What became of it.")
    not_before = models.DateField(null=True, blank=True, help_text="First possible day of that.")
    not_after = models.DateField(null=True, blank=True, help_text="Last possible day of that.")
    version = models.ForeignKey(
        Version,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the article in which the words stand.",
    )
    words = models.TextField(
        null=True, blank=True, help_text="The publisher's words on it, as they stand in a version."
    )
    url = models.URLField(
        null=True, blank=True, max_length=2000, help_text="Where the publisher says so."
    )
    note = models.TextField(null=True, blank=True, help_text="What readers should know of it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["corrected", "retracted", "removed", "unreachable"]),
                name="sources_standing_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(not_before__isnull=False) | Q(not_after__isnull=False),
                name="sources_standing_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True)
                | Q(not_after__isnull=True)
                | Q(not_before__lte=F("not_after")),
                name="sources_standing_date_ascends",
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(url="") & ~Q(note=""),
                name="sources_standing_unknown_is_null",
            ),
            models.CheckConstraint(
                condition=Q(words__isnull=True, version__isnull=True)
                | Q(words__isnull=False, version__isnull=False),
                name="sources_standing_words_are_of_a_version",
            ),
        ]
        triggers = [
            *triggers.recorded("article", "article_id"),
            triggers.immutable("sources_standing_keeps_its_article", ["article_id"]),
            pgtrigger.Trigger(
                name="evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF NEW.words IS NOT NULL AND NOT EXISTS (SELECT FROM sources_version v
                        WHERE v.id = NEW.version_id AND v.article_id = NEW.article_id) THEN
                        {triggers.refuse("sources_standing_version_is_its_own", "'the version is of another article'")}
                    END IF;
                    IF NEW.words IS NOT NULL AND NOT EXISTS (SELECT FROM sources_version v
                        WHERE v.id = NEW.version_id AND strpos(v.text, NEW.words) > 0) THEN
                        {triggers.refuse("sources_standing_words_in_text", "'the version does not have these words'")}
                    END IF;
                    -- A redaction may have to take the evidence away.
                    IF NOT ledger_redacting() AND (
                        (NEW.state IN ('corrected', 'retracted') AND NEW.words IS NULL AND NEW.url IS NULL)
                        OR (NEW.state IN ('removed', 'unreachable') AND NEW.note IS NULL)) THEN
                        {triggers.refuse("sources_standing_has_evidence", "'nothing tells that it is so'")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.state}"
