"""How the OpenAPI document is derived from what the views declare with `@operation`."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.serializers import BaseSerializer

from factstore.core.api.codes import PROBLEMS
from factstore.core.api.operations import Operation, operation_of
from factstore.core.api.problem_serializers import ProblemRead
from factstore.core.api.problems import MEDIA_TYPE
from factstore.core.api.serializers import StrictSerializer
from factstore.core.api.writes import parameters_of
from factstore.core.roles import Role

ALWAYS = ("not_authenticated", "not_acceptable", "unknown_parameter", "internal", "unavailable")
FOR_PARAMETERS = ("bad_parameter", "time_limit")
FOR_LISTS = ("bad_cursor",)
FOR_WRITES = ("permission_denied", "time_limit")
FOR_TRIALS = ("bad_parameter", "bad_header")
FOR_KEYS = ("in_progress", "idempotency_mismatch")
FOR_BODIES = (
    "unreadable_json",
    "length_required",
    "body_too_large",
    "unsupported_media_type",
    "invalid",
)
FOR_CONDITIONAL_READS = ("bad_header",)
FOR_CONDITIONAL_WRITES = ("bad_header", "precondition_failed", "precondition_required")


class AutoSchema(SpectacularSchema):
    """Describes one operation; a view without `@operation` is not part of the contract."""

    view: Any  # an ApiView

    @property
    def operation(self) -> Operation:
        found = operation_of(self.view, self.method)
        if found is None:
            raise LookupError(f"{self.method} {self.path} declares no @operation")
        return found

    def is_excluded(self) -> bool:
        return operation_of(self.view, self.method) is None

    def get_operation_id(self) -> str:
        name = f"{self.view.collection}_{self.operation.action}"
        return name.replace("-", "_").replace("/", "_")

    def get_tags(self) -> list[str]:
        return [self.view.tag or self.view.collection.partition("/")[0]]

    def get_summary(self) -> str:
        return self._docstring()[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # so does spectacular
        said = "\n".join(self._docstring()[1:]).strip()
        return f"{said}\n\n{_role_needed(self.operation)}".strip()

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        # The class says the direction; the component of an answer is the thing itself.
        name: str = super().get_serializer_name(serializer, direction)  # type: ignore[arg-type]  # a narrower str
        return name.removesuffix("Read")

    def _get_serializer_name(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> str:
        # Spectacular adds this to whatever is sent; `FactCreate` and the like say so themselves.
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Request")

    def get_request_serializer(self) -> Any:
        return self.operation.request

    def get_response_serializers(self) -> Any:
        declared = self.operation
        answers: dict[Any, Any] = {
            str(declared.status): OpenApiResponse(declared.response, description=declared.says)
        }
        if declared.also is not None:
            said = "Success; nothing new was recorded."
            answers[str(declared.also)] = OpenApiResponse(declared.response, description=said)
        elif declared.writes and declared.status != 200:  # noqa: PLR2004  # OK
            said = "Trial run: what would be recorded."
            answers["200"] = OpenApiResponse(declared.response, description=said)
        if declared.conditional and self.method in SAFE_METHODS:
            answers["304"] = OpenApiResponse(description="Unchanged; you have it already.")
        by_status: dict[int, list[str]] = {}
        codes_of = error_codes(
            declared,
            self.method,
            has_path=bool(self._path_variables()),
            keeps_answers=self.view.keeps_answers,
        )
        for code in codes_of:
            by_status.setdefault(PROBLEMS[code].status, []).append(code)
        for status, codes in sorted(by_status.items()):
            said = "\n".join(f"- `{code}`: {PROBLEMS[code].sentence}" for code in codes)
            answers[str(status), MEDIA_TYPE] = OpenApiResponse(ProblemRead, description=said)
        return answers

    def get_override_parameters(self) -> list[Any]:
        declared = self.operation
        queried = parameters_of(declared)
        parameters: list[Any] = [queried] if queried else []
        parameters += _request_headers(declared, self.method)
        if declared.writes and self.view.keeps_answers:
            parameters.append(_KEY)
        return parameters + _answer_headers(declared, keeps_answers=self.view.keeps_answers)

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]  # not typed
        for parameter in made:
            known = self.view.variables.get(parameter["name"])
            parameter["description"] = known or f"The {parameter['name']} of the thing."
        return made

    def _get_parameters(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = super()._get_parameters()
        for parameter in made:
            values = parameter["schema"].get("enum", [])
            if any(value.startswith("-") for value in values):
                # Generators make names of values, and a minus sign makes none.
                parameter["schema"]["x-enum-varnames"] = [_order_name(value) for value in values]
        return made

    def get_auth(self) -> list[Any]:
        needed: list[Any] = super().get_auth()
        if self.operation.role > Role.READER or self.operation.signed_in:
            return [scheme for scheme in needed if scheme]
        return [*needed, {}] if self.method in SAFE_METHODS and {} not in needed else needed

    def _get_request_for_media_type(self, serializer: Any, direction: str = "request") -> Any:
        # Spectacular makes every member of a PATCH optional; ours say themselves what they need.
        method, self.method = self.method, "POST"
        try:
            return super()._get_request_for_media_type(serializer, direction)  # type: ignore[no-untyped-call]  # not typed
        finally:
            self.method = method

    def _postprocess_serializer_schema(
        self, schema: dict[str, Any], serializer: BaseSerializer[Any], direction: str
    ) -> dict[str, Any]:
        made: dict[str, Any] = super()._postprocess_serializer_schema(  # type: ignore[no-untyped-call]  # not typed
            schema, serializer, direction
        )
        if direction == "request" and isinstance(serializer, StrictSerializer):
            made.setdefault("additionalProperties", False)
        if (example := getattr(serializer, "example", None)) is not None:
            made["examples"] = [example]  # once, not with each operation
        return made

    def _path_variables(self) -> bool:
        return "{" in self.path

    def _docstring(self) -> list[str]:
        text: str = super().get_description()
        if not text:
            raise LookupError(f"{self.method} {self.path} has no docstring")
        return text.splitlines()


def inline_null(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Write `type: null` where spectacular refers to a component that says no more than that."""
    schemas = result["components"]["schemas"]
    if schemas.pop("NullEnum", None) is None:
        return result
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            for variant in member.get("oneOf", []):
                if variant.get("$ref") == "#/components/schemas/NullEnum":
                    del variant["$ref"]
                    variant["type"] = "null"
    return result


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular is not typed
    """The security scheme of the tokens."""

    target_class = "knox.auth.TokenAuthentication"
    match_subclasses = True
    priority = 1
    name = "bearerAuth"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of a user."}


def _role_needed(declared: Operation) -> str:
    if declared.role > Role.READER:
        return f"Role: `{declared.role.label}`."
    return "Role: `reader`, with a token." if declared.signed_in else "Role: `reader`."


def _order_name(value: str) -> str:
    name = value.lstrip("-").upper()
    return f"{name}_DESCENDING" if value.startswith("-") else name


def error_codes(
    declared: Operation, method: str, *, has_path: bool, keeps_answers: bool = False
) -> tuple[str, ...]:
    """Return the codes with which an operation may answer, each once."""
    safe = method in SAFE_METHODS
    groups = [
        (True, ALWAYS),
        (declared.parameters is not None, FOR_PARAMETERS),
        (declared.action == "list", FOR_LISTS),
        (not safe, FOR_WRITES),
        (declared.writes, FOR_TRIALS),
        (declared.writes and keeps_answers, FOR_KEYS),
        (declared.role > Role.READER, ("permission_denied",)),
        (declared.request is not None, FOR_BODIES),
        (has_path, ("not_found",)),
        (declared.conditional and safe, FOR_CONDITIONAL_READS),
        (declared.conditional and not safe, FOR_CONDITIONAL_WRITES),
        (True, declared.errors),
    ]
    return tuple(dict.fromkeys(code for holds, codes in groups if holds for code in codes))


def _request_headers(declared: Operation, method: str) -> list[OpenApiParameter]:
    if not declared.conditional:
        return []
    if method in SAFE_METHODS:
        name, what = "If-None-Match", "Entity tags that you have; 304 if one is the present one."
    else:
        name, what = "If-Match", "The entity tag that this write builds on, or `*` for any."
    return [
        OpenApiParameter(
            name,
            str,
            OpenApiParameter.HEADER,
            required=method not in SAFE_METHODS,
            description=what,
        )
    ]


_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    pattern=r"^[\x21-\x7e]{1,200}$",
    description="A name of yours for this request, 1 to 200 visible ASCII characters. Sent again "
    "within 24 hours, the same request is answered as the first time, and done once.",
)


def _answer_headers(declared: Operation, *, keeps_answers: bool) -> list[OpenApiParameter]:
    headers = list(declared.headers)
    tagged = declared.conditional or declared.status == 201  # noqa: PLR2004  # Created
    if tagged and "ETag" not in dict(headers):
        tag = 'Entity tag `"<content_revision>.<revision>"`, for If-Match and If-None-Match.'
        headers.append(("ETag", tag))
    if declared.status == 201:  # noqa: PLR2004  # Created
        headers.append(("Location", "Path of what was created."))
    if declared.writes:
        headers.append(("Dry-Run", "`true` of a trial run: nothing was recorded."))
    if declared.writes and keeps_answers:
        headers.append(("Idempotent-Replayed", "`true` where this answer was given before."))
    if declared.action == "list":
        headers.append(("Link", 'The neighbouring pages, `rel="next"` and `rel="prev"`.'))
    return [
        OpenApiParameter(
            name,
            str,
            OpenApiParameter.HEADER,
            description=what,
            response=_statuses(declared).get(name, [str(declared.status)]),
        )
        for name, what in headers
    ]


def _statuses(declared: Operation) -> dict[str, list[str]]:
    """Return the statuses of the headers of writes: a trial run answers 200."""
    successes = {str(declared.status), str(declared.also or declared.status)}
    return {"Dry-Run": ["200"], "Idempotent-Replayed": sorted(successes)}
