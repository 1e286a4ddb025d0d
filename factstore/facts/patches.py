"""Checks of a patch against the fact that it changes: what it names is there, and named once."""

from collections.abc import Container, Iterable, Iterator, Mapping
from uuid import UUID

from factstore.core.errors import FieldError
from factstore.facts.drafts import FactPatch, ValueDraft


def check_values(
    patch: FactPatch, stored: Mapping[UUID, ValueDraft], *, at: str
) -> Iterator[FieldError]:
    """Yield values that the fact does not have, that are named twice or would change their field.

    `stored` are the fact's values by id; `at` is the pointer to the values to set.
    """
    yield from _unknown("/values/remove", stored, patch.remove_values)
    taken = set(patch.remove_values)
    for i, value in enumerate(patch.set_values):
        if value.id is None:
            continue
        if value.id not in stored and value.id in patch.restore:
            continue
        if value.id not in stored:
            yield _no_such(f"{at}/{i}/id", value.id)
        elif value.id in taken:
            yield _twice(f"{at}/{i}/id", value.id)
        elif stored[value.id].field != value.field:
            yield FieldError(
                f"{at}/{i}/field", "other_field", "A value keeps its field: remove it and add one."
            )
        taken.add(value.id)


def check_evidence(patch: FactPatch, stored: Container[UUID], *, at: str) -> Iterator[FieldError]:
    """Yield evidence that the fact does not have or that is named twice."""
    yield from _unknown("/evidence/remove", stored, patch.remove_evidence)
    yield from _unknown("/evidence/confirm", stored, patch.confirm)
    taken = set(patch.remove_evidence)
    for i, evidence_id in enumerate(patch.confirm):
        if evidence_id in taken:
            yield _twice(f"/evidence/confirm/{i}", evidence_id)
    for i, evidence in enumerate(patch.set_evidence):
        if evidence.id is None or (evidence.id not in stored and evidence.id in patch.restore):
            continue
        if evidence.id not in stored:
            yield _no_such(f"{at}/{i}/id", evidence.id)
        elif evidence.id in taken:
            yield _twice(f"{at}/{i}/id", evidence.id)
        taken.add(evidence.id)


def check_clauses(
    patch: FactPatch, stored: Container[int], values: Iterable[ValueDraft], *, at: str
) -> Iterator[FieldError]:
    """Yield clauses that are not there, are given twice or are removed from under a value.

    `values` are those that the fact has after the patch.
    """
    yield from _unknown("/clauses/remove", stored, patch.remove_clauses)
    taken = set(patch.remove_clauses)
    for i, clause in enumerate(patch.set_clauses):
        if clause.number in taken:
            yield _twice(f"{at}/{i}/number", clause.number)
        taken.add(clause.number)
    used = {value.clause for value in values if value.id is not None}
    for i, number in enumerate(patch.remove_clauses):
        if number in used:
            yield FieldError(f"/clauses/remove/{i}", "in_use", f"Clause {number} has values left.")


def _unknown(at: str, stored: Container[object], named: Iterable[object]) -> Iterator[FieldError]:
    for i, name in enumerate(named):
        if name not in stored:
            yield _no_such(f"{at}/{i}", name)


def _no_such(at: str, name: object) -> FieldError:
    return FieldError(at, "unknown", f"This fact has no {name}.")


def _twice(at: str, name: object) -> FieldError:
    return FieldError(at, "named_twice", f"The request names {name} twice.")
