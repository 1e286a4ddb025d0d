"""The page that captures a newer text of an article."""

from collections import Counter
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse

from factstore.core.errors import DomainError
from factstore.core.text import sha256
from factstore.ledger import actions as ledger_actions
from factstore.ledger.admin.state import actor
from factstore.ledger.models import Change, Revision
from factstore.sources import actions
from factstore.sources.admin.capture_pages import CapturePage, article_named
from factstore.sources.admin.given import Given
from factstore.sources.admin.pieces import pieces
from factstore.sources.captures import Capture
from factstore.sources.diff import diff
from factstore.sources.documents import published
from factstore.sources.models import Article, Version

_WRITTEN = {
    "quote": (
        "quote is followed to where it stands in the new text",
        "quotes are followed to where they stand in the new text",
    ),
    "drift": (
        "quote does not simply stand there: it will wait among the drifted quotes",
        "quotes do not simply stand there: they will wait among the drifted quotes",
    ),
    "fact": (
        "fact is recorded anew, because it stands on these quotes",
        "facts are recorded anew, because they stand on these quotes",
    ),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autofocus": True}),
        help_text="Why this is recorded; may be left out.",
    )


class ArticleChoice(forms.Form):
    article = forms.ModelChoiceField(
        Article.objects.filter(withdrawn_reason=None),
        widget=AutocompleteSelect(Version._meta.get_field("article"), admin.site),  # noqa: SLF001  Django's public name
    )


class NewVersion(CapturePage):
    """Captures the next version of an article: shows what differs, and what becomes of quotes."""

    title = "Capture a newer text"
    explanation = (
        "Paste the article’s text as it is now, or its page’s HTML, or choose a file. Nothing is "
        "recorded yet: you see first what differs, and what becomes of the quotes."
    )
    button = "Record the newer text"

    def answer(self) -> HttpResponse:
        if self.article() is None:
            return self._choose()
        return super().answer()

    @cached_property
    def _article(self) -> Article | None:
        return article_named(self.request.GET.get("article"))

    @cached_property
    def _newest(self) -> Version | None:
        return Version.objects.newest_of(self._article.pk) if self._article else None

    def article(self) -> Article | None:
        return self._article

    def asked_for(self) -> Given | None:
        """Return the kept file of a version that is to be read again."""
        asked = self.request.GET.get("again", "")
        try:
            return Given("again", str(UUID(asked)).encode())
        except ValueError:
            return None

    def line_end(self) -> str:
        """Return what the newest text has, so that no line end counts as a difference."""
        return "\r\n" if self._newest and "\r\n" in self._newest.text else "\n"

    def asked(self) -> Any:
        return ReasonForm(self.request.POST if self.request.POST.get("shown") else None)

    def make(self, form: Any, capture: Capture) -> Version:  # noqa: ARG002  given by the base
        return actions.add_version(
            self._article.pk if self._article else UUID(int=0),
            text=capture,
            reprint=bool(self.request.POST.get("reprint")),
        )

    def shown(self, form: Any) -> dict[str, Any]:
        capture, newest = self.capture, self._newest
        if capture is None or newest is None:
            return {}
        if sha256(capture.text) == newest.sha256:
            return {"is_news": False, "newest": newest}
        return {
            "is_news": True,
            "newest": newest,
            "pieces": list(pieces(diff(newest.text, capture.text))),
            "differing": self._differing(),
            "written": self._written(form, capture),
        }

    def _differing(self) -> list[tuple[str, str, str]]:
        """Return what the page claims otherwise than the capture record has it."""
        article = self._article
        if article is None:
            return []
        date = published(article)
        known = {
            "title": article.title,
            "byline": article.byline,
            "url": article.url,
            "language": article.language,
            "published": date and date.edtf,
            "publisher": article.publisher and article.publisher.name,
        }
        return [
            (name, offer.said, known[name] or "—")
            for name, offer in self.offers.items()
            if offer.shown != known[name]
        ]

    def _written(self, form: Any, capture: Capture) -> list[tuple[int, str]]:
        """Return what else would be written, found by doing it and taking it back."""
        try:
            with transaction.atomic():
                with ledger_actions.change(
                    actor=actor(self.request), reason="tried", origin=Change.Origin.ADMIN
                ) as opened:
                    self.make(form, capture)
                rows = Revision.objects.filter(change=opened).values_list("kind", flat=True)
                counts = Counter(rows)
                transaction.set_rollback(True)
        except DomainError:
            return []  # told when it is to be recorded
        return [
            (counts[kind], told[counts[kind] > 1])
            for kind, told in _WRITTEN.items()
            if counts[kind]
        ]

    def _choose(self) -> HttpResponse:
        form = ArticleChoice()
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": self.admin.opts,
            "form": form,
            "media": self.admin.media + form.media,
            "is_popup": "_popup" in self.request.GET,
        }
        return TemplateResponse(self.request, "sources/admin/choose_article.html", context)
