"""What a view's method declares about itself, for its behaviour and for the schema."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework.serializers import BaseSerializer

Handler = TypeVar("Handler", bound=Callable[..., Any])
SerializerClass = type[BaseSerializer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP operation; its id in the schema is `<collection>_<action>`.

    `request`, `parameters` and `response` are serializer classes (None: no body, no parameters).
    `also` is another status with the same answer. `errors` are codes beyond those that follow from
    the rest. `conditional`: a read answers an
    ETag and honours If-None-Match; a write needs If-Match.
    """

    action: str
    request: SerializerClass | None = None
    parameters: SerializerClass | None = None
    response: SerializerClass | None = None
    status: int = 200
    also: int | None = None
    errors: tuple[str, ...] = ()
    conditional: bool = False


def operation(
    action: str,
    *,
    request: SerializerClass | None = None,
    parameters: SerializerClass | None = None,
    response: SerializerClass | None = None,
    status: int = 200,
    also: int | None = None,
    errors: tuple[str, ...] = (),
    conditional: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a method (`get`, `post`, …) of an `ApiView` as one operation; see `Operation`."""
    declared = Operation(
        action=action,
        request=request,
        parameters=parameters,
        response=response,
        status=status,
        also=also,
        errors=errors,
        conditional=conditional,
    )

    def declare(handler: Handler) -> Handler:
        handler.operation = declared  # type: ignore[attr-defined]  # functions take attributes
        return handler

    return declare


def operation_of(view: object, method: str) -> Operation | None:
    """Return what `view` declares for the HTTP `method`, or None."""
    handler = getattr(view, "get" if method == "HEAD" else method.lower(), None)
    found = getattr(handler, "operation", None)
    return found if isinstance(found, Operation) else None
