"""Addresses of fact types."""

from django.urls import path

from factstore.facts.api import types_views as views

urlpatterns = [
    path("fact-types", views.FactTypeList.as_view()),
    path("fact-types/<slug:name>", views.FactTypeDetail.as_view()),
    path("fact-types/<slug:name>/schema", views.FactTypeSchema.as_view()),
]
