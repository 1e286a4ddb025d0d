"""Flags: raised about a fact by whoever doubts it, resolved by a reviewer."""

from typing import Literal
from uuid import UUID

from django.db.models.functions import Now

from factstore.core.errors import FieldError, IllegalTransition, Invalid
from factstore.facts.actions.rights import sees
from factstore.facts.actions.submissions import hold_fact
from factstore.facts.models import Flag
from factstore.ledger.actions import open_change
from factstore.ledger.locks import lock

_OTHER = "/duplicate_of"


def create_flag(fact_id: UUID, *, kind: str, text: str, duplicate_of: UUID | None = None) -> Flag:
    """Raise a flag about a fact.

    Raises:
        NotFound, Withdrawn, Merged, IllegalTransition: as `hold_fact`.
        Invalid: a duplicate names another fact that the actor sees, and nothing else names one.
    """
    author = open_change().actor
    others = [duplicate_of] if duplicate_of else []
    fact, held = hold_fact(fact_id, what="flags", others=others)
    if kind == Flag.Kind.DUPLICATE:
        if duplicate_of is None:
            raise _bad(FieldError(_OTHER, "required", "Name the fact that it repeats."))
        if duplicate_of not in held or not sees(author, duplicate_of):
            raise _bad(FieldError(_OTHER, "unknown", f"There is no fact {duplicate_of}."))
        if duplicate_of == fact_id:
            raise _bad(FieldError(_OTHER, "circular", "A fact does not repeat itself."))
    elif duplicate_of is not None:
        raise _bad(FieldError(_OTHER, "duplicate_only", "Only a duplicate names another fact."))
    return Flag.objects.create(
        fact=fact, kind=kind, text=text, duplicate_of_id=duplicate_of, author=author
    )


def resolve_flag(
    flag_id: UUID,
    *,
    outcome: Literal["upheld", "dismissed"],
    reason: str,
    expected: frozenset[int] | None,
) -> Flag:
    """Say what came of a flag; what it calls for is a change of its own.

    Raises:
        IllegalTransition: it is resolved already.
    """
    flag = lock(Flag, "flag", flag_id, expected=expected)
    if flag.status != Flag.Status.OPEN:
        raise IllegalTransition(f"The flag is {flag.status} already.")
    flag.status = outcome
    flag.resolution_reason = reason
    flag.resolved_by = open_change().actor
    flag.resolved_at = Now()
    flag.save()
    return flag


def _bad(error: FieldError) -> Invalid:
    return Invalid("The flag cannot be raised so.", errors=[error])
