"""Publishers, articles and versions over HTTP."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.serializers import page_of
from factstore.core.api.views import document_response, etag, if_match, operation
from factstore.core.roles import Role
from factstore.ledger import past
from factstore.ledger import queries as ledger_queries
from factstore.ledger.api.fields import KnownAtParameters, RecordedPageParameters
from factstore.ledger.api.serializers import WithdrawWrite
from factstore.ledger.api.views import RecordedView
from factstore.sources import actions, capturing
from factstore.sources.actions import CaptureRecord
from factstore.sources.api.filters import ArticleListParameters
from factstore.sources.api.reading import may_read
from factstore.sources.api.serializers import (
    ArticleCreate,
    ArticlePatch,
    ArticleRead,
    PublisherCreate,
    PublisherPatch,
    PublisherRead,
    VersionCreate,
    VersionRead,
    VersionWithTextRead,
)
from factstore.sources.models import Article, Publisher, Version

ARTICLE = "Id of the article."


class PublisherList(RecordedView):
    collection, kind = "publishers", "publisher"

    @operation("list", parameters=RecordedPageParameters, response=page_of(PublisherRead))
    def get(self, _request: Request) -> HttpResponse:
        """List publishers."""
        return self.listed(Publisher.objects.all())

    @operation(
        "create",
        request=PublisherCreate,
        response=PublisherRead,
        status=201,
        errors=("duplicate",),
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record a publisher."""
        body = self.body()
        with self.change(body):
            publisher = actions.create_publisher(**body)
        return self.created(publisher.id)


class PublisherDetail(RecordedView):
    collection, kind = "publishers", "publisher"
    variables = {"publisher_id": "Id of the publisher."}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=PublisherRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, publisher_id: UUID) -> HttpResponse:
        """Show a publisher."""
        return self.shown(publisher_id)

    @operation(
        "update",
        request=PublisherPatch,
        response=PublisherRead,
        conditional=True,
        errors=("withdrawn", "duplicate"),
    )
    def patch(self, request: Request, publisher_id: UUID) -> HttpResponse:
        """Change a publisher.

        The articles and facts that name it are recorded anew in the same change.
        """
        expected, body = if_match(request), self.body()
        with self.change(body):
            actions.update_publisher(publisher_id, body, expected=expected)
        return self.written(publisher_id)


class PublisherWithdraw(RecordedView):
    collection, kind = "publishers", "publisher"
    variables = {"publisher_id": "Id of the publisher."}

    @operation(
        "withdraw",
        request=WithdrawWrite,
        response=PublisherRead,
        conditional=True,
        errors=("withdrawn", "in_use"),
    )
    def post(self, request: Request, publisher_id: UUID) -> HttpResponse:
        """Withdraw a publisher that was recorded in error."""
        expected, body = if_match(request), self.body()
        reason = body["reason"]
        with self.change(body):
            actions.withdraw_publisher(publisher_id, reason=reason, expected=expected)
        return self.written(publisher_id)


class ArticleList(RecordedView):
    collection, kind = "articles", "article"

    @operation("list", parameters=ArticleListParameters, response=page_of(ArticleRead))
    def get(self, _request: Request) -> HttpResponse:
        """List articles, without their texts."""
        publishers = self.query.get("publisher")
        said = [] if publishers is None else [past.one_of(["publisher", "id"], publishers)]
        return self.listed(Article.objects.put_out_by(publishers), said=said)

    @operation(
        "create",
        request=ArticleCreate,
        response=ArticleRead,
        status=201,
        errors=("duplicate",),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record an article with the first capture of its text.

        From HTML or a file the text is taken first; what the page claims of itself is kept with the
        version, and is no part of the article until somebody sends it.
        """
        body = self.body()
        capture = capturing.take(body)
        with self.change(body):
            said = {n: body.pop(n) for n in ("captured_at", "reprint") if n in body}
            article = actions.create_article(CaptureRecord(**body), text=capture, **said)
        return self.created(article.id)


class ArticleDetail(RecordedView):
    collection, kind = "articles", "article"
    variables = {"article_id": ARTICLE}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=ArticleRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, article_id: UUID) -> HttpResponse:
        """Show an article, without its texts."""
        return self.shown(article_id)

    @operation(
        "update",
        request=ArticlePatch,
        response=ArticleRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def patch(self, request: Request, article_id: UUID) -> HttpResponse:
        """Change what is known of an article.

        The facts that rest on it are recorded anew in the same change.
        """
        expected, body = if_match(request), self.body()
        with self.change(body):
            actions.update_article(article_id, body, expected=expected)
        return self.written(article_id)


class ArticleWithdraw(RecordedView):
    collection, kind = "articles", "article"
    variables = {"article_id": ARTICLE}

    @operation(
        "withdraw",
        request=WithdrawWrite,
        response=ArticleRead,
        conditional=True,
        errors=("withdrawn", "in_use"),
    )
    def post(self, request: Request, article_id: UUID) -> HttpResponse:
        """Withdraw an article that was recorded in error.

        Its quotes have to be withdrawn first.
        """
        expected, body = if_match(request), self.body()
        reason = body["reason"]
        with self.change(body):
            actions.withdraw_article(article_id, reason=reason, expected=expected)
        return self.written(article_id)


class ArticleVersionList(RecordedView):
    collection, kind = "versions", "version"
    variables = {"article_id": ARTICLE}

    @operation(
        "list",
        parameters=RecordedPageParameters,
        response=page_of(VersionRead),
        errors=("withdrawn",),
    )
    def get(self, _request: Request, article_id: UUID) -> HttpResponse:
        """List the captures of an article's text, without the texts."""
        ledger_queries.shown("article", article_id)
        return self.listed(Version.objects.of_article(article_id))

    @operation(
        "create",
        request=VersionCreate,
        response=VersionRead,
        status=201,
        errors=("duplicate", "not_newest", "withdrawn"),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request, article_id: UUID) -> HttpResponse:
        """Record a new capture of an article's text as its next version."""
        body = self.body()
        capture = capturing.take(body, article=article_id)
        with self.change(body):
            version = actions.add_version(article_id, text=capture, **body)
        return self.created(version.id)


class VersionDetail(RecordedView):
    collection, kind = "versions", "version"
    variables = {"version_id": "Id of the version."}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=VersionWithTextRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, version_id: UUID) -> HttpResponse:
        """Show one capture of an article's text with every character."""
        return self.with_text(version_id)

    def with_text(self, version_id: UUID) -> HttpResponse:
        """Answer with a version and its text, or null for it where the caller may not read it.

        Raises:
            NotFound, Withdrawn: of the version, and of the article that it is of.
        """
        known_at = self.query.get("known_at")
        found = ledger_queries.shown(self.kind, version_id, known_at=known_at)
        captured = Version.objects.captured(version_id)
        ledger_queries.shown("article", captured.article_id, known_at=known_at)
        readable = may_read(self.request, captured.text_access)
        text = orjson.dumps(captured.text if readable else None)
        tag = etag(found.content_revision, found.number)
        return document_response(
            self.request,
            found.document[:-1] + b',"text":' + text + b"}",
            # Who may read the text can change while the version stays as it is.
            tag if readable else f'{tag[:-1]}-quotes"',
        )


class ArticleVersionDetail(VersionDetail):
    variables = {"article_id": ARTICLE, "number": "Number of the version, from 1."}

    @operation(
        "retrieve_by_number",
        parameters=KnownAtParameters,
        response=VersionWithTextRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, article_id: UUID, number: int) -> HttpResponse:  # type: ignore[override]  # another address
        """Show one capture of an article's text by its number."""
        return self.with_text(Version.objects.identify(article_id, number))
