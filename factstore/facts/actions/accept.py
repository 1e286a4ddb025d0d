"""Accepting a fact: from then on readers see it."""

from uuid import UUID

from factstore.core.errors import IllegalTransition
from factstore.facts import documents
from factstore.facts.completeness import missing
from factstore.facts.errors import FactIncomplete
from factstore.facts.models import Fact
from factstore.facts.queries import spec
from factstore.ledger.locks import lock


def accept_fact(fact_id: UUID, *, expected: frozenset[int] | None) -> Fact:
    """Publish a draft or proposed fact.

    Raises:
        IllegalTransition: it is accepted already, or rejected.
        FactIncomplete: lists every required field, uncovered value and stale evidence.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    if fact.status not in (Fact.Status.DRAFT, Fact.Status.PROPOSED):
        raise IllegalTransition(f"A fact that is {fact.status} cannot be accepted.")
    lacks = list(missing(documents.facts([fact.id])[fact.id], spec(fact.fact_type)))
    if lacks:
        raise FactIncomplete("The fact cannot be accepted yet.", errors=lacks)
    fact.status = Fact.Status.ACCEPTED
    fact.save(update_fields=["status"])
    return fact
