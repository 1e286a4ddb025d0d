"""Addresses of facts."""

from django.urls import path

from factstore.facts.api import merge_views, views
from factstore.facts.api.read_serializers import FactRead
from factstore.ledger.api.history_views import history_urls
from factstore.ledger.api.reverting_views import revert_url

urlpatterns = [
    path("facts", views.Facts.as_view()),
    path("facts/<uuid:id>", views.FactDetail.as_view()),
    path("facts/<uuid:id>/accept", views.FactAcceptance.as_view()),
    path("facts/<uuid:id>/withdraw", views.FactWithdrawal.as_view()),
    path("facts/<uuid:id>/merge", merge_views.FactMerge.as_view()),
    path("facts/<uuid:id>/unmerge", merge_views.FactUnmerge.as_view()),
    revert_url(
        "fact",
        "facts",
        FactRead,
        variable=("uuid:id", "Id of the fact."),
        errors=("merged", "duplicate"),
    ),
    *history_urls("fact", "facts", FactRead, variable=("uuid:id", "Id of the fact.")),
]
