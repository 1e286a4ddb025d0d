"""Capturing in two looks: what is given, then what would be recorded of it, before it is.

Nothing that was typed or chosen is asked for twice: the second page carries the first one's text.
"""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core import constraints
from factstore.core.errors import DomainError, Duplicate
from factstore.core.retries import retried
from factstore.core.text import sha256
from factstore.ledger import actions as ledger_actions
from factstore.ledger.admin.results import refusals
from factstore.ledger.admin.state import actor, sight
from factstore.ledger.models import Change
from factstore.sources import duplicates
from factstore.sources.actions import check_text
from factstore.sources.admin.capture import GivenForm
from factstore.sources.admin.claims import Offer, offers
from factstore.sources.admin.given import Given
from factstore.sources.admin.look import SHOWN, Alike, alike, cuttable, marked, taken_from
from factstore.sources.captures import Capture
from factstore.sources.models import Article, Version


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
        self.same_text = False

    def answer(self) -> HttpResponse:
        """Show the page; or record, where that was asked for and nothing stands in the way."""
        if self.request.method != "POST":
            given = self.asked_for()
            form = GivenForm({"kept": given.packed()} if given else None)
            if given is None:
                return self._first(GivenForm())
            form.is_valid()
        else:
            form = GivenForm(self.request.POST, self.request.FILES)
            if not form.is_valid() or form.given is None:
                return self._first(form)
        self._take(form)
        if self.capture is None:
            return self._first(form)
        asked = self.asked()
        if "_save" in self.request.POST and self._may_record(asked):
            made = self._record(asked)
            if made is not None:
                return self._recorded(made, asked)
        return self._second(form, asked)

    def asked_for(self) -> Given | None:
        """Return what the address itself names to be captured."""
        return None

    def article(self) -> Article | None:
        """Return the article that gets a new version; None: a new article."""
        return None

    def line_end(self) -> str:
        """Return what a pasted text has at its line ends; browsers do not tell."""
        return "\n"

    def asked(self) -> Any:
        """Return the form of what is asked beside the text, as it was sent or as it begins."""
        raise NotImplementedError

    def make(self, form: Any, capture: Capture) -> Version:
        """Record the capture, inside a change; returns the version."""
        raise NotImplementedError

    def shown(self, form: Any) -> dict[str, Any]:  # noqa: ARG002  a subclass reads it
        """Return what else the second page shows."""
        return {}

    def _take(self, form: GivenForm) -> None:
        """Take the text; what stands against it becomes the page's problems."""
        said, given, article = form.cleaned_data, form.given, self.article()
        if given is None:
            return
        try:
            capture = given.taken(
                cut=said["cut"],
                read_as=said["read_as"],
                charset=said["charset"],
                article=article.pk if article else None,
                line_end=self.line_end(),
            )
            check_text(capture.text)
        except DomainError as error:
            self.problems += [item.detail for item in error.errors] or [error.detail]
            return
        self.capture = capture
        self.offers = offers(capture.claims)
        urls = [offer.said for offer in self.offers.values() if offer.name == "url"]
        found = duplicates.of_text(capture.text, urls)
        self._tell_alike([one for one in found if article is None or one.article != article.pk])

    def _tell_alike(self, found: Sequence[duplicates.Candidate]) -> None:
        self.same_text = any(one.by == "digest" for one in found)
        self.alike = alike(found)

    def _may_record(self, asked: Any) -> bool:
        """Tell whether what is typed will do, and the text is the one that was looked at."""
        if self.capture is None or not asked.is_valid():
            return False
        if self.request.POST.get("shown") != sha256(self.capture.text):
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

        def work() -> Version:
            with ledger_actions.change(
                actor=actor(self.request), reason=reason, origin=Change.Origin.ADMIN
            ):
                return self.make(asked, capture)

        try:
            return retried(work)
        except Duplicate as error:
            self._tell_duplicate(error)
        except DomainError as error:
            self.problems += refusals(error, sight(self.request))
        except IntegrityError as error:
            self.problems.append(constraints.detail(error) or constraints.violated(error))
        return None

    def _tell_duplicate(self, error: Duplicate) -> None:
        existing = [error.existing_id] if error.existing_id else []
        own = Version.objects.filter(pk__in=existing, article=self.article())
        self.same_text = error.collection == "versions" and not own.exists()
        told = "This very text is stored already, as another article: see below."
        self.problems.append(told if self.same_text else error.detail)

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

    def _first(self, form: GivenForm) -> HttpResponse:
        """Ask for the text; what was given before is carried on."""
        return self._page(form, {"asked": None})

    def _second(self, form: GivenForm, asked: Any) -> HttpResponse:
        """Show what would be recorded."""
        capture, given = self.capture, form.given
        if capture is None or given is None:
            return self._first(form)
        said = form.cleaned_data
        form.fields["pasted"].widget.attrs.pop("autofocus")  # something else is filled next
        return self._page(
            form,
            {
                "asked": asked,
                "capture": capture,
                "digest": sha256(capture.text),
                "taken": taken_from(capture, given),
                "pasted_as_html": given.kind == "pasted" and given.is_html(said["read_as"]),
                "segments": marked(capture),
                "hidden": max(0, len(capture.text) - SHOWN),
                "cuttable": cuttable(capture, said["cut"]),
                "offers": self.offers,
                "button": self.button,
                **self.shown(asked),
            },
        )

    def _page(self, form: GivenForm, more: dict[str, Any]) -> HttpResponse:
        admin, given = self.admin, form.given if form.is_bound else None
        media = admin.media + form.media
        if more["asked"] is not None:
            media += more["asked"].media
        context = {
            **admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": admin.opts,
            "explanation": self.explanation,
            "article": self.article(),
            "form": form,
            "given": given,
            "kept": given.packed() if given and given.is_small else "",
            "problems": self.problems,
            "alike": self.alike,
            "same_text": self.same_text,
            "media": media,
            "is_popup": "_popup" in self.request.POST or "_popup" in self.request.GET,
            **more,
        }
        return TemplateResponse(self.request, self.template, context)


def article_named(asked: str | None) -> Article | None:
    """Return the article in use with this id, if it is one."""
    try:
        found = UUID(asked or "")
    except ValueError:
        return None
    return Article.objects.filter(pk=found, withdrawn_reason=None).first()
