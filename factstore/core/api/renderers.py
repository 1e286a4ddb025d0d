"""Writes JSON; stored documents pass through as the bytes they are."""

# ruff: noqa: ARG002  signatures given by the framework

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8; RFC 8259 defines no charset parameter

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        if isinstance(data, bytes):
            return data
        return orjson.dumps(data, default=str)


class LinesRenderer(BaseRenderer):
    """Stands for `application/x-ndjson` in the negotiation; the lines pass it by."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None
