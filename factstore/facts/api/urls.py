"""Addresses of facts."""

from django.urls import path

from factstore.facts.api import batch_views, views
from factstore.facts.api.read_serializers import FactRead
from factstore.ledger.api.history_views import history_urls

urlpatterns = [
    path("facts", views.Facts.as_view()),
    path("facts/batch", batch_views.FactBatch.as_view()),
    path("facts/<uuid:id>", views.FactDetail.as_view()),
    path("facts/<uuid:id>/accept", views.FactAcceptance.as_view()),
    path("facts/<uuid:id>/withdraw", views.FactWithdrawal.as_view()),
    *history_urls("fact", "facts", FactRead, variable=("uuid:id", "Id of the fact.")),
]
