"""Addresses of quotes."""

from django.urls import path

from factstore.quotes.api import views

urlpatterns = [
    path("quotes", views.QuoteList.as_view()),
    path("quotes/<uuid:quote_id>", views.QuoteDetail.as_view()),
    path("quotes/<uuid:quote_id>/withdraw", views.QuoteWithdraw.as_view()),
]
