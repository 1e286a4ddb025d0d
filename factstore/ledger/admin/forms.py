"""Forms of recorded things: a reason, the revision they were opened with, and exact text."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import InlineForeignKeyField, construct_instance
from django.http import HttpRequest

from factstore.core import dates
from factstore.core.dates import PartialDate
from factstore.core.errors import Conflict
from factstore.core.text import unstorable
from factstore.ledger.admin.history import told_since
from factstore.ledger.admin.state import sight, state
from factstore.ledger.models import Revision

MAX_REASON = 2000
_NOT_OPENED = "The form does not say which revision it was opened with."
MAX_REVISION = 2**31 - 1
"""What a column of revisions holds at the most."""


def number_in(sent: str | None, most: int = MAX_REVISION) -> int:
    """Return the number that was sent, `most` at the most; 0 where it is none."""
    begins = (sent or "")[:12]
    return min(int(begins), most) if begins.isdecimal() else 0


def unified(text: str) -> str:
    """Return `text` with the line ends that browsers send (CR LF) made LF."""
    return text.replace("\r\n", "\n")


def ended_as(words: str, text: str) -> str:
    """Return pasted words, with LF at their line ends, with the line ends that `text` has.

    Where it has several kinds, those with which the words stand in it.
    """
    kinds = [end for end in ("\r\n", "\n", "\r") if end in text] or ["\n"]
    ended = [words.replace("\n", end) for end in kinds]
    return next((one for one in ended if one in text), ended[0])


class ExactText(forms.CharField):
    """Text kept as typed; browsers send CR LF for every line end, which is read as LF."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "vLargeTextField exact"}))
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if isinstance(text, str):
            text = unified(text)
            if found := unstorable(text):
                raise ValidationError(
                    f"Character {found[0]} is {found[1]}, which no text can hold."
                )
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return unified(initial or "") != unified(data or "")


class ExactLines(ExactText):
    """As `ExactText`, of several lines."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "class": "exact"}))
        super().__init__(**kwargs)


class OpenedRevision(forms.IntegerField):
    """The content revision with which a page was opened, as it carries it."""

    def __init__(self) -> None:
        told = dict.fromkeys(("invalid", "min_value", "max_value"), _NOT_OPENED)
        super().__init__(
            required=False,
            widget=forms.HiddenInput,
            min_value=0,
            max_value=MAX_REVISION,
            error_messages=told,
        )


class PartialDateText(forms.CharField):
    """A date as far as it is known, in EDTF; gives a `PartialDate` or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            "2024-05-30, 2024-05, 2024, or one day of a span: [2024-05-21..2024-05-30], "
            "[..2024-05-30].",
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return dates.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return value.edtf if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class Refusable(forms.BaseForm):
    """A form that shows what the store refused of it.

    `members` maps a member of the refused input to the field of the form.
    """

    request: ClassVar[HttpRequest]
    members: ClassVar[dict[str, str]] = {}

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for member, message in state(self.request).refusals.get(self.prefix or "", ()):
            name = self.members.get(member or "", member)
            self.add_error(name if name in self.fields else None, message)


class UncheckedModelForm(Refusable, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A model form that leaves the rules across rows to the actions and the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.prefix:  # in a table, where the head of a column is no label of its inputs
            for name, item in self.fields.items():
                told = item.label or name.replace("_", " ").capitalize()
                inner: Any = getattr(item.widget, "widget", item.widget)  # where it is wrapped
                inner.attrs.setdefault("aria-label", str(told))

    def _post_clean(self) -> None:
        """Check each column by itself: what concerns others the action refuses, and names."""
        inline = {n for n, f in self.fields.items() if isinstance(f, InlineForeignKeyField)}
        meta = self._meta
        alone = self._get_validation_exclusions() | inline  # type: ignore[attr-defined]  # Django's own
        try:
            self.instance = construct_instance(self, self.instance, meta.fields, meta.exclude)
            self.instance.clean_fields(exclude=alone)
        except ValidationError as error:
            self.add_error(None, error)

    def changed_columns(self) -> dict[str, Any]:
        """Return what was typed differently from what the form showed."""
        own = set(self._meta.fields or ())
        return {n: self.cleaned_data[n] for n in self.changed_data if n in own}


class RecordedForm(UncheckedModelForm):
    """The form of one recorded thing; `kind` is its kind in the ledger."""

    kind: ClassVar[str] = ""

    reason = forms.CharField(
        label="Reason",
        max_length=MAX_REASON,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Why this is changed. It is recorded with the change, for every reader.",
    )
    content_revision = OpenedRevision()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.recorded_id() is None:
            self.fields["reason"].required = False
            self.fields["reason"].help_text = "Why this is recorded; may be left out."
        else:
            self.initial["content_revision"] = state(self.request).content_revision

    def recorded_id(self) -> UUID | None:
        """Return the id of the recorded thing that the form changes; None: a new one."""
        instance = self.instance
        found: UUID | None = None if instance._state.adding else instance.pk  # noqa: SLF001  Django's own word for "not in the database"
        return found

    def opened(self) -> frozenset[int] | None:
        """Return the content revisions that the form may overwrite."""
        if self.recorded_id() is None:
            return None
        return frozenset({self.cleaned_data["content_revision"]})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        object_id = self.recorded_id()
        if object_id is not None:
            self._check_revision(object_id)
        return cleaned

    def _check_revision(self, object_id: UUID) -> None:
        opened = self.cleaned_data.get("content_revision")
        if opened is None:
            raise ValidationError(_NOT_OPENED)
        current = Revision.objects.current(self.kind).get(object_id=object_id)
        if current.content_revision != opened and not state(self.request).refusals:
            raise Conflict(told_since(self.kind, object_id, opened, sight(self.request)), etag="")

    def reason_or(self, default: str) -> str:
        return (self.cleaned_data.get("reason") or "").strip() or default
