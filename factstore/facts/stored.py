"""Stored values in the terms of drafts, so that stored and wanted ones can be compared."""

from factstore.core.dates import PartialDate
from factstore.facts.drafts import Content, ValueDraft
from factstore.facts.models import Value


def value_draft(row: Value) -> ValueDraft:
    """Return a stored value as a draft of itself; `row.field` and `row.clause` are loaded."""
    dated = row.not_before is not None or row.not_after is not None
    return ValueDraft(
        field=row.field.name,
        id=row.id,
        clause=row.clause.number if row.clause else None,
        content=Content(
            kind=row.kind,
            entity=row.entity_id,
            text=row.text,
            choice=row.choice,
            date=PartialDate(row.not_before, row.not_after) if dated else None,
            minimum=row.minimum,
            maximum=row.maximum,
            unit=row.unit,
            currency=row.currency,
            approximate=row.approximate,
        ),
    )
