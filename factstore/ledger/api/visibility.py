"""Who sees what readers do not: what is not accepted, and who changed things for which reason."""

from rest_framework.request import Request

from factstore.core.roles import Role


def sees_all(request: Request) -> bool:
    """Tell whether the asker may see what is not public."""
    role: Role = getattr(request.user, "role", Role.READER)
    return role >= Role.EDITOR
