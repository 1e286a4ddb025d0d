"""What waits for somebody, as the start page of the editors' door tells it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from factstore.core.roles import Role
from factstore.ledger.admin.state import may


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: `count` tells how much of it the user sees, `url` where it is listed."""

    label: str
    told: str
    url: Callable[[HttpRequest], str]
    count: Callable[[HttpRequest], int]
    role: Role = Role.CONTRIBUTOR


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue as it is shown to one user."""

    label: str
    told: str
    url: str
    number: int


_queues: list[Queue] = []


def register(*queues: Queue) -> None:
    """Show queues on the start page, in the order of their registration."""
    _queues.extend(queues)


def waiting(request: HttpRequest) -> list[Waiting]:
    """Return the queues that concern the user, each with its present length; empty ones last."""
    found = [
        Waiting(queue.label, queue.told, queue.url(request), queue.count(request))
        for queue in _queues
        if may(request, queue.role)
    ]
    return sorted(found, key=lambda queue: queue.number == 0)
