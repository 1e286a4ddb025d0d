"""The export of facts over HTTP."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Self

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from factstore.core.api.renderers import LinesRenderer
from factstore.core.api.views import ApiView, operation
from factstore.core.places import EXPORTS
from factstore.facts import exporting
from factstore.facts.api.filters import FactFilters, filters, known_names
from factstore.ledger.api.visibility import sight

RETRY_SECONDS = 10

logger = logging.getLogger(__name__)


class ExportParameters(FactFilters):
    """The filters of the list of facts."""


class FactExport(ApiView):
    collection = "facts"
    renderer_classes = (LinesRenderer,)

    @operation(
        "export",
        parameters=ExportParameters,
        errors=("too_many_requests",),
        says="`application/x-ndjson`: on each line the document of a fact, as its own address "
        "answers with it.",
        headers=(
            ("Factstore-Position", "The position of the feed at which all of it is so."),
            ("Factstore-Omitted", "JSON: `omitted`, as the list of facts has it."),
            ("Factstore-Count", "How many lines there are."),
        ),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Export facts, one document a line, first recorded first.

        They are those of the list with the same filters, at the present position or at `known_at`,
        whatever is written meanwhile. Content-Length is that of the whole: an answer that is
        shorter was broken off. So many at once as `FACTSTORE_EXPORTS` says; else 429.
        """
        if not EXPORTS.take():
            raise Throttled(wait=RETRY_SECONDS, detail="As many exports run as may.")
        with ExitStack() as unread:  # until somebody reads it, the place is given back here
            unread.callback(EXPORTS.give_back)
            with known_names():
                found = exporting.export(filters(self.query, sight=sight(request)))
            headers = {
                "Content-Length": str(found.size),
                "Factstore-Position": str(found.position),
                "Factstore-Omitted": (found.omitted or b"null").decode(),
                "Factstore-Count": str(found.count),
            }
            media_type = LinesRenderer.media_type
            if request.method == "HEAD":
                return HttpResponse(content_type=media_type, headers=headers)
            unread.pop_all()
        pages = _Held(found.pages())
        return StreamingHttpResponse(pages, content_type=media_type, headers=headers)


class _Held:
    """Pages whose place is given back when they end or the answer is closed."""

    def __init__(self, pages: Iterable[bytes]) -> None:
        self._pages: Iterator[bytes] | None = iter(pages)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if self._pages is None:
            raise StopIteration
        try:
            return next(self._pages)
        except StopIteration:
            self.close()
            raise
        except Exception:
            # The head is out: all that is left is to end before the announced length.
            logger.exception("an export was broken off")
            self.close()
            raise

    def close(self) -> None:
        if self._pages is not None:
            self._pages = None
            EXPORTS.give_back()

    def __del__(self) -> None:
        # Servers close what they were given; an answer that never came so far has nobody else.
        self.close()
