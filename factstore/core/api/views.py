"""The base of all views of the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.views import APIView

from factstore.core.api.answers import document_response, list_response
from factstore.core.api.conditions import etag, if_match, not_modified, require_match
from factstore.core.api.exceptions import BadHeader, LengthRequired
from factstore.core.api.operations import Operation, operation, operation_of
from factstore.core.api.parameters import read_parameters
from factstore.core.api.writes import Work, dry_run, idempotency_key, parameters_of
from factstore.core.retries import retried

__all__ = [
    "ApiView",
    "document_response",
    "etag",
    "if_match",
    "list_response",
    "not_modified",
    "operation",
    "require_match",
]


class ApiView(APIView):
    """A view whose methods are declared with `@operation`.

    Before a method runs, its query parameters are validated into `self.query`; those that it does
    not declare are refused. `self.body()` validates the request's body.
    """

    collection: ClassVar[str] = ""
    tag: ClassVar[str] = ""  # "" is the collection
    variables: ClassVar[Mapping[str, str]] = {}  # what the variables of the path mean
    keeps_answers: ClassVar[bool] = False  # under an Idempotency-Key, by `once`
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    query: dict[str, Any]

    @property
    def operation(self) -> Operation | None:
        """What the method of the present request declares."""
        return operation_of(self, self.request.method or "")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # An absent method is said first: signing in would not help.
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        self.query = read_parameters(parameters_of(self.operation), request.query_params)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            # WSGI reads no further than Content-Length: the body would silently be empty.
            raise LengthRequired("Send the body with Content-Length, not in chunks.")

    def write(self, work: Work) -> Any:
        """Carry out a write, as a trial or under a key where the caller says so.

        It begins anew where the database broke it off for the sake of another write.

        Raises:
            PreconditionRequired: it builds on what is there, and no If-Match says on what.
            BadHeader: a header cannot be read, or is a key where no answer is kept.
        """
        key = idempotency_key(self.request)
        if key is not None and not self.keeps_answers:
            raise BadHeader("No answer of this operation is kept: leave Idempotency-Key out.")
        if self.operation and self.operation.conditional:
            if_match(self.request)
        if self.query["dry_run"]:
            return retried(lambda: dry_run(work))
        return retried(work if key is None else lambda: self.once(key, work))

    def once(self, key: str, work: Work) -> Any:
        """Carry out `work` unless the caller did so under `key` before; then answer as then."""
        raise NotImplementedError

    def body(self) -> dict[str, Any]:
        """Return the validated body of the request.

        Raises:
            ValidationError: becomes the problem `invalid` with a pointer to each refused member.
        """
        declared = self.operation
        if declared is None or declared.request is None:
            raise TypeError(f"{type(self).__name__} declares no request for this method")
        serializer = declared.request(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        validated: dict[str, Any] = serializer.validated_data
        return validated

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        # What a reader sees may depend on who asks, and is true until the next change only.
        final.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ["Authorization"])
        return final
