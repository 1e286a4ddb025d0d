"""Capturing a text by form: typed or pasted, or from a file whose bytes are kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factstore.core.errors import DomainError
from factstore.sources.actions import check_text


class CaptureFields(forms.Form):
    """The two ways in which a form takes a text; `captured` is the one that was used."""

    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField exact"}),
        help_text="Browsers send every line end as CR LF, and so it is stored. Where each "
        "character counts, choose a file instead.",
    )
    file = forms.FileField(
        required=False,
        label="or a file",
        help_text="A text file in UTF-8; its bytes are kept exactly as they are.",
    )

    captured: str = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        text, file = self.cleaned_data.get("text"), self.cleaned_data.get("file")
        if bool(text) == bool(file):
            raise ValidationError("Give the text, or a file with it: one of the two.")
        if file:
            try:
                self.captured = file.read().decode("utf-8")
            except UnicodeDecodeError as error:
                self.add_error("file", f"This is not UTF-8: byte {error.start}.")
                return cleaned
        else:
            self.captured = str(text)
        try:
            check_text(self.captured)
        except DomainError as error:
            for item in error.errors:
                self.add_error("file" if file else "text", item.detail)
        return cleaned
