"""Saying in the admin what became of an article: corrected, retracted, removed, out of reach."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factstore.core.dates import PartialDate
from factstore.ledger.admin.forms import ExactLines, PartialDateText, ended_as
from factstore.ledger.admin.steps import Asked, Step, StepForm
from factstore.sources import standing
from factstore.sources.models import Standing, Version
from factstore.sources.models.standing import STANDS
from factstore.sources.standing import Told

MAX_TOLD = 2_000

_TOLD = ("date", "words", "version", "url", "note")

_STATES = [
    (STANDS, "stands: nothing is known against it"),
    *((state.value, f"{state.value}: {state.label}") for state in Standing.State),
]


class ArticleStandingForm(StepForm):
    """How an article stands from now on; opened with what is recorded of it."""

    state = forms.ChoiceField(
        choices=[("", "—"), *_STATES],
        widget=forms.Select(attrs={"autofocus": True}),
        help_text="All of it is said anew; an article that stands takes nothing of what is below.",
    )
    date = PartialDateText(
        required=False,
        label="When",
        help_text="As far as it is known: 2024-06, 2024-06-21, or [..2024-06-21] where only the "
        "last possible day is. Needed, unless it stands.",
    )
    words = ExactLines(
        required=False,
        max_length=MAX_TOLD,
        label="The publisher’s words on it",
        help_text="As they stand in the version below, character for character. Where the notice "
        "is on the corrected page, capture that page first. For corrected and retracted these or "
        "the address are needed.",
    )
    version: Any = forms.ModelChoiceField(
        Version.objects.none(), required=False, label="They stand in"
    )
    url = forms.URLField(
        required=False,
        empty_value=None,
        assume_scheme="https",
        max_length=2000,
        label="Address",
        help_text="Where the publisher says so.",
    )
    note = ExactLines(
        required=False,
        max_length=MAX_TOLD,
        empty_value=None,
        help_text="What readers should know of it. Needed for removed and unreachable.",
    )

    field_order = ["state", *_TOLD, "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        article = self.subject.obj
        versions = Version.objects.without_text().filter(article=article).order_by("-number")
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]  # a model choice
        self.initial = {**_recorded(article, versions.first()), **self.initial}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        if said.get("state") == STANDS:
            for name in _TOLD:
                self.errors.pop(name, None)
            said["told"] = Told(STANDS)
            return cleaned
        words, version = said.get("words") or None, said.get("version")
        if words and version is None and "version" in said:
            raise ValidationError({"version": "Say in which version these words stand."})
        if words and version is not None:
            words = ended_as(words, version.text)
        if not self.errors:
            said["told"] = Told(
                state=said["state"],
                date=said["date"],
                words=words,
                version=version.pk if words and version else None,
                url=said["url"],
                note=said["note"],
            )
        return cleaned


def _recorded(article: Any, newest: Version | None) -> dict[str, Any]:
    """Return what the form begins with: what is recorded, else the newest version."""
    row = Standing.objects.filter(article=article).first()
    if row is None:
        return {"version": newest}
    return {
        "state": row.state,
        "date": PartialDate(row.not_before, row.not_after),
        "words": row.words,
        "version": row.version_id or newest,
        "url": row.url,
        "note": row.note,
    }


def _say(asked: Asked) -> object:
    told = asked.said["told"]
    return standing.set_standing(asked.recorded, told, expected=asked.expected)


STANDING = Step(
    "standing",
    "Set its standing…",
    "What became of the article after it came out, and what tells so. Every fact that it supports "
    "warns its readers of it, until it stands again. Its texts and quotes stay.",
    "Its standing is set.",
    None,
    form=ArticleStandingForm,
    act=_say,
)
