"""Changes, and the revisions that they wrote: the record of everything ever said.

The rules live in the database (`factstore.ledger.triggers`): a change draws its position under a
lock that it holds to commit, so that position order is commit order; a revision belongs to a closed
change of its own transaction and never changes; a touched object without a revision refuses the
commit.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

from factstore.core.ids import new_id
from factstore.ledger import triggers
from factstore.ledger.queries import NoteQuerySet, RevisionQuerySet

MAX_NOTE = 10_000
"""Code points that an internal note may have."""


class Xid8Field(models.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """A transaction id of PostgreSQL (`xid8`), written by the database alone."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002  Django's signature
        return "xid8"


class Change(models.Model):
    """One unit of work by one actor for one reason; it has a position in the feed."""

    class Origin(models.TextChoices):
        API = "api"
        ADMIN = "admin"
        COMMAND = "command"
        IMPORT = "import"
        REDACTION = "redaction"
        UPGRADE = "upgrade"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="changes"
    )
    reason = models.TextField(help_text="Why, in the actor's words.")
    origin = models.CharField(max_length=10, choices=Origin)
    agent = models.CharField(
        max_length=200,
        null=True,
        help_text="The program that made it, by model and version, as the actor's token says.",
    )
    xid = Xid8Field(editable=False, null=True, help_text="The transaction that wrote it.")
    depth = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="0, or how many open changes enclose it."
    )
    position = models.BigIntegerField(
        null=True, unique=True, help_text="Place in the feed, from 1."
    )
    at = models.DateTimeField(null=True, db_index=True, help_text="When it was recorded (UTC).")
    details_digest = models.CharField(
        max_length=71, null=True, help_text="SHA-256 over who, why, how and when, as recorded."
    )
    digest = models.CharField(
        max_length=71,
        null=True,
        help_text="SHA-256 over the previous digest, the details' and its revisions'.",
    )
    redacted_by = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="redacted_changes",
        help_text="The redaction that altered the reason; `details_digest` is the recorded one.",
    )
    altered = models.JSONField(
        null=True,
        editable=False,
        help_text="Of a redaction: kind, id and revision of what it altered, each with the digest "
        "of what it left. `details_digest` covers it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="ledger_change_reason_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(
                    origin__in=["api", "admin", "command", "import", "redaction", "upgrade"]
                ),
                name="ledger_change_origin_is_known",
            ),
            models.CheckConstraint(condition=~Q(agent=""), name="ledger_change_agent_is_not_empty"),
            models.CheckConstraint(
                condition=Q(position__isnull=True, at__isnull=True, digest__isnull=True)
                | Q(position__gt=0, at__isnull=False),
                name="ledger_change_position_comes_with_time",
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(details_digest__isnull=False),
                name="ledger_change_digest_covers_details",
            ),
            models.CheckConstraint(
                condition=Q(altered__isnull=True) | Q(origin="redaction"),
                name="ledger_change_only_redactions_alter",
            ),
        ]
        indexes = [
            models.Index(F("xid"), condition=Q(position__isnull=True), name="ledger_change_open"),
        ]
        triggers = triggers.CHANGE

    def __str__(self) -> str:
        return f"{self.position}: {self.reason}"


class Revision(models.Model):
    """The recorded document of one object after a change, numbered from 1.

    It is current while `to_position` is null; at position p the store said it when
    `from_position <= p < to_position`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    number = models.PositiveIntegerField()
    content_revision = models.PositiveIntegerField(
        help_text="How many revisions changed the object itself, not only what it mentions."
    )
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="revisions")
    from_position = models.BigIntegerField(help_text="Written by the database.")
    to_position = models.BigIntegerField(null=True, help_text="Position of the next revision.")
    document = models.TextField(help_text="Canonical JSON (RFC 8785): the bytes the API serves.")
    content_digest = models.CharField(max_length=71)
    redacted_by = models.ForeignKey(
        Change,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="redacted",
        help_text="The redaction that altered the document; its digest is still the recorded one.",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "number"], name="ledger_revision_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(to_position__isnull=True),
                name="ledger_revision_one_is_current",
            ),
            models.UniqueConstraint(
                fields=["change", "kind", "object_id"], name="ledger_revision_once_per_change"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & Q(content_revision__gte=1)
                & Q(content_revision__lte=F("number")),
                name="ledger_revision_numbers_count_from_one",
            ),
            models.CheckConstraint(
                condition=Q(to_position__isnull=True) | Q(to_position__gt=F("from_position")),
                name="ledger_revision_positions_ascend",
            ),
        ]
        indexes = [models.Index(fields=["from_position"], name="ledger_revision_from")]
        triggers = triggers.REVISION

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} revision {self.number}"


class Touch(models.Model):
    """An object written in a change that has no revision yet; empty between transactions."""

    pk = models.CompositePrimaryKey("change_id", "kind", "object_id")
    # The key alone is the index: another one on the change would lead each check, made when the
    # touches are gone, through all that the change had.
    change = models.ForeignKey(
        Change, on_delete=models.CASCADE, related_name="touches", db_index=False
    )
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()

    class Meta:
        triggers = triggers.TOUCH


class Idempotency(models.Model):
    """The answer to a request that its user sent under a key, kept for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, help_text="As sent in Idempotency-Key.")
    fingerprint = models.CharField(
        max_length=71, help_text="SHA-256 over method, address, body and If-Match."
    )
    status = models.PositiveSmallIntegerField(help_text="HTTP status of the answer.")
    headers = models.JSONField(help_text="Headers of the answer, by name.")
    body = models.TextField(help_text="The answer as it was sent.")
    at = models.DateTimeField(db_index=True, help_text="When it was given (UTC).")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="ledger_idempotency_key_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[\x21-\x7e]+$"), name="ledger_idempotency_key_is_visible"
            ),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^sha256:[0-9a-f]{64}$"),
                name="ledger_idempotency_fingerprint_is_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(status__gte=200, status__lt=300),
                name="ledger_idempotency_refusals_are_not_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class Note(models.Model):
    """What somebody noted on a recorded object for colleagues: never public, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField()
    at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When it was noted (UTC); the database's time."
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="ledger_note_text_is_not_empty"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MAX_NOTE),
                name="ledger_note_text_is_not_too_long",
            ),
        ]
        indexes = [
            models.Index("kind", "object_id", F("id").desc(), name="ledger_note_by_object"),
        ]
        triggers = triggers.NOTE

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.text[:40]}"
