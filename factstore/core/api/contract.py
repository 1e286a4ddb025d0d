"""Serves the contract: the OpenAPI document and pages to try it out."""

import functools
import hashlib
import json
from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from factstore.core import content_policy
from factstore.core.api.answers import document_response
from factstore.core.api.views import ApiView


class OpenApiView(ApiView):
    """The OpenAPI document as JSON."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> HttpResponse:
        document, etag = _document()
        return document_response(request, document, etag)


class DocsView(SpectacularSwaggerSplitView):
    """Interactive documentation; everything in it comes from this server."""

    authentication_classes = ()
    permission_classes = ()
    url_name = "openapi"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # not typed
        if "settings" in response.data:  # of the page's script, which comes by itself
            # Without this the page sends the address of the schema to a validator elsewhere.
            quiet = {"deepLinking": True, "validatorUrl": None}
            response.data["settings"] = json.dumps(quiet)
        # The page brings a style sheet of its own inline.
        response[content_policy.HEADER] = content_policy.policy(style_src="'self' 'unsafe-inline'")
        return response


@functools.cache
def _document() -> tuple[bytes, str]:
    # It depends on the code alone, and takes a second to make.
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # not typed
    body = orjson.dumps(schema, default=str)
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
