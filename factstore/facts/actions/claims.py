"""Saving what a fact claims, and holding accepted facts to their promises."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import connection

from factstore.core.constraints import refusing
from factstore.core.errors import Duplicate
from factstore.facts import documents
from factstore.facts.actions.rights import sees
from factstore.facts.completeness import missing
from factstore.facts.errors import FactIncomplete
from factstore.facts.models import Fact
from factstore.facts.queries import spec
from factstore.ledger.actions import open_change


def check_accepted(fact: Fact) -> None:
    """Ask the database now, not when the change closes, so that what is missing can be told.

    Raises:
        FactIncomplete: it is accepted, and lacks what readers are promised of such facts.
    """

    def incomplete() -> FactIncomplete:
        lacks = missing(documents.facts([fact.id])[fact.id], spec(fact.fact_type_id))
        return FactIncomplete(
            "An accepted fact keeps its required fields and what covers its values.",
            errors=[error for error in lacks if error.code != "stale_evidence"],
        )

    promises = ("facts_fact_accepted_is_complete", "facts_fact_accepted_is_covered")
    with refusing(dict.fromkeys(promises, incomplete)), connection.cursor() as cursor:
        cursor.execute("SELECT facts_check_accepted(%s)", [fact.id])


def record_claims(facts: Sequence[Fact]) -> dict[UUID, Duplicate]:
    """Save new facts with the digests of what they claim.

    Returns the refusals, by their ids, of those that are not saved: another fact in use, or one
    before them, has the same values.
    """
    Fact.objects.bulk_create(facts, ignore_conflicts=True)
    saved = set(
        Fact.objects.filter(pk__in=[fact.pk for fact in facts]).values_list("pk", flat=True)
    )
    return {fact.pk: same_claim(fact.values_digest)() for fact in facts if fact.pk not in saved}


def save_claim(fact: Fact, digest: str) -> None:
    """Save a fact with the digest of what it now claims.

    Raises:
        Duplicate: another fact in use has the same values.
    """
    fact.values_digest = digest
    with refusing({"facts_fact_claim_is_unique": same_claim(digest)}):
        fact.save(force_update=True)


def same_claim(digest: str) -> Callable[[], Duplicate]:
    """Return what makes the refusal of a second fact that claims the same.

    It names the first one where the actor sees it.
    """

    def refusal() -> Duplicate:
        existing = Fact.objects.exclude(status="rejected").get(
            values_digest=digest, withdrawn_reason=None, merged_into=None
        )
        if not sees(open_change().actor, existing.pk):
            return Duplicate(
                "Somebody else's draft has the same values already: its author or an editor can "
                "add this article's evidence to it.",
                collection="facts",
                existing_id=None,
            )
        return Duplicate(
            "A fact of this type has the same values already: add this article's evidence to it.",
            collection="facts",
            existing_id=existing.pk,
        )

    return refusal
