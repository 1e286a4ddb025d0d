"""The form in which a text is given: pasted, or as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factstore.ledger.admin.forms import unified
from factstore.sources.admin.given import Given, unpacked
from factstore.sources.boilerplate import KINDS


class GivenForm(forms.Form):
    """A text or page, pasted or as a file; else the one that the page has kept from before.

    `given` is what it comes to, once it is valid.
    """

    required_css_class = "required"

    pasted = forms.CharField(
        required=False,
        strip=False,
        label="Paste the text, or the page’s HTML",
        widget=forms.Textarea(
            attrs={"rows": 14, "class": "vLargeTextField exact", "autofocus": True}
        ),
        help_text="Line ends of what is pasted are stored as LF; everything else as it is.",
    )
    read_as = forms.ChoiceField(
        required=False,
        label="What was pasted is",
        choices=[
            ("", "what it looks like"),
            ("text", "text: every character of it"),
            ("html", "HTML: the article is taken from it"),
        ],
    )
    file = forms.FileField(
        required=False,
        label="or a file",
        help_text="HTML or plain text; its bytes are kept as they are.",
    )
    charset = forms.CharField(
        required=False,
        max_length=40,
        label="Charset of the file",
        help_text="Only where you know it better than the file says: windows-1252.",
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    cut = forms.MultipleChoiceField(
        required=False,
        choices=[(kind, kind) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )

    given: Given | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        pasted, file = said.get("pasted"), said.get("file")
        if pasted and file:
            raise ValidationError("Paste a text, or choose a file: one of the two.")
        if file:
            self.given = Given("file", file.read(), file.name)
        elif pasted:
            self.given = Given("pasted", unified(pasted).encode())
        elif said.get("kept"):
            self.given = unpacked(said["kept"])
        if self.given is None and not self.errors:
            raise ValidationError("Paste a text or a page, or choose a file.")
        return cleaned
