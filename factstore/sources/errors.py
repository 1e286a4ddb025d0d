"""What can go wrong when a text is captured."""

from typing import Any
from uuid import UUID

from factstore.core.errors import DomainError


class NotNewest(DomainError):
    """Another version than the caller took for the newest is it, as `newest`."""

    code = "not_newest"
    title = "The article has a newer version"
    status = 409

    def __init__(self, number: int, newest: UUID) -> None:
        super().__init__(f"Version {number} is the newest one of the article: look at it first.")
        self.newest = newest

    def members(self) -> dict[str, Any]:
        newest = str(self.newest)
        return {"existing": {"id": newest, "url": f"/api/v1/versions/{newest}"}}
