"""The form in which a text is given: pasted, or as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factstore.ledger.admin.forms import unified
from factstore.sources.admin.given import Given, unpacked


class GivenForm(forms.Form):
    """A text or page, pasted or as a file; else the one that the page has kept from before.

    `given` is what it comes to, once it is valid; `kept` the file that the page carries on, so
    that it need not be chosen again.
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
    given: Given | None = None
    kept: Given | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        pasted, file = self.cleaned_data.get("pasted"), self.cleaned_data.get("file")
        chosen = Given("file", file.read(), file.name) if file else None
        before = unpacked(self.data.get("kept") or "")
        self.kept = chosen if chosen and chosen.is_small else before
        self.given = Given("pasted", unified(pasted).encode()) if pasted else chosen or before
        if pasted and file:
            raise ValidationError(
                "You pasted a text and chose a file: it is one of the two. Empty what is pasted "
                "and the file is taken; else the text is."
            )
        if self.given is None and not self.errors:
            raise ValidationError("Paste a text or a page, or choose a file.")
        return cleaned
