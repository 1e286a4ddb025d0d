"""Stores that are filled once and lent to tests, which work inside a transaction and roll back.

Filling goes through the command that `make run` uses. A directory's conftest makes its own `db`
from `lend`, so that its tests, and the cast, work on that store instead of an empty one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction

FIXTURES = Path(__file__).parent.parent / "fixtures"
DEMO = (FIXTURES / "fact_types.jsonl", FIXTURES / "demo.jsonl")


Fill = Callable[[], Any]


@contextmanager
def lend(*files: Path, fill: Fill | None = None) -> Iterator[Any]:
    """Connect to the store that holds `files`; what is written meanwhile is rolled back.

    `fill` adds to the store after the files; what it returned is yielded.
    """
    name, added = filled(*files, fill=fill)
    with connected_to(name), transaction.atomic():
        yield added
        transaction.set_rollback(True)


@contextmanager
def copy(*files: Path) -> Iterator[None]:
    """Connect to a copy of the store that holds `files`, where writes are committed."""
    original, _ = filled(*files)
    name = f"{original}_copy"
    _copy(original, name)
    with connected_to(name):
        yield
    drop(name)


def drop(name: str) -> None:
    """Drop the database `name`, whoever of ours is still connected to it.

    DROP … WITH (FORCE) is refused to an owner who is no superuser while autovacuum is at work in
    the database. A plain DROP ends autovacuum itself, and waits some seconds for all others.
    """
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pg_has_role(current_user, usesysid, 'USAGE')",
            [name],
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def filled(*files: Path, fill: Fill | None = None) -> tuple[str, Any]:
    """Return the database that holds `files`, made by the first call, and what `fill` returned."""
    return _filled(connections["default"].settings_dict["NAME"], files, fill)


@cache
def _filled(empty: str, files: tuple[Path, ...], fill: Fill | None) -> tuple[str, Any]:
    name = "_".join([empty, files[-1].stem, *([fill.__name__] if fill else [])])
    _copy(empty, name)
    with connected_to(name):
        call_command("load_fixtures", *files, stdout=StringIO())
        added = fill() if fill else None
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return name, added


def _copy(template: str, name: str) -> None:
    connections["default"].close()
    drop(name)
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let this thread's connection be one to the database `name`."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
