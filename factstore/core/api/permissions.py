"""Who may call: everybody reads, writers write."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # rest_framework.views loads this module for its defaults
    from rest_framework.views import APIView


class ReadOrWriter(BasePermission):
    """Anybody may GET, HEAD and OPTIONS; the rest is for users that may write."""

    message = "Writing is for members of the group `writers`."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.method in SAFE_METHODS:
            return True
        return bool(request.user.is_authenticated and request.user.may_write())
