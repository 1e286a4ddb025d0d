"""Pages before they are recorded, what is kept of them, and duplicates, over HTTP."""

import base64
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from factstore.core.api.views import operation
from factstore.core.roles import Role
from factstore.ledger import queries as ledger_queries
from factstore.ledger.api.views import RecordedView
from factstore.sources import capturing, duplicates
from factstore.sources.api.extract_serializers import (
    DuplicatesRead,
    ExtractedRead,
    ExtractWrite,
    OriginalContentRead,
)
from factstore.sources.captures import Capture
from factstore.sources.models import Version


class ArticleExtract(RecordedView):
    collection, kind = "articles", "article"
    keeps_answers = False

    @operation(
        "extract",
        request=ExtractWrite,
        response=ExtractedRead,
        role=Role.CONTRIBUTOR,
        writes=False,
    )
    def post(self, _request: Request) -> Response:
        """Show what would be recorded of a page, without recording it.

        Claims of the page are never taken over by themselves: send what you confirm with the
        article.
        """
        capture = capturing.take(self.body())
        urls = [claim["value"] for claim in capture.claims if claim["name"] == "url"]
        return Response(
            {
                "text": capture.text,
                "claims": capture.claims,
                "extraction": capture.extraction,
                "boilerplate": _boilerplate(capture),
                "left_out": capture.left_out,
                "duplicates": _shown(duplicates.of_text(capture.text, urls)),
            }
        )


class ArticleDuplicates(RecordedView):
    collection, kind = "articles", "article"
    variables = {"article_id": "Id of the article."}

    @operation("duplicates", response=DuplicatesRead, errors=("withdrawn",), role=Role.CONTRIBUTOR)
    def get(self, _request: Request, article_id: UUID) -> Response:
        """List the articles that may be the same one: by digest, address or overlapping texts."""
        ledger_queries.shown("article", article_id)
        return Response({"results": _shown(duplicates.of_article(article_id))})


class VersionOriginal(RecordedView):
    collection, kind = "versions", "version"
    variables = {"version_id": "Id of the version."}

    @operation(
        "original",
        response=OriginalContentRead,
        errors=("withdrawn",),
        role=Role.EDITOR,
    )
    def get(self, _request: Request, version_id: UUID) -> HttpResponse | Response:
        """Show the bytes of the file that a version's text was taken from.

        They are as hostile as the page was, so they are answered in base64. 404 where the text was
        given as it is, or the file was redacted.
        """
        ledger_queries.shown("version", version_id)
        said, content = Version.objects.original_of(version_id)
        ledger_queries.shown("article", Version.objects.captured(version_id).article_id)
        return Response({**said, "content": base64.b64encode(content).decode()})


def _boilerplate(capture: Capture) -> list[dict[str, Any]]:
    return [{**asdict(b), "text": capture.whole[b.start : b.end]} for b in capture.found]


def _shown(candidates: list[duplicates.Candidate]) -> list[dict[str, Any]]:
    return [{"article": {"id": str(c.article)}, "by": c.by, "score": c.score} for c in candidates]
