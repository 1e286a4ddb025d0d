"""Bringing what was typed into a form up to the present state, where others saved meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from factstore.core.errors import DomainError
from factstore.ledger.admin.forms import number_in
from factstore.ledger.admin.history import Since, since, told_since
from factstore.ledger.admin.merging import Columns, Manner, Overlap, RowMerge, merged_columns
from factstore.ledger.admin.opened import (
    OWN,
    Opened,
    opened,
    received,
    shown,
    typed_columns,
    typed_rows,
    write_rows,
)
from factstore.ledger.admin.state import sight, state

if TYPE_CHECKING:
    from factstore.ledger.admin.base import RecordedAdmin

OVERLAPS = (
    "Somebody else changed the same since you opened this: both are shown side by side. Nothing of "
    "yours was saved yet; what you typed stands in the form. Save again to put yours in the place "
    "of theirs."
)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One overlap as it is shown: what it was, what it is, by whom, and what was typed."""

    label: str
    was: str
    now: str
    who: str
    yours: str


@dataclass(frozen=True, slots=True)
class Page:
    """The forms of a page as they would be opened now."""

    form: Any
    formsets: Mapping[str, Any]
    manners: Mapping[str, Manner]
    now: Opened


def page_now(model_admin: "RecordedAdmin", request: HttpRequest, object_id: str | None) -> Page:
    """Return the forms of a page, filled from the stored state alone."""
    obj = model_admin.get_object(request, unquote(object_id)) if object_id else None
    names = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
    form = model_admin.get_form(request, obj, change=obj is not None, fields=names)(instance=obj)
    formsets, manners = {}, {}
    for factory, inline in model_admin.get_formsets_with_inlines(request, obj):
        queryset = inline.get_queryset(request)
        formset: Any = factory(instance=obj, queryset=queryset)
        formsets[formset.prefix] = formset
        own: Any = inline
        manners[formset.prefix] = Manner(
            own.match, own.apart, own.whole, blank=shown(formset.empty_form)
        )
    seen = model_admin.seen(request, obj)
    return Page(form, formsets, manners, opened(form, formsets, seen))


def rebase(
    model_admin: "RecordedAdmin", request: HttpRequest, object_id: str | None, recorded: UUID
) -> None:
    """Merge what was typed into the present state; what overlaps is refused and kept to be shown.

    `request.POST` becomes what the editor would have sent, had the page been opened just now.
    """
    known = state(request)
    sent = request.POST
    revision = number_in(sent.get("content_revision"))
    known.opened_with = sent.get("opened_with", "")
    if revision in {0, known.content_revision}:
        return
    asked = (model_admin.kind, recorded, revision, sight(request))
    changes = since(*asked)
    was = received(known.opened_with)
    if was is None:
        known.refuse(DomainError(told_since(*asked)))
        return
    page = page_now(model_admin, request, object_id)
    data = sent.copy()
    overlaps = [*_merge_fields(data, was, page), *_merge_rows(data, was, page)]
    data["content_revision"] = str(known.content_revision)
    merged: Any = data  # the stubs want it immutable
    request.POST = merged
    known.opened_with = page.now.as_sent()
    known.overlaps = [
        *(_side_by_side(overlap, page, changes, model_admin) for overlap in overlaps),
        *_relied_on(data, was, page, changes),
    ]
    if known.overlaps:
        known.refuse(DomainError(OVERLAPS))
    else:
        known.meanwhile = [change.told for change in changes]


def _merge_fields(data: QueryDict, was: Opened, page: Page) -> list[Overlap]:
    now = page.now.fields
    names = {name: now[name] for name in now if name in was.fields}
    typed = typed_columns(data, "", names)
    merged, overlaps = merged_columns(was.fields, now, typed, ([name] for name in names))
    for name, values in merged.items():
        data.setlist(name, values)
    return [Overlap("", next(iter(w)), w, n, y) for w, n, y in overlaps]


def _merge_rows(data: QueryDict, was: Opened, page: Page) -> list[Overlap]:
    overlaps = []
    for prefix, manner in page.manners.items():
        merge = RowMerge(prefix, manner)
        before = was.rows.get(prefix, [])
        typed = typed_rows(data, prefix, before, manner.blank)
        merge.merge(before, page.now.rows[prefix], typed)
        write_rows(data, prefix, merge.rows)
        overlaps += merge.overlaps
    return overlaps


def _relied_on(data: QueryDict, was: Opened, page: Page, changes: list[Since]) -> list[SideBySide]:
    """Return what the editor saw of other parts and relies on, where others changed it."""
    relied = {value for _, values in data.lists() for value in values}
    return [
        SideBySide(
            "What you rely on", told, page.now.seen.get(key, "removed"), _who(changes, key), "—"
        )
        for key, told in was.seen.items()
        if key in relied and page.now.seen.get(key) != told
    ]


def _side_by_side(
    overlap: Overlap, page: Page, changes: list[Since], model_admin: "RecordedAdmin"
) -> SideBySide:
    if not overlap.rows:
        form, label = page.form, str(page.form[overlap.key].label)
        member = overlap.key
    else:
        formset = page.formsets[overlap.rows]
        form = formset.empty_form
        label = str(formset.model._meta.verbose_name).capitalize()  # noqa: SLF001  Django's public name
        label += _called(form, overlap)
        member = model_admin.members.get(overlap.rows, overlap.rows)
    who = _who(changes, overlap.key, f"{page.form.instance.pk}/{member}", member)
    differing = {
        name
        for side in (overlap.was, overlap.now, overlap.yours)
        for name, values in (side or {}).items()
        if any(other is None or other.get(name) != values for other in _sides(overlap))
    }
    if overlap.rows:
        label += ": " + ", ".join(
            str(form[name].label).lower() for name in form.fields if name in differing
        )
    told: Callable[[Columns | None], str] = lambda side: _told(form, side, differing)  # noqa: E731  one short use
    return SideBySide(label, told(overlap.was), told(overlap.now), who, told(overlap.yours))


def _called(form: Any, overlap: Overlap) -> str:
    """Return which row it is, by the field or the value that it is about."""
    for name in ("field", "value"):
        for side in _sides(overlap):
            if side and side.get(name) and name in form.fields:
                choices = dict(form.fields[name].choices)
                return f" “{choices.get(side[name][0], side[name][0])}”"
    return ""


def _sides(overlap: Overlap) -> list[Columns | None]:
    return [overlap.was, overlap.now, overlap.yours]


def _who(changes: list[Since], *names: str) -> str:
    """Return the last change of what `names` names, most telling first; else the last of all."""
    for name in names:
        for change in reversed(changes):
            if name in change.changed:
                return change.told
    return changes[-1].told if changes else ""


def _told(form: Any, columns: Columns | None, differing: set[str]) -> str:
    if columns is None:
        return "not there"
    words = [
        _words(form.fields[name], values)
        for name, values in columns.items()
        if name in differing and name not in OWN and name in form.fields
    ]
    return "; ".join(word for word in words if word) or "—"


def _words(item: forms.Field, values: list[str]) -> str:
    if isinstance(item, forms.BooleanField):
        return "yes" if values else "no"
    if isinstance(item, forms.ModelChoiceField):
        try:
            return ", ".join(str(obj) for obj in item.queryset.filter(pk__in=values))  # type: ignore[union-attr]  # set by its form
        except ValidationError:
            return ", ".join(values)
    return ", ".join(values)
