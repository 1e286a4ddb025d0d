"""What proposals and flags share: somebody submits it about a fact, a reviewer resolves it once."""

from collections.abc import Sequence

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from factstore.core.ids import new_id
from factstore.facts.models.facts import Fact
from factstore.ledger import triggers

OPEN = "open"
CLOSED = "closed"
"""Resolved by what became of the fact, not by a reviewer: open again when the fact comes back."""


class Submission(models.Model):
    """Something submitted about a fact; `status` is open until it is resolved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="%(class)ss")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    resolution_reason = models.TextField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolved_%(class)ss",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status=OPEN,
                    resolution_reason__isnull=True,
                    resolved_by__isnull=True,
                    resolved_at__isnull=True,
                )
                | (
                    ~Q(status=OPEN)
                    & Q(
                        resolution_reason__isnull=False,
                        resolved_by__isnull=False,
                        resolved_at__isnull=False,
                    )
                    & ~Q(resolution_reason="")
                ),
                name="facts_%(class)s_is_open_or_resolved",
            ),
            models.CheckConstraint(
                condition=~Q(resolution_reason=""), name="facts_%(class)s_resolution_is_not_empty"
            ),
        ]


def submitted(kind: str, columns: Sequence[str]) -> list[pgtrigger.Trigger]:
    """Return the triggers of a table of submissions, whose `columns` stay as they were submitted."""
    stays = triggers.refuse(
        f"facts_{kind}_is_resolved_once", "format('%I %s is resolved', TG_TABLE_NAME, OLD.id)"
    )
    return [
        *triggers.recorded(kind),
        triggers.permanent(f"facts_{kind}_never_deleted"),
        triggers.immutable(
            f"facts_{kind}_stays_as_submitted",
            ["id", "fact_id", "author_id", "created_at", *columns],
        ),
        pgtrigger.Trigger(
            name="resolved_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.status <> '{OPEN}' AND to_jsonb(OLD) <> to_jsonb(NEW) AND NOT ledger_redacting()
                    AND NOT (OLD.status = '{CLOSED}' AND NEW.status = '{OPEN}') THEN
                    {stays}
                END IF;
                RETURN NEW;
            """,
        ),
    ]
