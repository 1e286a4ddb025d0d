"""Reading fact types by name."""

from uuid import UUID

from factstore.core.errors import NotFound
from factstore.facts.models import FactType


def identify(name: str) -> UUID:
    """Return the id of the fact type called `name`.

    Raises:
        NotFound: there is no such type.
    """
    found = FactType.objects.filter(name=name).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(f"There is no fact type {name}.")
    return found
