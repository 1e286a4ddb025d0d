"""Parts of a recorded thing as rows of its form."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.admin.options import InlineModelAdmin
from django.forms import BaseInlineFormSet, CheckboxInput, inlineformset_factory
from django.http import HttpRequest

from factstore.core.roles import Role
from factstore.ledger.admin.choosing import Choosing
from factstore.ledger.admin.state import may
from factstore.ledger.admin.steps import in_use


class RowsInline(Choosing, InlineModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Parts of a recorded thing, edited with it: read into drafts, never saved by the form.

    `columns` are the model's own fields among those that the form shows. `match`, `apart` and
    `whole` say how rows are merged (`merging.Manner`).
    """

    extra = 0
    columns: ClassVar[Sequence[str]] = ()
    match: ClassVar[str] = ""
    apart: ClassVar[Sequence[str]] = ()
    whole: ClassVar[bool] = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset class; unlike Django's, removing asks nothing of what refers here."""
        writable = self._editor(request, obj) and (obj is None or in_use(obj))
        form = type(self.form.__name__, (self.form,), {"request": request, "parent": obj})
        formset = inlineformset_factory(
            self.parent_model,
            self.model,
            form=form,
            formset=self.formset,
            fk_name=self.fk_name,
            fields=[*self.columns],  # Django adds to the list that it is given
            extra=self.get_extra(request, obj) if writable else 0,
            can_delete=self.can_delete and writable,
            formfield_callback=lambda field, **kw: self.formfield_for_dbfield(field, request, **kw),
        )
        named = {"class": "remove", "aria-label": "Remove"}
        formset.deletion_widget = CheckboxInput(attrs=named)  # type: ignore[assignment]  # or an instance
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.CONTRIBUTOR)

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:  # type: ignore[override]  # Django's own way with inlines
        return self._writable(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def _writable(self, request: HttpRequest, obj: Any) -> bool:
        gone = request.method != "POST" and obj is not None and not in_use(obj)
        return self._editor(request, obj) and not gone

    def _editor(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the page that holds the rows may be edited by who asks."""
        page: Any = self.admin_site.get_model_admin(self.parent_model)
        if obj is None:
            return bool(page.has_add_permission(request))
        return bool(page.has_change_permission(request, obj))


class RowsFormset(BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """Rows that the action checks as a whole."""

    def validate_unique(self) -> None:
        """Leave it to the action."""

    def kept(self) -> list[Any]:
        """Return the filled forms of rows that stay or are new, in their order."""
        return [
            form
            for form in self.forms
            if (form.has_changed() or not form.instance._state.adding)  # noqa: SLF001  Django's own word
            and not form.cleaned_data.get("DELETE")
        ]

    def removed(self) -> list[Any]:
        """Return the ids of stored rows that were marked for removal."""
        return [form.instance.pk for form in self.deleted_forms if form.instance.pk]
