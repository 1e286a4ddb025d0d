"""Addresses of internal notes."""

from django.urls import path

from factstore.ledger.api import notes_views

urlpatterns = [
    path("notes", notes_views.Notes.as_view()),
]
