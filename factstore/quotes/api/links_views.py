"""Links to quotes, and quotes as Web Annotations, over HTTP."""

from typing import Any
from uuid import UUID

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from factstore.core.api.renderers import JSONRenderer
from factstore.core.api.views import operation
from factstore.ledger import queries
from factstore.ledger.api.views import ROOT, RecordedView
from factstore.ledger.api.visibility import sight
from factstore.quotes.annotation import CONTENT_TYPE, MEDIA_TYPE, Addresses, annotation
from factstore.quotes.api.links_serializers import AnnotationRead, LinksRead
from factstore.quotes.api.views import QUOTE
from factstore.quotes.links import directive, text_fragment
from factstore.quotes.models import Quote


class AnnotationRenderer(JSONRenderer):
    """Writes JSON-LD, which is JSON."""

    media_type = MEDIA_TYPE
    format = "jsonld"


class _LinkedView(RecordedView):
    """A view of what leads to a quote."""

    collection, kind = "quotes", "quote"
    variables = {"quote_id": QUOTE}

    def said(self, quote_id: UUID) -> dict[str, Any]:
        """Return the quote's document.

        Raises:
            NotFound, Withdrawn: as `queries.shown`.
        """
        found = queries.shown(self.kind, quote_id, sight=sight(self.request))
        document: dict[str, Any] = orjson.loads(found.document)
        return document

    def addresses(self, quote: Quote) -> Addresses:
        own = self.request.build_absolute_uri(f"{ROOT}/quotes/{quote.pk}")
        version = self.request.build_absolute_uri(f"{ROOT}/versions/{quote.version_id}")
        page = quote.version.article.url
        return Addresses(annotation=f"{own}/annotation", quote=own, version=version, page=page)


class QuoteLinks(_LinkedView):
    @operation("links", response=LinksRead, errors=("withdrawn",))
    def get(self, _request: Request, quote_id: UUID) -> Response:
        """Show the addresses by which a quote is cited and seen on its page."""
        self.said(quote_id)
        quote = Quote.objects.select_related("version__article").get(pk=quote_id)
        to = self.addresses(quote)
        words = to.page and directive(quote.version.text, quote.start, quote.end)
        return Response(
            {
                "quote": to.quote,
                "page": to.page,
                "text_fragment": text_fragment(to.page, words) if to.page and words else None,
                "annotation": to.annotation,
            }
        )


class QuoteAnnotation(_LinkedView):
    renderer_classes = [AnnotationRenderer, JSONRenderer]

    @operation("annotation", response=AnnotationRead, errors=("withdrawn",))
    def get(self, request: Request, quote_id: UUID) -> Response:
        """Show a quote as a W3C Web Annotation.

        The answer is `application/ld+json`, also called `application/json` where that is asked for.
        """
        said = self.said(quote_id)
        rows = Quote.objects.with_versions().select_related("version__article")
        quote = rows.get(pk=quote_id)
        captured_at = quote.version.captured_at.isoformat().replace("+00:00", "Z")
        made = annotation(said, self.addresses(quote), captured_at=captured_at)
        is_json = request.accepted_renderer.media_type == JSONRenderer.media_type
        return Response(made, content_type=None if is_json else CONTENT_TYPE)
