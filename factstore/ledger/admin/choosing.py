"""Choosing another thing by typing a part of its name."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class SearchSelect(AutocompleteSelect):
    """A select that searches; what was sent for it and is no id chooses nothing."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if self._is_id(one)], attr)

    def _is_id(self, sent: object) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(sent)  # noqa: SLF001  Django's public name
        except ValidationError:
            return False
        return True


class Choosing:
    """An admin, or rows of one, whose `autocomplete_fields` are chosen so."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        own: Any = self
        if db_field.name in own.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, own.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # Django's own
