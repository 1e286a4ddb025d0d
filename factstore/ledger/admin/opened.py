"""What a page's forms showed when they were opened: carried by the page, the base of a merge."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BaseForm, BaseInlineFormSet
from django.forms.boundfield import BoundField
from django.http import QueryDict

from factstore.ledger.admin.forms import number_in, unified
from factstore.ledger.admin.merging import Columns, Row, Sent

MOST_ROWS = 1000
OWN = frozenset({"reason", "content_revision", "DELETE"})
"""Inputs that say how to save, not what."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The inputs of the form itself, the stored rows by the prefix of their formset, and `seen`:
    what the page showed of other parts, by id, and what was typed relies on.
    """

    fields: Columns = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def as_sent(self) -> str:
        """Return it as the page carries it."""
        rows = {prefix: [[r.pk, r.columns] for r in rows] for prefix, rows in self.rows.items()}
        return json.dumps({"fields": self.fields, "rows": rows, "seen": self.seen})


def received(sent: str) -> Opened | None:
    """Return what a page carried; None where it carried nothing that can be read."""
    try:
        read = json.loads(sent)
        rows = {
            str(prefix): [Row(str(pk), dict(columns)) for pk, columns in items]
            for prefix, items in read["rows"].items()
        }
        return Opened(dict(read["fields"]), rows, dict(read["seen"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def opened(
    form: BaseForm,
    formsets: Mapping[str, "BaseInlineFormSet[Any, Any, Any]"],
    seen: Mapping[str, str],
) -> Opened:
    """Return what forms show of the stored state, whatever was typed into them."""
    rows = {}
    for prefix, formset in formsets.items():
        rows[prefix] = [
            Row(str(row.instance.pk), shown(row))
            for row in formset.initial_forms
            if row.instance.pk
        ]
    return Opened(shown(form), rows, dict(seen))


def shown(form: BaseForm) -> Columns:
    """Return what a form shows of the stored state, by field, as a browser sends it."""
    hidden = {*OWN, *(n for n, f in form.fields.items() if _is_key(f))}
    return {
        bound.name: _sent(bound)
        for bound in form
        if bound.name not in hidden and not bound.field.disabled
    }


def _is_key(item: forms.Field) -> bool:
    return isinstance(item, forms.models.InlineForeignKeyField) or (
        isinstance(item, forms.ModelChoiceField) and isinstance(item.widget, forms.HiddenInput)
    )


def _sent(bound: BoundField) -> Sent:
    value: Any = bound.field.prepare_value(bound.initial)
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    written = widget.format_value(value)
    items = written if isinstance(written, list | tuple) else [written]
    return [unified(str(item)) for item in items if item not in (None, "")]


def typed_columns(data: QueryDict, prefix: str, names: Mapping[str, Sent]) -> Columns:
    """Return what was sent for the inputs `names`, whose names begin with `prefix`."""
    return {
        name: [unified(item) for item in data.getlist(f"{prefix}{name}") if item] for name in names
    }


def typed_rows(data: QueryDict, prefix: str, stored: list[Row], blank: Columns) -> list[Row]:
    """Return the rows that were sent; a stored one with the inputs that it had when opened."""
    by_pk = {row.pk: row.columns for row in stored}
    rows = []
    for index in range(number_in(data.get(f"{prefix}-TOTAL_FORMS"), MOST_ROWS)):
        at = f"{prefix}-{index}-"
        pk = data.get(f"{at}id", "")
        columns = typed_columns(data, at, by_pk.get(pk, blank))
        removed = bool(data.get(f"{at}DELETE"))
        if pk or not removed:
            rows.append(Row(pk, columns, removed))
    return rows


def write_rows(data: QueryDict, prefix: str, rows: list[Row]) -> None:
    """Make `rows` what was sent of a formset, stored ones first."""
    for name in [n for n in data if n.startswith(f"{prefix}-") and n[len(prefix) + 1].isdigit()]:
        del data[name]
    ordered = sorted(rows, key=lambda row: not row.pk)
    for index, row in enumerate(ordered):
        at = f"{prefix}-{index}-"
        data[f"{at}id"] = row.pk
        for name, values in row.columns.items():
            data.setlist(f"{at}{name}", values or [""])
            if not values:
                del data[f"{at}{name}"]
        if row.removed:
            data[f"{at}DELETE"] = "on"
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.pk) for row in rows))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
