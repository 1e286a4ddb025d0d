"""The page that tells what differs between two versions of an article, and which quotes it hits."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from factstore.core.errors import DomainError
from factstore.quotes import comparing
from factstore.quotes.admin.sides import sides
from factstore.sources.admin.pieces import pieces
from factstore.sources.diff import diff
from factstore.sources.models import Article, Version

OUTCOMES = {
    "same": "stands as it stood",
    "moved": "stands elsewhere",
    "changed": "only something like it stands there",
    "ambiguous": "stands in several places, or in another",
    "lost": "nothing like it is left",
}


def page(
    model_admin: Any, request: HttpRequest, article: UUID, before: int, after: int
) -> HttpResponse:
    """Show two versions of an article as one text, and what becomes of the quotes it hits."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    found = Article.objects.filter(pk=article).first()
    try:
        asked = comparing.asked(article, before, after, readable=True, signed_in=True)
        told = comparing.compared(asked)
    except DomainError as error:
        raise Http404(error.detail) from error
    texts = Version.objects.in_bulk([told["before"]["id"], told["after"]["id"]])
    old, new = (texts[UUID(told[side]["id"])] for side in ("before", "after"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"What differs between versions {before} and {after}",
        "opts": Version._meta,  # noqa: SLF001  Django's public name
        "article": found,
        "before": old,
        "after": new,
        "pieces": list(pieces(diff(old.text, new.text))),
        "hunks": len(told["hunks"]) + told["hunks_left_out"],
        "quotes": [_quote(one) for one in told["quotes"]],
        "left_out": told["quotes_left_out"],
        "others": _others(found, before, after),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "quotes/admin/diff.html", context)


def _quote(told: dict[str, Any]) -> dict[str, Any]:
    place = told["place"] or next(
        iter(stretch for one in told["candidates"] for stretch in one["places"]), None
    )
    there = place["text"] if place else ""
    return {
        "url": reverse("admin:quotes_quote_change", args=[told["id"]]),
        "outcome": told["outcome"],
        "told": OUTCOMES[told["outcome"]],
        "compared": sides(told["exact"], there),
        "more": max(0, len(told["candidates"]) - 1),
    }


def _others(article: Article | None, before: int, after: int) -> list[tuple[str, str]]:
    """Return the other comparisons of neighbours that the article has: what, and where."""
    numbers = (
        article.versions.order_by("number").values_list("number", flat=True) if article else []
    )
    pairs = [(n - 1, n) for n in numbers if n > 1 and (n - 1, n) != (before, after)]
    return [
        (f"versions {a} and {b}", reverse("admin:quotes_quote_diff", args=[article.pk, a, b]))
        for a, b in pairs
        if article is not None
    ]
