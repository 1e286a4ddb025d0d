"""Which values of two facts say the same, and what stored facts claim."""

from collections.abc import Iterable, Iterator
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
    for pk, keys in _keys(other):
        for key in keys:
            waiting.setdefault(key, []).append(pk)
    found: dict[UUID, UUID] = {}
    taken: set[UUID] = set()
    for pk, keys in _keys(fact):
        free = (one for key in keys for one in waiting.get(key, ()) if one not in taken)
        if equal := next(free, None):
            found[pk] = equal
            taken.add(equal)
    return found


def _keys(fact: Fact) -> Iterator[tuple[UUID, list[tuple[str, ...]]]]:
    """Yield what another value must share with each value of a fact, the closest first."""
    rows = Value.objects.filter(fact=fact).select_related("field", "clause")
    said = {row: _said(row) for row in rows.order_by("position", "pk")}
    clauses: dict[UUID | None, list[str]] = {}
    for row, words in said.items():
        clauses.setdefault(row.clause_id, []).append(words)
    for row, words in said.items():
        if row.clause is None:
            yield row.pk, [("", words)]
        else:
            polarity = row.clause.polarity
            whole = sorted(clauses[row.clause_id])
            yield row.pk, [(polarity, words, *whole), (polarity, words)]


def _said(row: Value) -> str:
    draft = value_draft(row)
    return canonical.digest(claims.claim("", [(draft.field, draft.content, None)], {}))
