"""Who sees what readers do not: what is not accepted, and who changed things for which reason."""

from rest_framework.request import Request


def sees_all(request: Request) -> bool:
    """Tell whether the asker may see what is not public."""
    return bool(request.user.is_authenticated and request.user.may_write())
