"""Who sees what readers do not: what is not accepted, and who changed things for which reason."""

from rest_framework.request import Request

from factstore.core.roles import Role


def sees_all(request: Request) -> bool:
    """Tell whether the asker, an editor or more, sees the ledger as it is."""
    return bool(request.user.is_authenticated and request.user.role >= Role.EDITOR)
