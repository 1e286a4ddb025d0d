"""Addresses of entities."""

from django.urls import path

from factstore.entities.api import views

urlpatterns = [
    path("entities", views.EntityList.as_view()),
    path("entities/<str:entity>", views.EntityDetail.as_view()),
    path("entities/<str:entity>/withdraw", views.EntityWithdraw.as_view()),
]
