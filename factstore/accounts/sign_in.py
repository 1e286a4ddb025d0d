"""The door of the admin: Django's own form, closed for a while after failed attempts."""

import math
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from factstore.accounts import attempts

PAUSED = "accounts/admin/sign_in_paused.html"


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in to the admin; 429 after too many failures of a name from an address."""
    if request.method != "POST":
        return admin.site.login(request)
    name, address = request.POST.get("username", ""), client_address(request)
    wait = attempts.begin(name, address)
    if wait is not None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        context = {
            **admin.site.each_context(request),
            "title": "Too many attempts",
            "minutes": math.ceil(seconds / 60),
        }
        return TemplateResponse(
            request, PAUSED, context, status=429, headers={"Retry-After": str(seconds)}
        )
    answer = admin.site.login(request)
    # Whoever was signed in before stays so, whatever password was tried.
    has_succeeded = answer.status_code == HTTPStatus.FOUND
    if has_succeeded and request.user.is_authenticated and request.user.get_username() == name:
        attempts.succeeded(name, address)
    return answer


def client_address(request: HttpRequest) -> str | None:
    """Return where the request came from: as the proxy says where one is declared.

    Of `X-Forwarded-For` only the last entry is the proxy's own; the others anybody can write.
    """
    if settings.BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told:
            return _address(told)
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    """Return what counts as one address: of IPv6 the 64 bits that one line has."""
    try:
        address = ip_address(text)
    except ValueError:
        return None  # a socket has no address
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, 64), strict=False).network_address)
