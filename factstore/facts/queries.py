"""Reading fact types as plain specs, and what waits for reviewers."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Self, TypeVar
from uuid import UUID

import orjson
from django.db import models

from factstore.facts.specs import FieldSpec, TypeSpec
from factstore.ledger.queries import fetch_bytes
from factstore.ledger.sight import Sight

Row = TypeVar("Row", bound=models.Model)


def in_sight(sight: Sight, prefix: str = "") -> models.Q:
    """Return the condition of the facts that somebody sees.

    `prefix` leads from the rows that are asked for to their fact: `fact__`.
    """
    if sight.everything:
        return models.Q()
    seen = models.Q(**{f"{prefix}status": "accepted"})
    return seen if sight.own is None else seen | models.Q(**{f"{prefix}created_by": sight.own})


def _seen(sight: Sight) -> models.Q:
    """Return the condition that a proposal or flag is seen: made by, or about a fact of, somebody."""
    own = models.Q() if sight.everything else models.Q(author=sight.own)
    return own | in_sight(sight, "fact__")


class SubmissionQuerySet(models.QuerySet[Row]):
    """Proposals or flags."""

    def matching(self, wanted: Mapping[str, Sequence[object] | None], *, sight: Sight) -> Self:
        """Return those in sight whose members are each one of the values `wanted`; None: any."""
        asked = {f"{name}__in": values for name, values in wanted.items() if values is not None}
        return self.filter(_seen(sight), **asked)

    def of(self, fact: UUID, status: str) -> Self:
        """Return those about a fact that have a status, locked until the change ends."""
        return self.select_for_update().filter(fact=fact, status=status).order_by("pk")


_SPECS = """
    SELECT json_build_object(
        'id', t.id, 'name', t.name, 'basis', t.basis, 'template', t.template,
        'clause_template', t.clause_template, 'fields', (SELECT json_agg(json_build_object(
            'id', f.id, 'name', f.name, 'kinds', f.kinds, 'entity_kinds', f.entity_kinds,
            'choices', f.choices, 'required', f.required, 'one_of', f.one_of,
            'repeated', f.repeated, 'key', f.key, 'scope', f.scope, 'deprecated', f.deprecated
        ) ORDER BY f.position, f.name) FROM facts_field f WHERE f.fact_type_id = t.id)
    )::text
    FROM facts_facttype t WHERE """


def specs(ids: Iterable[UUID]) -> dict[UUID, TypeSpec]:
    """Return what fact types ask of their facts, by their ids."""
    rows = fetch_bytes(_SPECS + "t.id = ANY (%s)", [list(ids)])
    return {found.id: found for found in (_spec(row[0]) for row in rows)}


def spec(type_id: UUID) -> TypeSpec:
    """Return what a fact type asks of its facts, fields in order."""
    return specs([type_id])[type_id]


def spec_named(name: str) -> TypeSpec | None:
    """Return what the type in use that is called `name` asks of its facts."""
    rows = fetch_bytes(_SPECS + "t.name = %s AND t.withdrawn_reason IS NULL", [name])
    return _spec(rows[0][0]) if rows else None


@lru_cache(maxsize=256)  # under what the tables say: a changed type is another entry
def _spec(columns: bytes) -> TypeSpec:
    row = orjson.loads(columns)
    fields = row.pop("fields") or ()
    return TypeSpec(
        **{**row, "id": UUID(row["id"])}, fields={field["name"]: _field(field) for field in fields}
    )


def _field(row: dict[str, Any]) -> FieldSpec:
    row["labels"] = {choice["choice"]: choice["label"] for choice in row.pop("choices")}
    sets = {name: frozenset(row[name]) for name in ("kinds", "entity_kinds")}
    return FieldSpec(**{**row, **sets, "id": UUID(row["id"])})
