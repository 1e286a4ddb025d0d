"""Addresses of facts."""

from django.urls import path

from factstore.facts.api import batch_views, views

urlpatterns = [
    path("facts", views.Facts.as_view()),
    path("facts/batch", batch_views.FactBatch.as_view()),
    path("facts/<uuid:id>", views.FactDetail.as_view()),
    path("facts/<uuid:id>/accept", views.FactAcceptance.as_view()),
    path("facts/<uuid:id>/withdraw", views.FactWithdrawal.as_view()),
]
