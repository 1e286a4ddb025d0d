"""Query parameters: declared as a serializer, and refused where they are not declared."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from factstore.core import text
from factstore.core.api.cursors import DEFAULT_LIMIT, MAX_LENGTH, MAX_LIMIT
from factstore.core.api.exceptions import BadParameter, UnknownParameter
from factstore.core.api.problems import field_errors


class Parameters(serializers.Serializer[Any]):
    """The query parameters of one operation.

    Each is a field with `required=False` or a default; a `ListField` may be repeated.
    """


class PageParameters(Parameters):
    """The parameters that every list has."""

    cursor = serializers.CharField(
        required=False,
        max_length=MAX_LENGTH,
        help_text="Where to go on: `next_cursor` or `previous_cursor` of another page of this "
        "list, with the same filters and order.",
    )
    limit = serializers.IntegerField(
        default=DEFAULT_LIMIT,
        min_value=1,
        max_value=MAX_LIMIT,
        help_text=f"How many results a page has at the most, 1 to {MAX_LIMIT}.",
    )


def read_parameters(declared: type[Any] | None, query: QueryDict) -> dict[str, Any]:
    """Return the validated parameters of a request.

    Raises:
        UnknownParameter: a parameter that is not declared.
        BadParameter: a value that cannot be used, or a parameter given twice that is no list.
    """
    serializer = (declared or Parameters)(data=_plain(declared, query))
    if not serializer.is_valid():
        name, refused = next(iter(serializer.errors.items()))
        detail = " ".join(error.detail for error in field_errors(refused))
        raise BadParameter(f"{name}: {detail}", parameter=name)
    validated: dict[str, Any] = serializer.validated_data
    return validated


def _plain(declared: type[Any] | None, query: QueryDict) -> dict[str, Any]:
    fields = declared().fields if declared else {}
    data: dict[str, Any] = {}
    for name, values in query.lists():
        if name not in fields:
            known = ", ".join(sorted(fields)) or "none"
            shown = name[:100]
            raise UnknownParameter(
                f"There is no parameter {shown!r}; there are: {known}.", parameter=shown
            )
        if any(text.unstorable(value) for value in values):
            raise BadParameter(f"{name}: a character cannot be stored.", parameter=name)
        if isinstance(fields[name], serializers.ListField):
            data[name] = values
        elif len(values) > 1:
            raise BadParameter(f"{name}: given more than once.", parameter=name)
        else:
            data[name] = values[0]
    return data
