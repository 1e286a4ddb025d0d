"""Publishers, their articles, and the immutable versions of an article's text."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from factstore.core.ids import new_id
from factstore.ledger import triggers
from factstore.sources.queries import ArticleQuerySet, VersionQuerySet


class Publisher(models.Model):
    """Who puts articles out: a newspaper, an agency, a ministry."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True, help_text="Name as its readers know it.")
    url = models.URLField(null=True, blank=True, max_length=2000, help_text="Its home page.")
    description = models.TextField(default="", blank=True, help_text="What an editor should know.")
    withdrawn_reason = models.TextField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="sources_publisher_name_is_not_empty"
            ),
            models.CheckConstraint(condition=~Q(url=""), name="sources_publisher_unknown_is_null"),
            models.CheckConstraint(
                condition=Q(withdrawn_reason__isnull=True) | ~Q(withdrawn_reason=""),
                name="sources_publisher_withdrawal_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                "id",
                condition=Q(withdrawn_reason__isnull=False),
                name="sources_publisher_withdrawn",
            ),
        ]
        triggers = [
            *triggers.recorded("publisher"),
            triggers.permanent("sources_publisher_never_deleted"),
        ]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One published piece. What was known at capture is its capture record; it needs no quote."""

    class TextAccess(models.TextChoices):
        FULL = "full", "everybody may read the whole text"
        QUOTES = "quotes", "readers see its quotes, writers the whole text"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publisher = models.ForeignKey(
        Publisher,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Who put it out; null where the capture does not say.",
    )
    title = models.TextField(null=True, blank=True, help_text="Headline as printed; null: unknown.")
    byline = models.TextField(null=True, blank=True, help_text="Author line as printed.")
    series = models.TextField(null=True, blank=True, help_text="Column or series it ran in.")
    url = models.URLField(null=True, blank=True, max_length=2000, help_text="Where it was found.")
    language = models.CharField(max_length=35, help_text="BCP 47 language tag, e.g. en.")
    published_not_before = models.DateField(
        null=True, blank=True, help_text="First possible day of publication."
    )
    published_not_after = models.DateField(
        null=True, blank=True, help_text="Last possible day of publication."
    )
    text_access = models.CharField(
        max_length=10,
        choices=TextAccess,
        default=TextAccess.FULL,
        help_text="Who may read the text.",
    )
    withdrawn_reason = models.TextField(null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text_access__in=["full", "quotes"]),
                name="sources_article_text_access_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(language=""), name="sources_article_language_is_not_empty"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(byline="") & ~Q(series="") & ~Q(url=""),
                name="sources_article_unknown_is_null",
            ),
            models.CheckConstraint(
                condition=Q(published_not_before__isnull=True)
                | Q(published_not_after__isnull=True)
                | Q(published_not_before__lte=F("published_not_after")),
                name="sources_article_published_ascends",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason__isnull=True) | ~Q(withdrawn_reason=""),
                name="sources_article_withdrawal_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                "id",
                condition=Q(withdrawn_reason__isnull=False),
                name="sources_article_withdrawn",
            ),
        ]
        triggers = [
            *triggers.recorded("article"),
            triggers.permanent("sources_article_never_deleted"),
        ]

    def __str__(self) -> str:
        if self.title:
            return self.title
        day = self.published_not_after or self.published_not_before
        return f"untitled article …{str(self.id)[-6:]}" + (f", by {day}" if day else "")


class Original(models.Model):
    """The bytes of a file that a text was taken from, kept to take it again; one row per digest."""

    sha256 = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of the bytes.")
    content = models.BinaryField(null=True, help_text="The bytes; null: redacted.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="sources_original_digest_is_hex"
            ),
        ]
        triggers = [
            triggers.permanent("sources_original_never_deleted"),
            triggers.immutable("sources_original_never_changes", ["sha256", "content"]),
            triggers.no_truncate(),
            pgtrigger.Trigger(
                name="digest",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NEW.content IS NULL OR NEW.sha256 <> encode(sha256(NEW.content), 'hex') THEN
                        {triggers.refuse("sources_original_digest_matches", "'sha256 is not the digest of the bytes'")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Version(models.Model):
    """One capture of an article's text: every character as captured, never changed.

    Of a long text the table has three columns more, which no query of Django's reads: the text as
    bytes, and where every 1,024th character of it begins (ADR 19). They are the database's own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts from 1 within the article.")
    text = models.TextField(help_text="The text, every character as captured.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the text's UTF-8 bytes, hex.")
    length = models.PositiveIntegerField(help_text="Length in Unicode code points.")
    astral = models.BooleanField(
        default=False,
        editable=False,
        help_text="Has characters beyond U+FFFF, so that UTF-16 offsets differ. Database's own.",
    )
    captured_at = models.DateTimeField(help_text="When the text was captured (UTC).")
    redacted = models.BooleanField(
        default=False, editable=False, help_text="Words are blotted out in it. Database's own."
    )
    reprint = models.BooleanField(
        default=False, editable=False, help_text="Stored though another article has the same text."
    )
    claims = models.JSONField(
        default=list, editable=False, help_text="What the page says of itself: name, value, where."
    )
    extraction = models.JSONField(
        null=True, editable=False, help_text="How the text was taken from a file; null: as given."
    )
    original = models.ForeignKey(
        Original, null=True, editable=False, on_delete=models.PROTECT, related_name="versions"
    )
    sketch = ArrayField(
        models.BigIntegerField(),
        default=list,
        editable=False,
        help_text="Hashes of runs of five words, to find texts that overlap.",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="sources_version_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="sources_version_number_counts_from_one"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="sources_version_digest"),
            GinIndex(fields=["sketch"], name="sources_version_sketch"),
        ]
        triggers = [
            *triggers.recorded("version"),
            triggers.permanent("sources_version_never_deleted"),
            triggers.immutable(
                "sources_version_never_changes",
                [
                    *("id", "article_id", "number", "text", "sha256", "length", "captured_at"),
                    *("reprint", "claims", "extraction", "original_id", "sketch"),
                ],
            ),
            # Who captures the same text at the same time waits, and then finds it.
            pgtrigger.Trigger(
                name="once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.sha256, 7305));
                    IF EXISTS (SELECT FROM sources_version v WHERE v.article_id = NEW.article_id
                        AND v.sha256 = NEW.sha256 AND NOT v.redacted AND v.number = (
                            SELECT max(number) FROM sources_version WHERE article_id = NEW.article_id)) THEN
                        {triggers.refuse("sources_version_is_news", "'the newest version has this text'")}
                    END IF;
                    IF NOT NEW.reprint AND EXISTS (SELECT FROM sources_version v
                        WHERE v.sha256 = NEW.sha256 AND NOT v.redacted AND v.article_id <> NEW.article_id) THEN
                        {triggers.refuse("sources_version_text_is_unique", "'another article has this text'")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Digest, length and marks are the database's own account of the text, not the writer's.
            pgtrigger.Trigger(
                name="digest",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    NEW.redacted := TG_OP = 'UPDATE' AND (OLD.redacted OR NEW.text <> OLD.text);
                    IF TG_OP = 'UPDATE' AND NOT ledger_redacting() THEN
                        NEW.redacted := OLD.redacted; NEW.astral := OLD.astral; NEW.octets := OLD.octets;
                        NEW.octet_marks := OLD.octet_marks; NEW.astral_marks := OLD.astral_marks;
                        RETURN NEW;
                    END IF;
                    IF NEW.text = '' THEN
                        {triggers.refuse("sources_version_text_is_not_empty", "'a version has a text'")}
                    END IF;
                    IF NEW.sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN
                        {triggers.refuse("sources_version_digest_matches", "'sha256 is not the digest of the text'")}
                    END IF;
                    IF NEW.length <> char_length(NEW.text) THEN
                        {triggers.refuse("sources_version_length_matches", "'length is not that of the text'")}
                    END IF;
                    SELECT * INTO NEW.astral, NEW.octets, NEW.octet_marks, NEW.astral_marks FROM sources_marks(NEW.text);
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} (version {self.number})"
