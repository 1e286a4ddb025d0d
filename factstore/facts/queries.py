"""Reading fact types as plain specs, and what waits for reviewers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from factstore.facts.specs import FieldSpec, TypeSpec
from factstore.ledger.sight import Sight

if TYPE_CHECKING:
    from factstore.facts.models.flags import Flag
    from factstore.facts.models.proposals import Proposal
    from factstore.facts.models.types import FactType
else:
    Flag = Proposal = FactType = models.Model


class FactTypeQuerySet(models.QuerySet["FactType"]):
    """Fact types."""

    def named(self, name: str) -> "FactType | None":
        """Return the type in use that is called `name`, with its fields at hand."""
        return self.filter(name=name, withdrawn_reason=None).prefetch_related("fields").first()


def _seen(sight: Sight) -> models.Q:
    """Return the condition that a proposal or flag is seen: made by, or about a fact of, somebody."""
    if sight.everything:
        return models.Q()
    own = models.Q(author=sight.own) | models.Q(fact__created_by=sight.own)
    return own | models.Q(fact__status="accepted")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def matching(
        self,
        *,
        fact: UUID | None = None,
        statuses: Sequence[str] | None = None,
        author: UUID | None = None,
        sight: Sight,
    ) -> Self:
        """Return the proposals in sight for which all that is named holds."""
        wanted = {"fact": fact, "status__in": statuses, "author": author}
        found = self.filter(**{name: value for name, value in wanted.items() if value is not None})
        return found.filter(_seen(sight))

    def of(self, fact: UUID, status: str) -> Self:
        """Return the proposals of a fact that have a status, locked until the change ends."""
        return self.select_for_update().filter(fact=fact, status=status).order_by("pk")


class FlagQuerySet(models.QuerySet["Flag"]):
    """Flags."""

    def matching(
        self,
        *,
        fact: UUID | None = None,
        statuses: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        sight: Sight,
    ) -> Self:
        """Return the flags in sight for which all that is named holds."""
        wanted = {"fact": fact, "status__in": statuses, "kind__in": kinds}
        found = self.filter(**{name: value for name, value in wanted.items() if value is not None})
        return found.filter(_seen(sight))

    def of(self, fact: UUID, status: str) -> Self:
        """Return the flags of a fact that have a status, locked until the change ends."""
        return self.select_for_update().filter(fact=fact, status=status).order_by("pk")


def spec(fact_type: "FactType") -> TypeSpec:
    """Return what a fact type asks of its facts, fields in order."""
    fields = sorted(fact_type.fields.all(), key=lambda f: (f.position, f.name))
    return TypeSpec(
        name=fact_type.name,
        basis=fact_type.basis,
        template=fact_type.template,
        clause_template=fact_type.clause_template,
        fields={
            f.name: FieldSpec(
                name=f.name,
                kinds=frozenset(f.kinds),
                entity_kinds=frozenset(f.entity_kinds),
                labels={c["choice"]: c["label"] for c in f.choices},
                required=f.required,
                one_of=f.one_of,
                repeated=f.repeated,
                key=f.key,
                scope=f.scope,
                deprecated=f.deprecated,
            )
            for f in fields
        },
    )
