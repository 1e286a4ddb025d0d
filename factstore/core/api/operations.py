"""What a view's method declares about itself, for its behaviour and for the schema."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

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
    needs; `signed_in`: even a reader needs a token. `headers` of the answer come beyond those that
    follow from the rest; `says` tells of an answer that is no JSON. `writes`: it takes `dry_run`,
    and an Idempotency-Key where the view keeps answers.
    """

    action: str
    request: SerializerClass | None = None
    parameters: SerializerClass | None = None
    response: SerializerClass | None = None
    status: int = 200
    also: int | None = None
    errors: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    says: str = "Success."
    conditional: bool = False
    role: Role = Role.READER
    signed_in: bool = False
    writes: bool = False


def operation(
    action: str,
    *,
    request: SerializerClass | None = None,
    parameters: SerializerClass | None = None,
    response: SerializerClass | None = None,
    status: int = 200,
    also: int | None = None,
    errors: tuple[str, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
    says: str = "Success.",
    conditional: bool = False,
    role: Role | None = None,
    signed_in: bool = False,
    writes: bool | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a method (`get`, `post`, …) of an `ApiView` as one operation; see `Operation`.

    Without `role` everybody may `get`, and editors may do the rest; without `writes` all that is
    not `get` writes. What writes runs by way of the view's `write`.
    """

    def declare(handler: Handler) -> Handler:
        reads = handler.__name__ == "get"
        usual = Role.READER if reads else Role.EDITOR
        declared = Operation(
            action=action,
            request=request,
            parameters=parameters,
            response=response,
            status=status,
            also=also,
            errors=errors,
            headers=headers,
            says=says,
            conditional=conditional,
            role=usual if role is None else role,
            signed_in=signed_in,
            writes=not reads if writes is None else writes,
        )
        return _carrying(handler, declared)

    return declare


def _carrying(handler: Handler, declared: Operation) -> Handler:
    """Return the method with its declaration; one that writes goes by way of `view.write`."""

    @functools.wraps(handler)
    def carry_out(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not declared.writes:
            return handler(view, request, *args, **kwargs)
        return view.write(lambda: handler(view, request, *args, **kwargs))

    carry_out.operation = declared  # type: ignore[attr-defined]  # functions take attributes
    return cast("Handler", carry_out)


def operation_of(view: object, method: str) -> Operation | None:
    """Return what `view` declares for the HTTP `method`, or None."""
    handler = getattr(view, "get" if method == "HEAD" else method.lower(), None)
    found = getattr(handler, "operation", None)
    return found if isinstance(found, Operation) else None
