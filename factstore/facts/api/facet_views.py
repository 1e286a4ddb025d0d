"""The facets of facts over HTTP."""

from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.answers import MEDIA_TYPE
from factstore.core.api.views import ApiView, operation
from factstore.facts import counting
from factstore.facts.api.facet_serializers import FacetParameters, FactFacetsRead
from factstore.facts.api.filters import filters, known_names, visible_statuses
from factstore.ledger.api.visibility import sight


class FactFacets(ApiView):
    collection = "facts"

    @operation("facets", parameters=FacetParameters, response=FactFacetsRead)
    def get(self, request: Request) -> HttpResponse:
        """Count facts by what they can be filtered by.

        The facts are those of the list with the same filters. Where the repeats of a filter are
        alternatives (`type`, `status`, `standing`, `warning`, `publisher`, `article`, `speaker`),
        the facet of that name is counted without it: it says what the other choices would give. A
        fact with two articles counts with both, so counts need not add up. Counts are exact.
        """
        seen = sight(request)
        with known_names():
            counted = counting.count(
                filters(self.query, sight=seen),
                self.query.get("of") or counting.FACETS,
                visible_statuses=visible_statuses(seen),
            )
        return HttpResponse(orjson.dumps(_shown(counted)), content_type=MEDIA_TYPE)


def _shown(counted: counting.Counted) -> dict[str, Any]:
    return {
        "position": counted.position,
        "count": counted.count,
        "omitted": None if counted.omitted is None else orjson.Fragment(counted.omitted),
        "facets": {
            name: {"values": [_value(name, value) for value in values], "more": more}
            for name, (values, more) in counted.facets.items()
        },
    }


def _value(facet: str, found: counting.Value) -> dict[str, Any]:
    if facet == "article":
        return {"id": found.value, "title": found.name, "count": found.count}
    if facet in ("publisher", "speaker", "entity"):
        return {"id": found.value, "name": found.name, "count": found.count}
    value = found.value == "true" if facet in ("hedged", "stale") else found.value
    return {"value": value, "count": found.count}
