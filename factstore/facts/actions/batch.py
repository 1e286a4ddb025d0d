"""Recording many facts in one change: all of them, or each that can be."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from factstore.accounts.models import User
from factstore.core.errors import DomainError, FieldError
from factstore.facts.actions.facts import Known, create_fact
from factstore.facts.drafts import FactDraft
from factstore.facts.errors import BatchRefused, Outcome

MAX_ERRORS = 100
"""How many refused members a refused batch tells of."""


def create_facts(
    items: Sequence[FactDraft | DomainError], *, actor: User, all_or_nothing: bool
) -> list[Outcome]:
    """Record the drafts in their order; what was refused before it became a draft stays refused.

    Each is recorded in a savepoint of its own: what is refused leaves no trace, and a later item
    may depend on an earlier one. Their documents are rendered together when the change closes.

    Raises:
        BatchRefused: one is refused and all or nothing was asked for, or every one is refused.
    """
    known = Known()
    outcomes = [_create(item, actor=actor, known=known) for item in items]
    refused = [i for i, outcome in enumerate(outcomes) if isinstance(outcome, DomainError)]
    if refused and (all_or_nothing or len(refused) == len(items)):
        raise BatchRefused(
            f"{len(refused)} of {len(items)} items are refused; none was recorded.",
            errors=list(_errors(outcomes))[:MAX_ERRORS],
            outcomes=outcomes,
        )
    return outcomes


def _create(item: FactDraft | DomainError, *, actor: User, known: Known) -> Outcome:
    if isinstance(item, DomainError):
        return item
    try:
        with transaction.atomic():
            return create_fact(item, actor=actor, known=known).pk
    except DomainError as refusal:
        # The savepoint took the locks along that hold these articles in use.
        known.texts.clear()
        return refusal


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
