"""Quotes: spans of one version's text, whose characters the database has checked."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from factstore.core.ids import new_id
from factstore.ledger import triggers
from factstore.quotes.queries import QuoteQuerySet
from factstore.sources.models import Version

CONTEXT = 32
"""How many code points of prefix and suffix are kept beside a quote."""


ASTRAL = r"[\U00010000-\U0010FFFF]"
"""Characters that take two UTF-16 code units, as a regular expression of PostgreSQL."""


LATER = """SELECT now.article_id = earlier.article_id AND now.number > earlier.number
    FROM sources_version now, quotes_quote q JOIN sources_version earlier ON earlier.id = q.version_id
    WHERE now.id = {version} AND q.id = {quote}"""
"""SQL that tells whether a version is a later one of the article of a quote."""


class Quote(models.Model):
    """A span of one version: `version.text[start:end] == exact`, in Unicode code points.

    Source: W3C Web Annotation Data Model, 4.2.4 and 4.2.5 (TextQuote, TextPosition selectors).
    """

    class FollowedAs(models.TextChoices):
        SAME = "same", "at the same offsets"
        MOVED = "moved", "its words stand elsewhere"
        CONFIRMED = "confirmed", "an editor confirmed a candidate"
        PLACED = "placed", "an editor placed it anew"

    FOUND = frozenset({FollowedAs.SAME, FollowedAs.MOVED})
    """How followers were found without an editor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="quotes")
    start = models.PositiveIntegerField(help_text="First code point, counted from 0.")
    end = models.PositiveIntegerField(help_text="One past the last code point.")
    start_utf16 = models.PositiveIntegerField(
        default=0, editable=False, help_text="`start` in UTF-16 code units. Database's own."
    )
    end_utf16 = models.PositiveIntegerField(
        default=0, editable=False, help_text="`end` in UTF-16 code units. Database's own."
    )
    exact = models.TextField(help_text="The source's own characters.")
    prefix = models.TextField(default="", blank=True, help_text="Up to 32 code points before it.")
    suffix = models.TextField(default="", blank=True, help_text="Up to 32 code points after it.")
    given = models.TextField(
        null=True,
        editable=False,
        help_text="The words that were looked for, where they are not the source's own characters.",
    )
    folding = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="The folding profile that found them."
    )
    follows = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="followers",
        help_text="The quote of an earlier version that this one is in its version.",
    )
    followed_as = models.CharField(
        max_length=9,
        null=True,
        editable=False,
        choices=FollowedAs,
        help_text="How its place was found.",
    )
    withdrawn_reason = models.TextField(null=True, editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end"], name="quotes_quote_span_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="quotes_quote_span_ascends"
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True, folding__isnull=True)
                | (Q(given__isnull=False, folding__isnull=False, folding__gte=1) & ~Q(given="")),
                name="quotes_quote_repair_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, followed_as__isnull=True)
                | Q(
                    follows__isnull=False,
                    followed_as__isnull=False,
                    followed_as__in=["same", "moved", "confirmed", "placed"],
                ),
                name="quotes_quote_following_is_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason__isnull=True) | ~Q(withdrawn_reason=""),
                name="quotes_quote_withdrawal_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                "id",
                condition=Q(withdrawn_reason__isnull=False),
                name="quotes_quote_withdrawn",
            ),
        ]
        triggers = [
            *triggers.recorded("quote"),
            triggers.permanent("quotes_quote_never_deleted"),
            triggers.immutable(
                "quotes_quote_never_changes",
                [
                    "id",
                    "version_id",
                    "start",
                    "end",
                    "exact",
                    "prefix",
                    "suffix",
                    "start_utf16",
                    "end_utf16",
                    "given",
                    "folding",
                    "follows_id",
                    "followed_as",
                ],
            ),
            pgtrigger.Trigger(
                name="follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.follows_id IS NOT NULL"),
                func=f"""
                    IF NOT ({LATER.format(version="NEW.version_id", quote="NEW.follows_id")}) THEN
                        {triggers.refuse("quotes_quote_follows_an_earlier", "'a quote follows one of an earlier version of its article'")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            # The promise itself: the characters of a quote are those of the text at its span.
            # Prefix and suffix are derived here, so that nobody can tell them otherwise.
            pgtrigger.Trigger(
                name="exact",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[
                    *(("size", "integer"), ("beyond_bmp", "boolean")),
                    *(("before", "integer"), ("around", "text")),
                ],
                func=f"""
                    IF TG_OP = 'UPDATE' AND NOT ledger_redacting() THEN
                        RETURN NEW;
                    END IF;
                    SELECT length, astral INTO size, beyond_bmp FROM sources_version WHERE id = NEW.version_id;
                    IF NEW.start < 0 OR NEW.start >= NEW."end" OR NEW."end" > size THEN
                        {triggers.refuse("quotes_quote_span_in_text", "format('the span is outside the text of %s code points', size)")}
                    END IF;
                    before := least(NEW.start, {CONTEXT});
                    around := sources_stretch(NEW.version_id, NEW.start - before, least(NEW."end" + {CONTEXT}, size));
                    IF substr(around, before + 1, NEW."end" - NEW.start) IS DISTINCT FROM NEW.exact THEN
                        {triggers.refuse("quotes_quote_exact_in_text", "'the text does not have these characters at this span'")}
                    END IF;
                    NEW.prefix := left(around, before);
                    NEW.suffix := substr(around, before + NEW."end" - NEW.start + 1);
                    NEW.start_utf16 := NEW.start;
                    NEW.end_utf16 := NEW."end";
                    IF beyond_bmp THEN
                        NEW.start_utf16 := NEW.start + sources_astral_before(NEW.version_id, NEW.start);
                        NEW.end_utf16 := NEW.start_utf16 + NEW."end" - NEW.start
                            + regexp_count(NEW.exact, '{ASTRAL}');
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.exact
