"""Fact types over HTTP."""

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.serializers import page_of
from factstore.core.api.views import document_response, etag, if_match, operation
from factstore.facts import actions
from factstore.facts.api.type_schema import schema_of_type
from factstore.facts.api.types_serializers import (
    FactTypeCreate,
    FactTypePatch,
    FactTypeRead,
    JsonSchemaRead,
)
from factstore.facts.models import FactType
from factstore.facts.type_queries import identify
from factstore.ledger import queries as ledger_queries
from factstore.ledger.api.fields import KnownAtParameters, RecordedPageParameters
from factstore.ledger.api.views import RecordedView

NAME = "Name of the fact type, e.g. `permission`."


class FactTypeList(RecordedView):
    collection, kind = "fact-types", "fact_type"

    @operation("list", parameters=RecordedPageParameters, response=page_of(FactTypeRead))
    def get(self, _request: Request) -> HttpResponse:
        """List fact types."""
        return self.listed(FactType.objects.all())

    @operation(
        "create", request=FactTypeCreate, response=FactTypeRead, status=201, errors=("duplicate",)
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record a fact type with its fields."""
        body = self.body()
        with self.change(body):
            fact_type = actions.create_fact_type(**body)
        return self.created(fact_type.id, at=fact_type.name)


class FactTypeDetail(RecordedView):
    collection, kind = "fact-types", "fact_type"
    variables = {"name": NAME}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=FactTypeRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, _request: Request, name: str) -> HttpResponse:
        """Show a fact type with its fields."""
        return self.shown(identify(name))

    @operation(
        "update",
        request=FactTypePatch,
        response=FactTypeRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def patch(self, request: Request, name: str) -> HttpResponse:
        """Change a fact type: relabel, add or deprecate fields, change the sentence.

        Where sentences or labels change, the facts of the type are recorded anew in the same
        change.
        """
        expected, body = if_match(request), self.body()
        fact_type_id = identify(name)
        with self.change(body, alone=True):
            actions.update_fact_type(fact_type_id, body, expected=expected)
        return self.written(fact_type_id)


class FactTypeSchema(RecordedView):
    collection, kind = "fact-types", "fact_type"
    variables = {"name": NAME}

    @operation(
        "schema",
        parameters=KnownAtParameters,
        response=JsonSchemaRead,
        conditional=True,
        errors=("withdrawn",),
    )
    def get(self, request: Request, name: str) -> HttpResponse:
        """Show the JSON Schema of what `POST /facts` takes for one type."""
        known_at = self.query.get("known_at")
        found = ledger_queries.shown(self.kind, identify(name), known_at=known_at)
        schema = orjson.dumps(schema_of_type(orjson.loads(found.document)))
        return document_response(request, schema, etag(found.content_revision, found.number))
