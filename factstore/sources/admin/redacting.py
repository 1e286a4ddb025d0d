"""Redacting a text in the admin: the words are typed, found and shown before anything is done."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.core.redaction import joined
from factstore.core.roles import Role
from factstore.core.runs import Span
from factstore.ledger.admin.forms import ExactLines
from factstore.ledger.admin.steps import REASON_TO_COME, Asked, Step, StepForm
from factstore.ledger.models import Change
from factstore.sources.redaction import redact_version

AROUND = 60
"""Code points shown before and after what is blotted out."""
LONGEST = 600
"""Code points of a passage that are shown."""
MAX_PLACES = 1000


class RedactForm(StepForm):
    to_try = {"reason": REASON_TO_COME, "understood": "on"}

    words = ExactLines(
        required=False,
        label="Words to blot out",
        widget=forms.Textarea(attrs={"rows": 4, "class": "exact", "autocomplete": "off"}),
        help_text="As they stand in the text, one passage a line. Each place where they stand is "
        "blotted out.",
    )
    whole = forms.BooleanField(required=False, label="The whole text")
    reason = forms.CharField(
        label="Order",
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="The legal order that asks for it, without the words themselves: this is "
        "recorded, for every reader.",
    )
    understood = forms.BooleanField(
        label="I know that it cannot be undone",
        help_text="Neither reverting nor anybody brings the words back.",
        error_messages={"required": "Tick this: a redaction cannot be undone."},
    )

    field_order = ["words", "whole", "reason", "understood"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        passages = [line for line in said.get("words", "").split("\n") if line.strip()]
        if bool(passages) == bool(said.get("whole")):
            raise ValidationError("Type the words, or tick the whole text: one of the two.")
        text = self.subject.obj.text
        said["spans"] = [(0, len(text))] if said.get("whole") else []
        for passage in passages:
            places = list(_places(text, passage))
            if not places:
                self.add_error("words", f"The text does not have “{passage}”.")
            said["spans"] += places
        said["spans"] = list(joined(said["spans"]))
        if len(said["spans"]) > MAX_PLACES:
            self.add_error("words", f"They stand at more than {MAX_PLACES} places.")
        return cleaned


def _places(text: str, passage: str) -> Iterator[Span]:
    return ((found.start(), found.end()) for found in re.finditer(re.escape(passage), text))


def picture(asked: Asked) -> SafeString:
    """Return what is blotted out of the text, each place with the words around it."""
    text, spans = asked.obj.text, asked.said["spans"]
    rows = (
        (
            text[max(0, start - AROUND) : start],
            text[start:end] if end - start <= LONGEST else text[start : start + LONGEST] + "…",
            text[end : end + AROUND],
        )
        for start, end in spans[:50]
    )
    return format_html(
        '<p>{} place{}, {} of {} characters of this text:</p><ul class="blotted">{}</ul>',
        len(spans),
        "" if len(spans) == 1 else "s",
        sum(end - start for start, end in spans),
        len(text),
        format_html_join("", "<li>…{}<del>{}</del>{}…</li>", rows),
    )


REDACT = Step(
    "redact",
    "Redact…",
    "For a legal order alone. Each character of the words becomes a blot, here and in all that "
    "repeats them: quotes, facts, notes, proposals, flags and search, in every revision. Followers "
    "of the store are told to drop their copies. Backups and copies elsewhere are yours to mend.",
    "Redacted.",
    None,
    grave=True,
    role=Role.ADMINISTRATOR,
    form=RedactForm,
    act=lambda asked: redact_version(asked.recorded, asked.said["spans"], expected=asked.expected),
    weighs=True,
    alone=True,
    origin=Change.Origin.REDACTION,
    picture=picture,
)
