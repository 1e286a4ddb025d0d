"""The page that captures a newer text of an article."""

from collections import Counter
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse

from factstore.core.errors import Invalid
from factstore.core.retries import retried
from factstore.core.text import sha256
from factstore.ledger import actions as ledger_actions
from factstore.ledger.admin.choosing import SearchSelect
from factstore.ledger.admin.recording import telling
from factstore.ledger.admin.state import actor, sight
from factstore.ledger.models import Change, Revision
from factstore.sources import actions
from factstore.sources.admin.capture import GivenForm
from factstore.sources.admin.capture_pages import CapturePage, article_named, id_in
from factstore.sources.admin.given import Given
from factstore.sources.admin.pieces import pieces
from factstore.sources.captures import Capture
from factstore.sources.diff import diff
from factstore.sources.documents import published
from factstore.sources.errors import NotNewest
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
        widget=SearchSelect(Version._meta.get_field("article"), admin.site),  # noqa: SLF001  Django's public name
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
        return article_named(self.request.POST.get("article") or self.request.GET.get("article"))

    @cached_property
    def _newest(self) -> Version | None:
        return Version.objects.newest_of(self._article.pk) if self._article else None

    def article(self) -> Article | None:
        return self._article

    def asked_for(self) -> Given | None:
        """Return the kept file of a version that is to be read again."""
        version = id_in(self.request.GET.get("again"))
        return Given("again", str(version).encode()) if version else None

    def like(self) -> str:
        """Return the newest text, so that no line end counts as a difference."""
        return self._newest.text if self._newest else ""

    def asked(self) -> Any:
        return ReasonForm(self.request.POST if self.was_asked() else None)

    def make(self, form: Any, capture: Capture) -> Version:  # noqa: ARG002  given by the base
        compared = id_in(self.request.POST.get("compared")) or UUID(int=0)
        try:
            return self._add(capture, after=compared, reprint="reprint" in self.request.POST)
        except NotNewest as error:
            del self._newest  # the page compares with the one that is it now
            raise Invalid(
                "Meanwhile another version was captured. Look what differs from that one, below: "
                "what you gave and typed is kept."
            ) from error

    def _add(self, capture: Capture, *, after: UUID, reprint: bool) -> Version:
        article = self._article.pk if self._article else UUID(int=0)
        return actions.add_version(article, text=capture, after=after, reprint=reprint)

    def shown(self, capture: Capture) -> dict[str, Any]:
        newest = self._newest
        if newest is None:
            return {}
        if sha256(capture.text) == newest.sha256:
            return {"is_news": False, "newest": newest}
        return {
            "is_news": True,
            "newest": newest,
            "pieces": list(pieces(diff(newest.text, capture.text))),
            "differing": self._differing(),
            "written": self._written(capture, newest),
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

    def _written(self, capture: Capture, newest: Version) -> list[tuple[int, str]]:
        """Return what else would be written, found by doing it and taking it back."""

        def tried() -> Counter[str]:
            with transaction.atomic():
                with ledger_actions.change(
                    actor=actor(self.request), reason="tried", origin=Change.Origin.ADMIN
                ) as opened:
                    self._add(capture, after=newest.pk, reprint=True)
                rows = Revision.objects.filter(change=opened).values_list("kind", flat=True)
                counts = Counter(rows)
                transaction.set_rollback(True)
            return counts

        counts: Counter[str] = Counter()
        against: list[str] = []
        with telling(against, sight(self.request)):
            counts = retried(tried)
        self.problems += [problem for problem in against if problem not in self.problems]
        return [
            (counts[kind], told[counts[kind] > 1])
            for kind, told in _WRITTEN.items()
            if counts[kind]
        ]

    def _choose(self) -> HttpResponse:
        """Ask for the article; what was given for one that is gone is carried on."""
        request, given = self.request, None
        if request.method == "POST":
            given = GivenForm(request.POST, request.FILES)
            given.is_valid()
        form = ArticleChoice()
        context = {
            **self.admin.admin_site.each_context(request),
            "title": self.title,
            "opts": self.admin.opts,
            "form": form,
            "given": given,
            "kept": given.kept.packed() if given and given.kept else "",
            "carried": self.carried(()),
            "media": self.admin.media + form.media,
            "is_popup": "_popup" in request.GET or "_popup" in request.POST,
        }
        return TemplateResponse(request, "sources/admin/choose_article.html", context)
