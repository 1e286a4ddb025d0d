"""Quoting in two looks: words are pasted, then their place is shown and one says that it is it."""

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.ledger.admin.choosing import SearchSelect
from factstore.ledger.admin.forms import ExactLines, ended_as
from factstore.ledger.admin.recording import recorded, telling
from factstore.ledger.admin.state import sight
from factstore.quotes import actions, finding
from factstore.quotes.admin.choices import MOST, Choice, Spans, choices, spans_of
from factstore.quotes.finding import Located
from factstore.quotes.models import Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version

OTHER_TEXT = "The text is another one than the place was chosen in. Choose a place in this one."


class WordsForm(forms.Form):
    """The words that are looked for."""

    required_css_class = "required"
    field_order = ["version", "exact"]

    exact = ExactLines(
        label="Words",
        widget=forms.Textarea(
            attrs={"rows": 4, "class": "vLargeTextField exact", "autofocus": True}
        ),
        help_text="However copied: other quotation marks, dashes or spaces, hyphens at line ends, "
        "words left out (…) are no matter. The text’s own characters are what is kept.",
    )
    prefix = ExactLines(  # type: ignore[assignment]  # Django takes fields off the class
        required=False,
        label="Right before them",
        help_text="May be left out: you choose where the words occur several times.",
    )
    suffix = ExactLines(required=False, label="Right after them")
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Why this is recorded; may be left out.",
    )


class TextAndWordsForm(WordsForm):
    """As `WordsForm`, in a text that is chosen."""

    version = forms.ModelChoiceField(
        Version.objects.without_text().filter(article__withdrawn_reason=None),
        label="Text",
        widget=SearchSelect(Quote._meta.get_field("version"), admin.site),  # noqa: SLF001  Django's public name
    )


class PlacingPage:
    """One request for the place of words: of a new quote, unless a subclass says otherwise."""

    template: ClassVar[str] = "quotes/admin/placing.html"
    title: ClassVar[str] = "Quote a text"
    button: ClassVar[str] = "Keep this quote"
    reason: ClassVar[str] = "quoted in the admin"
    form: ClassVar[type[WordsForm]] = TextAndWordsForm

    def __init__(self, model_admin: Any, request: HttpRequest) -> None:
        self.admin, self.request = model_admin, request
        self.problems: list[str] = []
        self.version: Version | None = None
        self.found: Located | None = None
        self.choices: list[Choice] = []

    def answer(self) -> HttpResponse:
        """Ask for words; show their place; or keep the one that was chosen."""
        if self.request.method != "POST":
            return self._page(self.form(initial=self.initial()))
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self._page(form)
        version = self.version = self.named(form)
        said = {name: form.cleaned_data[name] for name in ("exact", "prefix", "suffix")}
        words: Any = {name: ended_as(one, version.text) for name, one in said.items()}
        selector = Selector(version=version.pk, **words)
        self._find(version, selector)
        if "_save" in self.request.POST and self.found is not None:
            kept = self._keep(form, selector)
            if kept:
                return self.kept(form, kept)
        return self._page(form)

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        version = self.request.GET.get("version")
        return {"version": version} if version else {}

    def named(self, form: Any) -> Version:
        """Return the version in which the words are looked for."""
        return Version.objects.get(pk=form.cleaned_data["version"].pk)

    @property
    def is_popup(self) -> bool:
        """Whether one quote is asked for by another page."""
        return "_popup" in self.request.POST or "_popup" in self.request.GET

    @property
    def is_one(self) -> bool:
        """Whether one quote is wanted, not several."""
        return self.is_popup

    def shown(self) -> dict[str, Any]:
        """Return what else the page shows."""
        return {}

    def _find(self, version: Version, selector: Selector) -> None:
        with telling(self.problems, sight(self.request)):
            self.found = finding.find(selector)
        if self.found is None:
            return
        given = selector.exact or ""
        self.choices = choices(version.text, version.pk, self.found, given, is_one=self.is_one)

    def _keep(self, form: WordsForm, selector: Selector) -> list[Quote]:
        """Keep the chosen place; what stands against it becomes the page's problems."""
        spans = spans_of(self._chosen())
        if spans not in {choice.spans for choice in self.choices}:
            if self.choices and "place" in self.request.POST and not self._chosen():
                self.problems.append(OTHER_TEXT)
            elif self.choices:
                self.problems.append("Choose one of the places, then keep it.")
            return []
        reason = form.cleaned_data["reason"].strip() or self.reason
        with self.telling():
            return recorded(self.request, reason, lambda: self.record(selector, spans))
        return []

    def _chosen(self) -> str:
        """Return the place that was chosen, if it was shown in this text."""
        sent = self.request.POST
        is_shown = self.version is not None and sent.get("shown_in") == str(self.version.pk)
        return sent.get("place", "") if is_shown else ""

    def telling(self) -> AbstractContextManager[None]:
        """Return what makes problems of the page of what stands against keeping the place."""
        return telling(self.problems, sight(self.request))

    def record(self, selector: Selector, spans: Spans) -> list[Quote]:
        """Record the quotes of a place, inside a change: with the words given, if these led there.

        What is only near is kept as it stands: it is not what was given.
        """
        found = self.found
        if found is not None and tuple((s.start, s.end) for s in found.spans) == spans:
            recorded = actions.record(finding.places(selector, {})).values()
            return [quote for quote, _ in recorded]
        kept = []
        for selected in self.at(selector, spans):
            quote, _ = actions.find_or_create(selected)
            kept.append(quote)
        return kept

    def at(self, selector: Selector, spans: Spans) -> list[Selector]:
        """Return what selects the chosen spans: with the words given, where these stand there."""
        found = self.found
        certain = [found.spans] if found else []
        if found and found.outcome == "ambiguous":
            certain += [one.spans for one in found.candidates]
        is_given = any(tuple((s.start, s.end) for s in one) == spans for one in certain)
        exact = selector.exact if is_given and len(spans) == 1 else None
        return [
            Selector(version=selector.version, exact=exact, start=start, end=end)
            for start, end in spans
        ]

    def kept(self, form: WordsForm, kept: list[Quote]) -> HttpResponse:
        """Lead on from what was kept."""
        request, quote = self.request, kept[0]
        for one in kept:
            self.admin.log_addition(request, one, form.cleaned_data["reason"] or "quoted")
        if "_popup" in request.POST:
            answer: HttpResponse = self.admin.response_add(request, quote)
            return answer
        told = "The quote is kept." if len(kept) == 1 else f"{len(kept)} quotes are kept."
        self.admin.message_user(request, told, messages.SUCCESS)
        if len(kept) > 1:
            listed = reverse("admin:quotes_quote_changelist")
            return HttpResponseRedirect(f"{listed}?version__id__exact={quote.version_id}")
        return HttpResponseRedirect(reverse("admin:quotes_quote_change", args=[quote.pk]))

    def _page(self, form: WordsForm) -> HttpResponse:
        found = self.found
        if self.choices:
            form.fields["exact"].widget.attrs.pop("autofocus")  # something is chosen next
        total = found.candidates_total if found else 0
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": self.admin.opts,
            "form": form,
            "media": self.admin.media + form.media,
            "problems": self.problems,
            "found": found,
            "choices": self.choices,
            "chosen": self._chosen(),
            "version": self.version,
            "left_out": max(0, total - MOST),
            "button": self.button,
            "is_popup": self.is_popup,
            **self.shown(),
        }
        return TemplateResponse(self.request, self.template, context)
