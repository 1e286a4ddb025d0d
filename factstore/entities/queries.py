"""Reading entities: by name, by alias and by what other catalogues call them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from factstore.core.errors import NotFound

if TYPE_CHECKING:
    from factstore.entities.models import Entity
else:
    Entity = models.Model


class EntityQuerySet(models.QuerySet["Entity"]):
    """Entities."""

    def matching(
        self,
        *,
        kinds: Sequence[str] | None = None,
        words: str | None = None,
        external_id: tuple[str, str] | None = None,
    ) -> Self:
        """Return the entities for which all that is named holds."""
        found = self
        if kinds is not None:
            found = found.filter(kind__in=kinds)
        if words is not None:
            found = found.called(words)
        if external_id is not None:
            found = found.known_as(*external_id)
        return found

    def called(self, words: str) -> Self:
        """Return the entities that have `words` in their name or an alias, in any letter case.

        Reads the trigram indexes where `words` has three characters or more.
        """
        aliases = self.model._meta.get_field("aliases").related_model  # noqa: SLF001  Django's public name
        by_name = self.model.objects.filter(name__icontains=words).values("pk")
        by_alias = aliases._default_manager.filter(text__icontains=words).values("entity")  # noqa: SLF001  Django's public name
        # One OR over both tables could use neither index.
        return self.filter(pk__in=by_name.union(by_alias, all=True))

    def known_as(self, scheme: str, value: str) -> Self:
        """Return the entity that the catalogue `scheme` calls `value`, if there is one."""
        return self.filter(external_ids__scheme=scheme, external_ids__value=value)

    def identify(self, name: str) -> UUID:
        """Return the id of the entity that `name` stands for: its id, or `wikidata:Q30`.

        Raises:
            NotFound: no entity has that external id, or `name` is neither.
        """
        try:
            return UUID(name)
        except ValueError:
            scheme, colon, value = name.partition(":")
        found = self.known_as(scheme, value).values_list("pk", flat=True).first() if colon else None
        if found is None:
            raise NotFound(f"There is no entity {name[:300]}.")
        return found
