"""Capturing in two looks: what is given, then what would be recorded of it, before it is.

Nothing that was typed, ticked or chosen is asked for twice, whatever is refused: each page carries
on what it does not show.
"""

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core.errors import DomainError, Duplicate
from factstore.core.text import sha256
from factstore.ledger.admin.recording import recorded, telling
from factstore.ledger.admin.state import sight
from factstore.sources.admin.capture import GivenForm
from factstore.sources.admin.claims import Offer, offers
from factstore.sources.admin.given import Given
from factstore.sources.admin.look import (
    MOST_LEFT_OUT,
    SHOWN,
    Alike,
    alike,
    cuttable,
    marked,
    taken_from,
)
from factstore.sources.boilerplate import KINDS
from factstore.sources.captures import Capture
from factstore.sources.models import Article, Version

_OWN = frozenset(
    {
        *("csrfmiddlewaretoken", "_popup", "_show", "_save"),
        *("article", "kept", "shown", "compared"),
    }
)
"""Inputs that each page says anew."""


class CapturePage:
    """One request for a capture. A subclass says what is recorded, and asks what it needs."""

    template: ClassVar[str] = "sources/admin/capture.html"
    title: ClassVar[str] = ""
    explanation: ClassVar[str] = ""
    button: ClassVar[str] = ""

    def __init__(self, admin: Any, request: HttpRequest) -> None:
        self.admin, self.request = admin, request
        self.problems: list[str] = []
        self.capture: Capture | None = None
        self.offers: dict[str, Offer] = {}
        self.alike: list[Alike] = []
        self.cut = [kind for kind in KINDS if kind in request.POST.getlist("cut")]

    def answer(self) -> HttpResponse:
        """Show the page; or record, where that was asked for and nothing stands in the way."""
        if self.request.method != "POST":
            form = GivenForm()
            form.kept = self.asked_for()
            return self._page(form, None)
        form = GivenForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            self._take(form)
        asked = self.asked()
        if "_save" in self.request.POST and self._may_record(asked):
            made = self._record(asked)
            if made is not None:
                return self._recorded(made, asked)
        return self._page(form, asked)

    def asked_for(self) -> Given | None:
        """Return what the address itself names to be captured."""
        return None

    def article(self) -> Article | None:
        """Return the article that gets a new version; None: a new article."""
        return None

    def like(self) -> str:
        """Return the text whose line ends a pasted one gets; browsers do not tell."""
        return ""

    def asked(self) -> Any:
        """Return the form of what is asked beside the text, as it was sent or as it begins."""
        raise NotImplementedError

    def make(self, form: Any, capture: Capture) -> Version:
        """Record the capture, inside a change; returns the version."""
        raise NotImplementedError

    def shown(self, capture: Capture) -> dict[str, Any]:  # noqa: ARG002  a subclass reads it
        """Return what else the second page shows."""
        return {}

    def was_asked(self) -> bool:
        """Tell whether the page before asked for more than the text."""
        return "reason" in self.request.POST

    def _take(self, form: GivenForm) -> None:
        """Take the text; what stands against it becomes the page's problems."""
        said, given, article = form.cleaned_data, form.given, self.article()
        if given is None:
            return
        try:
            capture = given.taken(
                cut=self.cut,
                read_as=said["read_as"],
                charset=said["charset"],
                article=article.pk if article else None,
                like=self.like(),
            )
        except DomainError as error:
            self.problems += [item.detail for item in error.errors] or [error.detail]
            return
        self.capture = capture
        self.offers = offers(capture.claims)
        self._look_for_others(capture)

    def _look_for_others(self, capture: Capture) -> None:
        urls = [offer.said for offer in self.offers.values() if offer.name == "url"]
        self.alike = alike(capture.text, urls, self.article())

    def _may_record(self, asked: Any) -> bool:
        """Tell whether what is typed will do, and the text is the one that was looked at."""
        if self.capture is None:
            return False
        if self.was_asked() and not asked.is_valid():
            self.problems.append("Mend what is marked below.")
            return False
        if not self.was_asked() or self.request.POST.get("shown") != sha256(self.capture.text):
            self.problems.append(
                "The text is another one than you looked at. Nothing is recorded yet: look at it "
                "as it is now."
            )
            return False
        return True

    def _record(self, asked: Any) -> Version | None:
        reason = (asked.cleaned_data.get("reason") or "").strip() or "captured in the admin"
        capture = self.capture
        if capture is None:
            return None
        with telling(self.problems, sight(self.request)):
            try:
                return recorded(self.request, reason, lambda: self.make(asked, capture))
            except Duplicate as error:
                self._tell_duplicate(error, capture)
        return None

    def _tell_duplicate(self, error: Duplicate, capture: Capture) -> None:
        """Say which other article has the text; it may have come in between."""
        self._look_for_others(capture)
        others = error.collection == "versions" and any(one.same_text for one in self.alike)
        told = "This very text is stored already, as another article: see below."
        self.problems.append(told if others else error.detail)

    def _recorded(self, made: Version, asked: Any) -> HttpResponse:
        request, admin = self.request, self.admin
        obj: Model = made if admin.model is Version else made.article
        admin.log_addition(request, obj, asked.cleaned_data.get("reason") or "captured")
        if "_popup" in request.POST:
            answer: HttpResponse = admin.response_add(request, obj)
            return answer
        told = f"“{made}” is recorded, with {made.length:,} characters."
        admin.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sources_version_change", args=[made.pk]))

    def _page(self, form: GivenForm, asked: Any) -> HttpResponse:
        """Ask for the text; or show what would be recorded of it."""
        admin, capture = self.admin, self.capture
        if capture is None and not self.was_asked():
            asked = None
        more = {} if capture is None else self._look(form, capture)
        shown = {*form.fields, *(asked.fields if asked else ())}
        context = {
            **admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": admin.opts,
            "explanation": self.explanation,
            "article": self.article(),
            "form": form,
            "asked": asked,
            "rows": self.rows(asked) if asked else [],
            "claimed": bool(self.offers),
            "kept": form.kept.packed() if form.kept else "",
            "carried": [] if capture else self.carried(shown),
            "problems": self.problems,
            "media": admin.media + form.media + (asked.media if asked else form.media),
            "is_popup": "_popup" in self.request.POST or "_popup" in self.request.GET,
            **more,
        }
        return TemplateResponse(self.request, self.template, context)

    def _look(self, form: GivenForm, capture: Capture) -> dict[str, Any]:
        """Return what the second page shows of the capture."""
        form.fields["pasted"].widget.attrs.pop("autofocus")  # something else is filled next
        given = form.given
        return {
            "capture": capture,
            "digest": sha256(capture.text),
            "taken": given and taken_from(capture, given),
            "segments": marked(capture),
            "left_out": capture.left_out[:MOST_LEFT_OUT],
            "hidden": max(0, len(capture.text) - SHOWN),
            "cuttable": cuttable(capture, self.cut),
            "alike": self.alike,
            "all_withdrawn": all(one.withdrawn for one in self.alike),
            "same_text": any(one.same_text for one in self.alike),
            "reprinted": bool(self.request.POST.get("reprint")),
            "button": self.button,
            **self.shown(capture),
        }

    def rows(self, asked: Any) -> list[dict[str, Any]]:  # noqa: ARG002  a subclass reads it
        """Return the fields of the capture record, each with what the page claims of it."""
        return []

    def carried(self, shown: Collection[str]) -> list[tuple[str, str]]:
        """Return what was sent and is not among the inputs that are `shown`."""
        sent = self.request.POST
        names = [name for name in sent if name not in _OWN and name not in shown]
        return [(name, str(value)) for name in names for value in sent.getlist(name)]


def id_in(sent: str | None) -> UUID | None:
    """Return the id that was sent, if it is one."""
    try:
        return UUID(sent or "")
    except ValueError:
        return None


def article_named(sent: str | None) -> Article | None:
    """Return the article in use with this id, if it is one."""
    found = id_in(sent)
    return Article.objects.filter(pk=found, withdrawn_reason=None).first() if found else None
