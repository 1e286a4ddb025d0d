"""Who may call: whoever has the role that the operation declares."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from factstore.core.api.operations import operation_of
from factstore.core.roles import Role

if TYPE_CHECKING:  # rest_framework.views loads this module for its defaults
    from rest_framework.views import APIView


class HasRole(BasePermission):
    """The caller's role is at least the operation's; what declares none is closed to writing.

    The framework answers 401 to a caller without a token, 403 to one with too little.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        declared = operation_of(view, request.method or "")
        if declared is None:
            return request.method in SAFE_METHODS
        if declared.signed_in and not request.user.is_authenticated:
            return False
        role: Role = getattr(request.user, "role", Role.READER)
        self.message = f"This needs the role {declared.role.label}; yours is {role.label}."
        return role >= declared.role
