"""Version 1 of the API: each capability brings its own addresses."""

from importlib.util import find_spec

from django.urls import include, path

from factstore.core.api.contract import DocsView, OpenApiView

CAPABILITIES = ("sources", "quotes", "entities", "facts", "ledger", "exchange")

urlpatterns = [
    path("openapi.json", OpenApiView.as_view(), name="openapi"),
    path("docs", DocsView.as_view(), name="docs"),
    *(
        path("", include(module))
        for module in (f"factstore.{name}.api.urls" for name in CAPABILITIES)
        if find_spec(module)
    ),
]
