"""What a supervisor asks: is the process alive, and can it serve."""

# ruff: noqa: ARG001  signatures given by the framework

import functools

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from factstore.core.api.problems import problem_response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does; asks nobody else."""
    return JsonResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database is reachable and all migrations are applied, else 503."""
    try:
        missing = _needed() - MigrationRecorder(connection).applied_migrations().keys()
    except (DatabaseError, InterfaceError):
        return problem_response(request, "not_ready", detail="The database is unreachable.")
    if missing:
        app, name = min(missing)
        detail = f"{len(missing)} migrations are not applied, such as {app}.{name}."
        return problem_response(request, "not_ready", detail=detail)
    return JsonResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})


@functools.cache
def _needed() -> frozenset[tuple[str, str]]:
    # The files of a running process do not change; reading them takes a tenth of a second.
    return frozenset(MigrationLoader(None).graph.nodes)
