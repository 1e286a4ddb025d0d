"""A small API of real views, to test the edge without any capability."""

# ruff: noqa: ARG002  views take what the addresses give

from datetime import UTC, datetime

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import include, path
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.test import APIClient

from config import urls
from factstore.accounts import actions as account_actions
from factstore.core import errors
from factstore.core.api import cursors
from factstore.core.api.parameters import PageParameters
from factstore.core.api.serializers import (
    ExactText,
    Flag,
    IdField,
    PartialDateField,
    PartialDateRead,
    ReasonField,
    StrictSerializer,
    Whole,
    page_of,
)
from factstore.core.api.views import (
    ApiView,
    document_response,
    etag,
    list_response,
    operation,
    require_match,
)

THINGS = [f"{number:03}" for number in range(7)]


class PartWrite(StrictSerializer):
    entity = IdField(help_text="Id of an entity.")
    count = Whole(required=False, min_value=0, max_value=9, help_text="How many.")
    kind = serializers.ChoiceField(choices=["a", "b"], required=False, help_text="Which.")


class ThingWrite(StrictSerializer):
    id = serializers.UUIDField(read_only=True, help_text="The id.")
    text = ExactText(min_length=2, max_length=20, help_text="The text.")
    values = PartWrite(many=True, required=False, help_text="The parts.")
    names = serializers.ListField(
        child=ExactText(), required=False, allow_empty=False, help_text="Names."
    )
    date = PartialDateField(required=False, help_text="When.")
    sure = Flag(required=False, help_text="Whether it is sure.")
    reason = ReasonField()


class ThingRead(serializers.Serializer):
    id = serializers.CharField(help_text="The id.")
    text = serializers.CharField(help_text="The text.")
    date = PartialDateRead(allow_null=True, help_text="When.")


class ThingParameters(PageParameters):
    kind = serializers.ListField(
        child=serializers.ChoiceField(choices=["a", "b"]), required=False, help_text="Kinds."
    )
    open = Flag(required=False, help_text="Only open ones.")
    order = serializers.ChoiceField(choices=["id", "-id"], default="id", help_text="The order.")


class ThingList(ApiView):
    collection = "things"

    @operation("list", parameters=ThingParameters, response=page_of(ThingRead))
    def get(self, request):
        """List things.

        In the order of their ids.
        """
        scan = cursors.scan(self.query, order=self.query["order"], check=[int])
        upwards = (scan.order == "id") == (scan.direction == "next")
        rows = sorted(THINGS, reverse=not upwards)
        if scan.key:
            rows = [row for row in rows if (row > scan.key[0] if upwards else row < scan.key[0])]
        return list_response(
            request,
            scan,
            rows[: scan.limit + 1],
            key=lambda row: (row,),
            document=lambda row: b'{"id":"%s"}' % row.encode(),
            omitted=b'{"retracted":2}' if scan.is_first else None,
        )

    @operation("create", request=ThingWrite, response=ThingRead, status=201, errors=("duplicate",))
    def post(self, request):
        """Create a thing."""
        body = self.body()
        document = orjson.dumps({"text": body["text"], "date": body.get("date")}, default=str)
        return document_response(
            request, document, etag(1, 1), status=201, location="/api/v1/things/1"
        )


class ThingDetail(ApiView):
    collection = "things"

    @operation("retrieve", response=ThingRead, conditional=True)
    def get(self, request, number):
        """Show a thing."""
        return document_response(request, b'{"id": "1"}', etag(3, 4))

    @operation("update", request=ThingWrite, response=ThingRead, conditional=True)
    def patch(self, request, number):
        """Change a thing."""
        require_match(request, 3, 4, changed=["values"])
        self.body()
        return document_response(request, b'{"id":"1"}', etag(4, 5))


def _time_limit():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '20', true)")
        cursor.execute("SELECT pg_sleep(5)")


def _unavailable():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")


def _raise(error):
    def raiser():
        raise error

    return raiser


FAILURES = {
    "duplicate": _raise(errors.Duplicate("It is.", collection="facts", existing_id=1)),
    "illegal_transition": _raise(errors.IllegalTransition("Not now.")),
    "in_use": _raise(errors.InUse("Facts stand on it.")),
    "withdrawn": _raise(
        errors.Withdrawn(
            "It was.", reason="typed into the wrong field", at=datetime(2024, 6, 21, 12, tzinfo=UTC)
        )
    ),
    "hidden": _raise(errors.NotFound("No such thing.")),
    "http404": _raise(Http404("secret")),
    "denied": _raise(PermissionDenied()),
    "throttled": _raise(Throttled(wait=2.5)),
    "bug": _raise(RuntimeError("secret")),
    "time_limit": _time_limit,
    "unavailable": _unavailable,
}


class FailureView(ApiView):
    collection = "failures"

    @operation("retrieve", errors=("duplicate", "illegal_transition", "in_use", "withdrawn"))
    def get(self, request, kind):
        """Fail."""
        FAILURES[kind]()


EDGE = [
    path("api/v1/things", ThingList.as_view()),
    path("api/v1/things/<int:number>", ThingDetail.as_view()),
    path("api/v1/failures/<slug:kind>", FailureView.as_view()),
]


class Edge:
    """A URLconf: the product's own and the views above."""

    urlpatterns = [*EDGE, path("", include(urls.urlpatterns))]
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500


@pytest.fixture
def edge(settings, tmp_path):
    """An anonymous client of the small API."""
    settings.ROOT_URLCONF = Edge
    settings.STATIC_ROOT = tmp_path  # whitenoise warns where there is none
    return APIClient()


@pytest.fixture
def writer(db, edge):
    """A client that may write."""
    user = account_actions.create_user(username="edge-writer", writer=True)
    _, key = account_actions.create_token(user=user, name="test")
    edge.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return edge


@pytest.fixture
def patterns():
    return EDGE
