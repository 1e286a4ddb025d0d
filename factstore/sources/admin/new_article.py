"""The page that captures an article: its text, and what is known of it."""

from typing import Any

from django.http import HttpRequest

from factstore.core.roles import Role
from factstore.ledger.admin.state import may
from factstore.sources import actions
from factstore.sources.admin.capture_pages import CapturePage
from factstore.sources.admin.claims import taken
from factstore.sources.captures import Capture
from factstore.sources.models import Version

RECORD = ["title", "publisher", "published", "byline", "url", "language", "series", "text_access"]
_CLASH = "You typed one thing and ticked another: leave one of the two."


class NewArticle(CapturePage):
    """Captures an article. What its page claims is recorded only where somebody ticks it."""

    title = "Capture an article"
    explanation = (
        "Paste the article’s text or its page’s HTML, or choose a file. Nothing is recorded yet: "
        "you see first what would be."
    )
    button = "Record the article"

    def __init__(self, admin: Any, request: HttpRequest) -> None:
        super().__init__(admin, request)
        self.new_publisher: str | None = None

    def asked(self) -> Any:
        form_class = self.admin.get_form(self.request, None, change=False)
        if not self.was_asked():
            initial = {"language": "" if "language" in self.offers else "en"}
            return _focused(form_class(initial=initial))
        typed = self.request.POST.copy()
        put, clashing = taken(typed, self.offers, RECORD)
        is_new = put.get("publisher") == "new"
        if is_new:
            self.new_publisher = self.offers["publisher"].said
            del put["publisher"]
        for name, value in put.items():
            typed[name] = value
        form = form_class(typed)
        for name in clashing:
            form.add_error(name, _CLASH)
        if is_new and not may(self.request, Role.EDITOR):
            form.add_error("publisher", "An editor records publishers: leave it open.")
        return _focused(form)

    def make(self, form: Any, capture: Capture) -> Version:
        record = form.record(RECORD)
        if self.new_publisher is not None:
            record["publisher"] = actions.create_publisher(name=self.new_publisher).pk
        article = actions.create_article(
            actions.CaptureRecord(**record),
            text=capture,
            reprint=bool(self.request.POST.get("reprint")),
        )
        return article.versions.get()

    def rows(self, asked: Any) -> list[dict[str, Any]]:
        return [self._row(asked, name) for name in RECORD]

    def _row(self, form: Any, name: str) -> dict[str, Any]:
        field, offer = form[name], self.offers.get(name)
        value = field.value()
        if offer and offer.new and not may(self.request, Role.EDITOR):
            offer = None
        return {
            "field": field,
            "offer": offer,
            "is_taken": offer is not None and str(value or "") == offer.value,
            "ticked": bool(offer and self.request.POST.get(offer.box)),
        }


def _focused(form: Any) -> Any:
    """Return a form of its own of which the title is filled first."""
    form.fields["title"].widget.attrs["autofocus"] = True
    return form
