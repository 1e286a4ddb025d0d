"""Which values of two facts say the same, and what stored facts claim."""

from collections.abc import Iterable
from uuid import UUID

from factstore.core import canonical
from factstore.facts import claims
from factstore.facts.models import Fact, Value
from factstore.facts.stored import value_draft


def digests(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the digest of what each fact claims by its stored values."""
    facts = Fact.objects.filter(pk__in=ids).select_related("fact_type")
    rows = facts.prefetch_related("clauses", "values__field", "values__clause")
    return {
        row.pk: canonical.digest(
            claims.claim(
                row.fact_type.name,
                [(v.field, v.content, v.clause) for v in map(value_draft, row.values.all())],
                {clause.number: clause.polarity for clause in row.clauses.all()},
                own=row.pk,
            )
        )
        for row in rows
    }


def equals(fact: Fact, other: Fact) -> dict[UUID, UUID]:
    """Return for each value of `fact` a value of `other` that says the same, by ids.

    Each value of `other` stands for one only; a value in a clause for one in a clause of the same
    polarity, and of the same words if there is one.
    """
    waiting: dict[tuple[str, ...], list[UUID]] = {}
    for row in _values(other):
        for key in _keys(row, other):
            waiting.setdefault(key, []).append(row.pk)
    found: dict[UUID, UUID] = {}
    for row in _values(fact):
        for key in _keys(row, fact):
            free = [pk for pk in waiting.get(key, ()) if pk not in found.values()]
            if free:
                found[row.pk] = free[0]
                break
    return found


def _values(fact: Fact) -> list[Value]:
    rows = Value.objects.filter(fact=fact).select_related("field", "clause")
    return list(rows.order_by("position", "pk"))


def _keys(row: Value, fact: Fact) -> list[tuple[str, ...]]:
    """Return what another value must share with this one, the closest first."""
    said = _said(row)
    if row.clause is None:
        return [("", said)]
    clause = sorted(_said(v) for v in _values(fact) if v.clause_id == row.clause_id)
    return [(row.clause.polarity, said, *clause), (row.clause.polarity, said)]


def _said(row: Value) -> str:
    draft = value_draft(row)
    return canonical.digest(claims.claim("", [(draft.field, draft.content, None)], {}))
