"""Recording what a page of its own asks for; what stands against it becomes the page's problems."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import IntegrityError
from django.http import HttpRequest

from factstore.core import constraints
from factstore.core.errors import DomainError
from factstore.core.retries import retried
from factstore.ledger import actions
from factstore.ledger.admin.results import refusals
from factstore.ledger.admin.state import actor
from factstore.ledger.models import Change
from factstore.ledger.sight import Sight

Result = TypeVar("Result")


def recorded(request: HttpRequest, reason: str, work: Callable[[], Result]) -> Result:
    """Do some work in a change of who asks, beginning anew where it had to give way to others."""

    def change() -> Result:
        with actions.change(actor=actor(request), reason=reason, origin=Change.Origin.ADMIN):
            return work()

    return retried(change)


@contextmanager
def telling(problems: list[str], sight: Sight) -> Iterator[None]:
    """Add to `problems` what the store says against what is done inside."""
    try:
        yield
    except DomainError as error:
        problems += refusals(error, sight)
    except IntegrityError as error:
        problems.append(constraints.detail(error) or constraints.violated(error))
