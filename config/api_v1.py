"""Version 1 of the API: each capability brings its own addresses."""

from importlib.util import find_spec

from django.urls import include, path

from factstore.core.api.contract import DocsView, OpenApiView

MODULES = (
    "accounts.api.urls",
    "sources.api.urls",
    "quotes.api.urls",
    "entities.api.urls",
    "facts.api.types_urls",
    "facts.api.urls",
    "ledger.api.urls",
    "ledger.api.notes_urls",
    "exchange.api.urls",
)

urlpatterns = [
    path("openapi.json", OpenApiView.as_view(), name="openapi"),
    path("docs", DocsView.as_view(), name="docs"),
    *(
        path("", include(module))
        for module in (f"factstore.{name}" for name in MODULES)
        if find_spec(module)
    ),
]
