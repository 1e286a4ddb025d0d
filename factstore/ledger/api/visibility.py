"""Who sees what readers do not: what is not accepted, and who changed things for which reason."""

from rest_framework.request import Request

from factstore.accounts.models import User
from factstore.ledger.sight import Sight


def sight(request: Request) -> Sight:
    """Return what the asker may see."""
    user = request.user
    return Sight.of(user.role, user.pk) if isinstance(user, User) else Sight()
