"""Refusals that HTTP itself calls for; the domain's own are in factstore.core.errors."""

from typing import ClassVar

from factstore.core.errors import DomainError


class UnreadableJson(DomainError):
    code = "unreadable_json"
    title = "The body is not readable JSON"
    status = 400


class BodyTooLarge(DomainError):
    code = "body_too_large"
    title = "The body is too large"
    status = 413


class LengthRequired(DomainError):
    code = "length_required"
    title = "The length of the body is needed"
    status = 411


class ParameterError(DomainError):
    """A query parameter was refused; `parameter` is its name."""

    status: ClassVar[int] = 400

    def __init__(self, detail: str, *, parameter: str) -> None:
        super().__init__(detail)
        self.parameter = parameter

    def members(self) -> dict[str, str]:
        return {"parameter": self.parameter}


class UnknownParameter(ParameterError):
    code = "unknown_parameter"
    title = "There is no such query parameter"


class BadParameter(ParameterError):
    code = "bad_parameter"
    title = "A query parameter has an unusable value"


class BadCursor(ParameterError):
    code = "bad_cursor"
    title = "The cursor does not belong to this list"

    def __init__(self, detail: str = "Start from the first page.") -> None:
        super().__init__(detail, parameter="cursor")


class BadHeader(DomainError):
    code = "bad_header"
    title = "A request header cannot be read"
    status = 400


class PreconditionRequired(DomainError):
    code = "precondition_required"
    title = "If-Match is needed"
    status = 428
