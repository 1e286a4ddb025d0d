"""Reading fact types as plain specs, and the parts of a fact that its actions need."""

from typing import TYPE_CHECKING

from django.db import models

from factstore.facts.specs import FieldSpec, TypeSpec

if TYPE_CHECKING:
    from factstore.facts.models.types import FactType
else:
    FactType = models.Model


class FactTypeQuerySet(models.QuerySet["FactType"]):
    """Fact types."""

    def named(self, name: str) -> "FactType | None":
        """Return the type called `name` with its fields at hand."""
        return self.filter(name=name).prefetch_related("fields").first()


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
