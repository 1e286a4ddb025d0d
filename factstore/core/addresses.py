"""Refuses addresses of the editors' pages that nothing of ours leads to."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


class AddressMiddleware:
    """Answers 400 where the address of an editors' page has a NUL, which no column can hold.

    The framework's lists and selects would ask the database for it; the API says it by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look at the address before its page does."""
        found = request.resolver_match
        asked = request.META["QUERY_STRING"]
        if found is not None and found.namespace == "admin" and "%00" in asked:
            raise SuspiciousOperation("The address has a NUL.")
