"""Named constraints: which promise of the database a failed statement broke.

Tables carry their rules as named constraints and triggers; an action turns the named violation
into a domain error once, with `refusing`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg import errors

from factstore.core.errors import DomainError, FieldError, Invalid


def violated(error: IntegrityError) -> str:
    """Return the name of the constraint that `error` reports, or "" where it names none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, errors.Error) else ""


def detail(error: IntegrityError) -> str:
    """Return the DETAIL that the violated constraint or trigger gave, or ""."""
    cause = error.__cause__
    return (cause.diag.message_detail or "") if isinstance(cause, errors.Error) else ""


def broken(error: IntegrityError) -> Invalid:
    """Return the refusal of what breaks a rule that the checks before writing do not know."""
    detail = f"It breaks a rule of the store: {violated(error)}."
    return Invalid("It cannot be recorded so.", errors=[FieldError("", "rule", detail)])


@contextmanager
def refusing(refusals: Mapping[str, Callable[[], DomainError]]) -> Iterator[None]:
    """Turn the violation of a named constraint into the domain error made for it.

    The block runs in a savepoint, so that `refusals[name]()` may look for what was in the way.
    Other violations pass: they are defects of ours, not refusals.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusals.get(violated(error))
        if refusal is None:
            raise
        raise refusal() from error
