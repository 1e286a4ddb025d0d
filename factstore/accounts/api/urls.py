"""Addresses of tokens."""

from django.urls import path

from factstore.accounts.api import views

urlpatterns = [
    path("tokens", views.TokenList.as_view()),
    path("tokens/<uuid:token_id>/revoke", views.TokenRevocation.as_view()),
]
