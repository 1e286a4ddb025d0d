"""The pages of one drifted quote: confirming one of its places, and placing it anew."""

# ruff: noqa: ARG002  signatures given by the base

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core.errors import Conflict
from factstore.core.roles import Role
from factstore.ledger.admin.forms import OpenedRevision
from factstore.ledger.admin.history import content_revision, notes_on, told_since
from factstore.ledger.admin.recording import recorded, telling
from factstore.ledger.admin.state import may, sight
from factstore.quotes import actions
from factstore.quotes.admin.choices import Choice, Spans, around, near, spans_of
from factstore.quotes.admin.placing_page import PlacingPage, WordsForm
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version

Opened = frozenset[int] | None


class ConfirmForm(forms.Form):
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Why it is this place; may be left out.",
    )
    content_revision = OpenedRevision()


class DriftPlaceForm(WordsForm):
    content_revision = OpenedRevision()


def expected(form: forms.Form) -> Opened:
    """Return the content revision that the page was opened with."""
    opened = form.cleaned_data.get("content_revision")
    return None if opened is None else frozenset({opened})


@contextmanager
def _telling(
    problems: list[str], request: HttpRequest, drift: Drift, opened: Opened
) -> Iterator[None]:
    """Add to `problems` what the store says against what is done inside, and who did it before."""
    with telling(problems, sight(request)):
        try:
            yield
        except Conflict:
            problems.append(_told_since(request, drift, opened))


def _told_since(request: HttpRequest, drift: Drift, opened: Opened) -> str:
    return told_since("drift", drift.pk, max(opened or {0}), sight(request))


class Confirming:
    """One request for the page of a drift."""

    def __init__(self, model_admin: Any, request: HttpRequest, drift: Drift) -> None:
        self.admin, self.request, self.drift = model_admin, request, drift
        self.problems: list[str] = []
        self.text = Version.objects.get(pk=drift.version_id).text
        self.choices = self._choices()

    def answer(self) -> HttpResponse:
        """Show the drift; or keep the candidate that was chosen."""
        if self.request.method != "POST":
            return self._page(ConfirmForm(initial={"content_revision": self._revision()}))
        form = ConfirmForm(self.request.POST)
        if form.is_valid():
            number = self._chosen()
            if number is None:
                self.problems.append("Choose one of the places, then confirm it.")
            elif self._confirm(form, number):
                return settled(self.admin, self.request, self.drift, "Confirmed.")
        return self._page(form)

    def _choices(self) -> list[Choice]:
        given = self.drift.quote.exact
        return [
            near(
                self.text,
                (one["start"], one["end"]),
                float(one["score"]),
                given,
                [(d["kind"], d["quoted"], d["there"]) for d in one["differences"]],
            )
            for one in self.drift.candidates
        ]

    def _chosen(self) -> int | None:
        spans = spans_of(self.request.POST.get("place", ""))
        return next((n for n, one in enumerate(self.choices) if one.spans == spans), None)

    def _confirm(self, form: ConfirmForm, number: int) -> bool:
        reason = form.cleaned_data["reason"].strip() or "candidate confirmed"
        with _telling(self.problems, self.request, self.drift, expected(form)):
            recorded(
                self.request,
                reason,
                lambda: actions.confirm_drift(
                    self.drift.pk, candidate=number, expected=expected(form)
                ),
            )
            return True
        self.drift.refresh_from_db()
        return False

    def _revision(self) -> int | None:
        return content_revision("drift", self.drift.pk)

    def _page(self, form: ConfirmForm) -> HttpResponse:
        drift, request = self.drift, self.request
        undecided = drift.state in Drift.UNDECIDED
        context = {
            **self.admin.admin_site.each_context(request),
            "title": "A drifted quote",
            "opts": self.admin.opts,
            "article": drift.version.article,
            "drift": drift,
            "quote": drift.quote,
            "before": stood(drift.quote),
            "choices": self.choices,
            "left_out": max(0, drift.candidates_total - len(self.choices)),
            "chosen": request.POST.get("place", ""),
            "form": form,
            "problems": self.problems,
            "may_settle": undecided and may(request, Role.EDITOR),
            "offered_steps": self.admin.offered_steps(request, drift),
            "place_url": reverse("admin:quotes_drift_place", args=[drift.pk]),
            "history_url": reverse("admin:quotes_drift_history", args=[drift.pk]),
            "diff_url": compared(drift),
            "notes": notes_on("drift", drift.pk),
            "media": self.admin.media,
        }
        return TemplateResponse(request, "quotes/admin/drift.html", context)


class Placing(PlacingPage):
    """One request for the place of a drifted quote in the newer text."""

    template: ClassVar[str] = "quotes/admin/drift_placing.html"
    title: ClassVar[str] = "Place a drifted quote anew"
    button: ClassVar[str] = "It stands here"
    reason: ClassVar[str] = "placed anew"
    form: ClassVar[type[WordsForm]] = DriftPlaceForm

    def __init__(self, model_admin: Any, request: HttpRequest, drift: Drift) -> None:
        super().__init__(model_admin, request)
        self.drift = drift
        self.expected: Opened = None

    def initial(self) -> dict[str, Any]:
        revision = content_revision("drift", self.drift.pk)
        return {"exact": self.drift.quote.exact, "content_revision": revision}

    def named(self, form: Any) -> Version:
        self.expected = expected(form)
        return Version.objects.get(pk=self.drift.version_id)

    @property
    def is_one(self) -> bool:
        return True

    def answer(self) -> HttpResponse:
        """As ever; but what was typed for a drift that is settled by now is only shown."""
        if self.drift.state in Drift.UNDECIDED:
            return super().answer()
        form = self.form(self.request.POST)
        form.full_clean()
        self.problems.append(_told_since(self.request, self.drift, expected(form)))
        return self._page(form)

    def record(self, selector: Selector, spans: Spans) -> list[Quote]:
        (one,) = self.at(selector, spans)
        drift = actions.place_drift(self.drift.pk, one, expected=self.expected)
        return [drift.new_quote] if drift.new_quote else []

    def telling(self) -> AbstractContextManager[None]:
        return _telling(self.problems, self.request, self.drift, self.expected)

    def kept(self, form: WordsForm, kept: list[Quote]) -> HttpResponse:
        return settled(self.admin, self.request, self.drift, "Placed.")

    def shown(self) -> dict[str, Any]:
        return {
            "drift": self.drift,
            "quote": self.drift.quote,
            "article": self.drift.version.article,
            "before": stood(self.drift.quote),
            "back": reverse("admin:quotes_drift_change", args=[self.drift.pk]),
            "diff_url": compared(self.drift),
        }


def stood(quote: Quote) -> Choice:
    """Return a quote with the text around it."""
    return around(quote.version.text, ((quote.start, quote.end),))


def compared(drift: Drift) -> str:
    """Return the address of what differs between the two texts of a drift."""
    numbers = [drift.quote.version.number, drift.version.number]
    return reverse("admin:quotes_quote_diff", args=[drift.version.article_id, *numbers])


def settled(model_admin: Any, request: HttpRequest, drift: Drift, told: str) -> HttpResponse:
    """Lead to the next open drift of the same text, if there is one; else to the queue."""
    rest = Drift.objects.filter(state=Drift.State.OPEN, version=drift.version_id)
    following = rest.order_by("quote__start", "pk").values_list("pk", flat=True).first()
    if following is None:
        model_admin.message_user(request, f"{told} No other waits of this text.", messages.SUCCESS)
        listed = reverse("admin:quotes_drift_changelist")
        return HttpResponseRedirect(f"{listed}?state__exact=open")
    told = f"{told} This is the next of {rest.count()} that wait of this text."
    model_admin.message_user(request, told, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:quotes_drift_change", args=[following]))
