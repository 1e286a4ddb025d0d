"""Addresses of publishers, articles and versions."""

from django.urls import path

from factstore.ledger.api.history_views import history_urls
from factstore.ledger.api.reverting_views import revert_url
from factstore.sources.api import capture_views, redaction_views, standing_views, views
from factstore.sources.api.serializers import ArticleRead, PublisherRead, VersionRead

urlpatterns = [
    path("publishers", views.PublisherList.as_view()),
    path("publishers/<uuid:publisher_id>", views.PublisherDetail.as_view()),
    path("publishers/<uuid:publisher_id>/withdraw", views.PublisherWithdraw.as_view()),
    path("articles", views.ArticleList.as_view()),
    path("articles/extract", capture_views.ArticleExtract.as_view()),
    path("articles/<uuid:article_id>/duplicates", capture_views.ArticleDuplicates.as_view()),
    path("versions/<uuid:version_id>/original", capture_views.VersionOriginal.as_view()),
    path("articles/<uuid:article_id>", views.ArticleDetail.as_view()),
    path("articles/<uuid:article_id>/withdraw", views.ArticleWithdraw.as_view()),
    path("articles/<uuid:article_id>/standing", standing_views.ArticleStands.as_view()),
    path("articles/<uuid:article_id>/versions", views.ArticleVersionList.as_view()),
    path("articles/<uuid:article_id>/versions/<int:number>", views.ArticleVersionDetail.as_view()),
    path("versions/<uuid:version_id>", views.VersionDetail.as_view()),
    path("versions/<uuid:version_id>/redact", redaction_views.VersionRedaction.as_view()),
    revert_url(
        "publisher",
        "publishers",
        PublisherRead,
        variable=("uuid:publisher_id", "Id of the publisher."),
        errors=("duplicate",),
    ),
    revert_url("article", "articles", ArticleRead, variable=("uuid:article_id", views.ARTICLE)),
    *history_urls(
        "publisher",
        "publishers",
        PublisherRead,
        variable=("uuid:publisher_id", "Id of the publisher."),
    ),
    *history_urls("article", "articles", ArticleRead, variable=("uuid:article_id", views.ARTICLE)),
    *history_urls(
        "version", "versions", VersionRead, variable=("uuid:version_id", "Id of the version.")
    ),
]
