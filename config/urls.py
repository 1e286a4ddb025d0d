"""All addresses: the API, the admin and what a supervisor asks."""

from django.contrib import admin
from django.urls import include, path

from factstore.accounts.sign_in import sign_in
from factstore.core.api.health import healthz, readyz

urlpatterns = [
    path("api/v1/", include("config.api_v1")),
    path("admin/login/", sign_in),  # before the admin's own, which has no guard
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

handler400 = "factstore.core.api.problems.handler400"
handler403 = "factstore.core.api.problems.handler403"
handler404 = "factstore.core.api.problems.handler404"
handler500 = "factstore.core.api.problems.handler500"
