"""Recording many facts in one change: all of them, or each that can be."""

import logging
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from factstore.accounts.models import User
from factstore.core.constraints import broken
from factstore.core.errors import DomainError, FieldError
from factstore.facts.actions.claims import record_claims
from factstore.facts.actions.facts import Known, plan_fact
from factstore.facts.actions.parts import Parts, write
from factstore.facts.drafts import FactDraft
from factstore.facts.errors import BatchRefused, Outcome
from factstore.ledger.actions import check_deferred

MAX_ERRORS = 100
"""How many refused members a refused batch tells of."""

logger = logging.getLogger(__name__)


def create_facts(
    items: Sequence[FactDraft | DomainError], *, actor: User, all_or_nothing: bool
) -> list[Outcome]:
    """Record the drafts in their order; what was refused before it became a draft stays refused.

    Their rows are written together, table by table: what is refused leaves no trace, and of two
    items that claim the same the first is recorded.

    Raises:
        BatchRefused: one is refused and all or nothing was asked for, or every one is refused.
    """
    known = Known()
    plans = [_plan(item, actor=actor, known=known) for item in items]
    refusals = _record([plan for plan in plans if isinstance(plan, Parts)])
    outcomes: list[Outcome] = [
        plan if isinstance(plan, DomainError) else refusals.get(plan.fact.pk, plan.fact.pk)
        for plan in plans
    ]
    refused = [i for i, outcome in enumerate(outcomes) if isinstance(outcome, DomainError)]
    if refused and (all_or_nothing or len(refused) == len(items)):
        raise BatchRefused(
            f"{len(refused)} of {len(items)} items are refused; none was recorded.",
            errors=list(_errors(outcomes))[:MAX_ERRORS],
            outcomes=outcomes,
        )
    return outcomes


def _plan(item: FactDraft | DomainError, *, actor: User, known: Known) -> Parts | DomainError:
    if isinstance(item, DomainError):
        return item
    try:
        return plan_fact(item, actor=actor, known=known)
    except DomainError as refusal:
        return refusal


def _record(planned: Sequence[Parts]) -> dict[UUID, DomainError]:
    """Write facts; return the refusals, by their ids, of those that are not written.

    The database's checks are asked for here, those that wait for the end of the change, too: a
    violation is one fact's, and its half of the batch is halved until that one is alone.
    """
    if not planned:
        return {}
    try:
        with transaction.atomic():
            refused = record_claims([parts.fact for parts in planned])
            write([parts for parts in planned if parts.fact.pk not in refused])
            check_deferred()
    except IntegrityError as error:
        if len(planned) == 1:
            logger.exception("the checks let a fact of a batch pass")
            return {planned[0].fact.pk: broken(error)}
    else:
        return dict(refused)
    half = len(planned) // 2
    return _record(planned[:half]) | _record(planned[half:])


def _errors(outcomes: Sequence[Outcome]) -> Iterator[FieldError]:
    """Yield what is refused, with pointers into the request."""
    for i, outcome in enumerate(outcomes):
        if not isinstance(outcome, DomainError):
            continue
        at = f"/items/{i}"
        if not outcome.errors:
            yield FieldError(at, "duplicate", outcome.detail)
        for error in outcome.errors:
            yield FieldError(at + error.pointer, error.code, error.detail)
