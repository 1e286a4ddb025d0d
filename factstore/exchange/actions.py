"""Loading files of the exchange format, through the same validation and actions as the API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from factstore.accounts.models import User
from factstore.core.api.problems import field_errors
from factstore.core.errors import DomainError, FieldError, Invalid
from factstore.entities import actions as entity_actions
from factstore.entities.api.serializers import EntityCreate
from factstore.exchange.lines import BadLine, Line, resolved
from factstore.facts import actions as fact_actions
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.types_serializers import FactTypeCreate
from factstore.facts.api.write_serializers import FactCreate
from factstore.ledger.actions import change
from factstore.sources import actions as source_actions
from factstore.sources.api.serializers import ArticleCreate, PublisherCreate


@dataclass(frozen=True, slots=True)
class Actors:
    """Who records what is loaded, and who accepts its facts."""

    curator: User
    reviewer: User


def load(
    lines: Iterable[Line],
    *,
    actors: Actors,
    progress: Callable[[Line], None] = lambda _line: None,
) -> dict[str, str]:
    """Record everything in `lines`, each thing in a change of its own; accept the facts.

    Returns the ids under the names that the lines have for them.

    Raises:
        BadLine: what the store refused, with the number of the line. Earlier lines stay.
    """
    ids: dict[str, str] = {}
    for line in lines:
        try:
            made = _LOADERS[line.kind](resolved(line, ids), actors)
        except DomainError as error:
            raise BadLine(line.number, _told(error, line)) from error
        if line.ref is not None:
            ids[line.ref] = str(made)
        progress(line)
    return ids
