"""What a view's method declares about itself, for its behaviour and for the schema."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework.serializers import BaseSerializer

from factstore.core.roles import Role

Handler = TypeVar("Handler", bound=Callable[..., Any])
SerializerClass = type[BaseSerializer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP operation; its id in the schema is `<collection>_<action>`.

    `request`, `parameters` and `response` are serializer classes (None: no body, no parameters).
    `also` is another status with the same answer. `errors` are codes beyond those that follow from
    the rest. `conditional`: a read answers an
    ETag and honours If-None-Match; a write needs If-Match. `role` is the least that the caller
    needs; `signed_in`: even a reader needs a token.
    """

    action: str
    request: SerializerClass | None = None
    parameters: SerializerClass | None = None
    response: SerializerClass | None = None
    status: int = 200
    also: int | None = None
    errors: tuple[str, ...] = ()
    conditional: bool = False
    role: Role = Role.READER
    signed_in: bool = False


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
    role: Role | None = None,
    signed_in: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a method (`get`, `post`, …) of an `ApiView` as one operation; see `Operation`.

    Without `role` everybody may `get`, and editors may do the rest.
    """

    def declare(handler: Handler) -> Handler:
        usual = Role.READER if handler.__name__ == "get" else Role.EDITOR
        handler.operation = Operation(  # type: ignore[attr-defined]  # functions take attributes
            action=action,
            request=request,
            parameters=parameters,
            response=response,
            status=status,
            also=also,
            errors=errors,
            conditional=conditional,
            role=usual if role is None else role,
            signed_in=signed_in,
        )
        return handler

    return declare


def operation_of(view: object, method: str) -> Operation | None:
    """Return what `view` declares for the HTTP `method`, or None."""
    handler = getattr(view, "get" if method == "HEAD" else method.lower(), None)
    found = getattr(handler, "operation", None)
    return found if isinstance(found, Operation) else None
