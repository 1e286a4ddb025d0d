"""Writing fact types: fields are added, relabelled and deprecated, never removed or re-kinded."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from factstore.core.constraints import refusing
from factstore.core.errors import DomainError, Duplicate, FieldError, Invalid
from factstore.facts import template
from factstore.facts.models import FactType, Field
from factstore.ledger.kinds import Document
from factstore.ledger.locks import alone, assign, lock

SLOTS_OF_CLAUSES = frozenset({"included", "excluded"})


def create_fact_type(*, fields: Sequence[Mapping[str, Any]], **columns: Any) -> FactType:
    """Record a fact type with its fields (columns of `FactType` and of `Field`).

    Raises:
        Duplicate: there is a type of this name.
        Invalid: a template that cannot be parsed or names no field of the type.
    """
    fact_type = FactType(**columns)
    _check_templates(fact_type, fields)

    def same_name() -> Duplicate:
        return Duplicate(
            f"There is a fact type {fact_type.name}.",
            collection="fact-types",
            existing_id=fact_type.name,
        )

    with refusing({"facts_facttype_name_key": same_name}):
        fact_type.save(force_insert=True)
    for i, field in enumerate(fields):
        _set_field(fact_type, None, field, position=i, at=f"/fields/{i}")
    return fact_type


def update_fact_type(
    fact_type_id: UUID, changes: Mapping[str, Any], *, expected: frozenset[int] | None
) -> FactType:
    """Set the named members of a type; `fields` changes fields by name, or adds them.

    A changed template re-records the type's facts.

    Raises:
        Invalid: what a field must keep (name, kinds, scope, key), or one that accepted facts lack
            made required; a template that does not parse.
    """
    # Facts are checked by the type that they were recorded under.
    alone()
    fact_type = lock(FactType, "fact_type", fact_type_id, expected=expected)
    columns = dict(changes)
    fields: Sequence[Mapping[str, Any]] = columns.pop("fields", ())
    known = {field.name: field for field in fact_type.fields.all()}
    changed = assign(fact_type, columns)
    every = [*({"name": name} for name in known), *fields]
    _check_templates(fact_type, every)
    if changed:
        fact_type.save()
    for i, item in enumerate(fields):
        field = known.get(item["name"])
        _set_field(fact_type, field, item, position=len(known) + i, at=f"/fields/{i}")
    return fact_type


def revert_fact_type(
    fact_type_id: UUID, document: Document, expected: frozenset[int] | None
) -> FactType:
    """Give a type and its fields the texts, choices and demands of a recorded document.

    Fields that were added since stay.

    Raises: as `update_fact_type`.
    """
    columns = ("label", "description", "template", "clause_template")
    of_fields = ("name", "label", "help_text", "choices", "required", "one_of", "deprecated")
    fields = [{name: field[name] for name in of_fields} for field in document["fields"]]
    changes = {name: document[name] for name in columns}
    return update_fact_type(fact_type_id, {**changes, "fields": fields}, expected=expected)


def _set_field(
    fact_type: FactType, field: Field | None, item: Mapping[str, Any], *, position: int, at: str
) -> None:
    name = item["name"]

    def refused(detail: str) -> DomainError:
        return Invalid(detail, errors=[FieldError(at, "field_stays", detail)])

    if field is None and not (item.get("label") and item.get("kinds")):
        raise Invalid(
            f"There is no field {name} yet: a new one needs a label and kinds.",
            errors=[FieldError(at, "required", "A new field has a label and kinds.")],
        )
    refusals = {
        "facts_field_keeps_its_kind": lambda: refused(
            f"{name} keeps its name, kinds, scope and key: facts are recorded with them."
        ),
        "facts_field_required_by_none": lambda: refused(
            f"{name} cannot be required: accepted facts lack it."
        ),
        "facts_field_scope_is_no_key": lambda: refused(
            f"{name}: a scope field is neither required nor key."
        ),
        "facts_field_name_is_unique": lambda: refused(f"There is a field {name} already."),
        "facts_field_kinds_are_known": lambda: refused(f"{name}: a field takes known kinds."),
    }
    with refusing(refusals):
        if field is None:
            Field(fact_type=fact_type, position=position, **item).save(force_insert=True)
        elif assign(field, item):
            field.save()


def _check_templates(fact_type: FactType, fields: Sequence[Mapping[str, Any]]) -> None:
    names = {field["name"] for field in fields}
    for member, allowed in (
        ("template", names | SLOTS_OF_CLAUSES),
        ("clause_template", names),
    ):
        text = getattr(fact_type, member)
        try:
            unknown = sorted(template.parse(text).slots - allowed)
        except template.TemplateError as error:
            problem = FieldError(f"/{member}", "bad_template", str(error))
        else:
            if not unknown:
                continue
            problem = FieldError(f"/{member}", "bad_template", f"There is no field {unknown[0]}.")
        raise Invalid("The sentence template cannot be used.", errors=[problem])
