"""Addresses of publishers, articles and versions."""

from django.urls import path

from factstore.sources.api import views

urlpatterns = [
    path("publishers", views.PublisherList.as_view()),
    path("publishers/<uuid:publisher_id>", views.PublisherDetail.as_view()),
    path("publishers/<uuid:publisher_id>/withdraw", views.PublisherWithdraw.as_view()),
    path("articles", views.ArticleList.as_view()),
    path("articles/<uuid:article_id>", views.ArticleDetail.as_view()),
    path("articles/<uuid:article_id>/withdraw", views.ArticleWithdraw.as_view()),
    path("articles/<uuid:article_id>/versions", views.ArticleVersionList.as_view()),
    path("articles/<uuid:article_id>/versions/<int:number>", views.ArticleVersionDetail.as_view()),
    path("versions/<uuid:version_id>", views.VersionDetail.as_view()),
]
