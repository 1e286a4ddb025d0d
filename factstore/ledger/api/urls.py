"""Addresses of the change feed and of snapshots."""

from django.urls import path

from factstore.ledger.api import feed_views as views

urlpatterns = [
    path("changes", views.Changes.as_view()),
    path("changes/<uuid:change_id>", views.ChangeDetail.as_view()),
    path("snapshot", views.SnapshotView.as_view()),
    path("snapshot/<slug:kind>", views.SnapshotList.as_view()),
]
