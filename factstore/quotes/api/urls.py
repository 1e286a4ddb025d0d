"""Addresses of quotes."""

from django.urls import path

from factstore.ledger.api.history_views import history_urls
from factstore.quotes.api import diff_views, links_views, locate_views, similar_views, views
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
    *history_urls("quote", "quotes", QuoteRead, variable=("uuid:quote_id", views.QUOTE)),
]
