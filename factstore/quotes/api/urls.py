"""Addresses of quotes."""

from django.urls import path

from factstore.core.roles import Role
from factstore.ledger.api.history_views import history_urls
from factstore.quotes.api import (
    diff_views,
    drift_views,
    links_views,
    locate_views,
    similar_views,
    views,
)
from factstore.quotes.api.drift_serializers import DriftRead
from factstore.quotes.api.serializers import QuoteRead

urlpatterns = [
    path("quotes", views.QuoteList.as_view()),
    path("quotes/locate", locate_views.QuoteLocation.as_view()),
    path("quotes/<uuid:quote_id>", views.QuoteDetail.as_view()),
    path("quotes/<uuid:quote_id>/withdraw", views.QuoteWithdraw.as_view()),
    path("quotes/<uuid:quote_id>/similar", similar_views.QuoteSimilar.as_view()),
    path("quotes/<uuid:quote_id>/links", links_views.QuoteLinks.as_view()),
    path("quotes/<uuid:quote_id>/annotation", links_views.QuoteAnnotation.as_view()),
    path(
        "articles/<uuid:article_id>/versions/<int:before>/diff/<int:after>",
        diff_views.VersionDiff.as_view(),
    ),
    path("quotes/drift", drift_views.DriftList.as_view()),
    path("quotes/drift/<uuid:drift_id>", drift_views.DriftDetail.as_view()),
    path("quotes/drift/<uuid:drift_id>/confirm", drift_views.DriftConfirmation.as_view()),
    path("quotes/drift/<uuid:drift_id>/place", drift_views.DriftPlacement.as_view()),
    path("quotes/drift/<uuid:drift_id>/drop", drift_views.DriftDropping.as_view()),
    *history_urls(
        "drift",
        "quotes/drift",
        DriftRead,
        variable=("uuid:drift_id", drift_views.DRIFT),
        role=Role.CONTRIBUTOR,
    ),
    *history_urls("quote", "quotes", QuoteRead, variable=("uuid:quote_id", views.QUOTE)),
]
