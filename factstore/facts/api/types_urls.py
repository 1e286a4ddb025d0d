"""Addresses of fact types."""

from django.urls import path

from factstore.facts.api import types_views as views
from factstore.facts.api.types_serializers import FactTypeRead
from factstore.facts.type_queries import identify
from factstore.ledger.api.history_views import history_urls
from factstore.ledger.api.reverting_views import revert_url

urlpatterns = [
    path("fact-types", views.FactTypeList.as_view()),
    path("fact-types/<slug:name>", views.FactTypeDetail.as_view()),
    path("fact-types/<slug:name>/schema", views.FactTypeSchema.as_view()),
    revert_url(
        "fact_type",
        "fact-types",
        FactTypeRead,
        variable=("slug:name", views.NAME),
        identify=identify,
    ),
    *history_urls(
        "fact_type",
        "fact-types",
        FactTypeRead,
        variable=("slug:name", views.NAME),
        identify=identify,
    ),
]
