"""Loading files of the exchange format, through the same validation and actions as the API."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

from factstore.accounts.models import User
from factstore.core.api.problems import field_errors
from factstore.core.errors import DomainError, FieldError
from factstore.entities import actions as entity_actions
from factstore.entities.api.serializers import EntityCreate
from factstore.exchange.lines import BadLine, Line, resolved
from factstore.facts import actions as fact_actions
from factstore.facts.api.drafting import fact_draft
from factstore.facts.api.types_serializers import FactTypeCreate
from factstore.facts.api.write_serializers import FactCreate
from factstore.ledger.actions import change
from factstore.ledger.models import Change
from factstore.sources import actions as source_actions
from factstore.sources import capturing
from factstore.sources.api.serializers import ArticleCreate, PublisherCreate

Body = Mapping[str, Any]


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
        if line.ref in ids:
            raise BadLine(line.number, f"the name {line.ref!r} is taken by an earlier line.")
        try:
            made = _record(line, resolved(line, ids), actors)
        except ValidationError as error:
            raise BadLine(line.number, _told(line, list(field_errors(error.detail)))) from error
        except DomainError as error:
            raise BadLine(line.number, f"{error.detail} {_told(line, error.errors)}") from error
        if line.ref is not None:
            ids[line.ref] = str(made)
        progress(line)
    return ids


def _record(line: Line, sent: Body, actors: Actors) -> UUID:
    shape, create = _LOADERS[line.kind]
    serializer = shape(data=sent)
    serializer.is_valid(raise_exception=True)
    body = dict(serializer.validated_data)
    reason = body.pop("reason", f"loaded from line {line.number}")
    with change(actor=actors.curator, reason=reason, origin=Change.Origin.IMPORT):
        made = create(body, actors)
    if line.kind == "fact":
        accepted = f"{reason}: checked against the sources"
        with change(actor=actors.reviewer, reason=accepted, origin=Change.Origin.IMPORT):
            fact_actions.accept_fact(made, expected=None)
    return made


def _publisher(body: Body, _actors: Actors) -> UUID:
    return source_actions.create_publisher(**body).id


def _article(body: Body, _actors: Actors) -> UUID:
    record = dict(body)
    capture = capturing.take(record)
    said = {n: record.pop(n) for n in ("captured_at", "reprint") if n in record}
    article = source_actions.create_article(
        source_actions.CaptureRecord(**record), text=capture, **said
    )
    return article.id


def _entity(body: Body, _actors: Actors) -> UUID:
    return entity_actions.create_entity(**body).id


def _fact_type(body: Body, _actors: Actors) -> UUID:
    return fact_actions.create_fact_type(**body).id


def _fact(body: Body, actors: Actors) -> UUID:
    return fact_actions.create_fact(fact_draft(body), actor=actors.curator).id


_LOADERS: Mapping[str, tuple[type[BaseSerializer[Any]], Callable[[Body, Actors], UUID]]] = {
    "publisher": (PublisherCreate, _publisher),
    "article": (ArticleCreate, _article),
    "entity": (EntityCreate, _entity),
    "fact_type": (FactTypeCreate, _fact_type),
    "fact": (FactCreate, _fact),
}


def _told(line: Line, errors: Iterable[FieldError]) -> str:
    told = "; ".join(f"{error.pointer}: {error.detail}" for error in errors)
    return f"({line.kind} {line.ref or ''}) {told}"
