"""Addresses of entities."""

from django.urls import path

from factstore.entities.api import views
from factstore.entities.api.serializers import EntityRead
from factstore.entities.models import Entity
from factstore.ledger.api.history_views import history_urls
from factstore.ledger.api.reverting_views import revert_url

urlpatterns = [
    path("entities", views.EntityList.as_view()),
    path("entities/<str:entity>", views.EntityDetail.as_view()),
    path("entities/<str:entity>/withdraw", views.EntityWithdraw.as_view()),
    path("entities/<str:entity>/merge", views.EntityMerge.as_view()),
    path("entities/<str:entity>/unmerge", views.EntityUnmerge.as_view()),
    revert_url(
        "entity",
        "entities",
        EntityRead,
        variable=("str:entity", views.NAME),
        identify=Entity.objects.identify,
        errors=("merged", "duplicate"),
    ),
    *history_urls(
        "entity",
        "entities",
        EntityRead,
        variable=("str:entity", views.NAME),
        identify=Entity.objects.identify,
    ),
]
