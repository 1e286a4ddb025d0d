"""Stores that are filled once and lent to tests, which work inside a transaction and roll back.

Filling goes through the command that `make run` uses. A directory's conftest makes its own `db`
from `lend`, so that its tests, and the cast, work on that store instead of an empty one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections, transaction

FIXTURES = Path(__file__).parent.parent / "fixtures"
DEMO = (FIXTURES / "fact_types.jsonl", FIXTURES / "demo.jsonl")


@contextmanager
def lend(*files: Path) -> Iterator[None]:
    """Connect to the store that holds `files`; what is written meanwhile is rolled back."""
    with connected_to(filled(*files)), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def copy(*files: Path) -> Iterator[None]:
    """Connect to a copy of the store that holds `files`, where writes are committed."""
    name = f"{filled(*files)}_copy"
    _copy(filled(*files), name)
    with connected_to(name):
        yield
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def filled(*files: Path) -> str:
    """Return the name of the database that holds `files`; the first call makes it."""
    return _filled(connections["default"].settings_dict["NAME"], files)


@cache
def _filled(empty: str, files: tuple[Path, ...]) -> str:
    name = f"{empty}_{files[-1].stem}"
    _copy(empty, name)
    with connected_to(name):
        call_command("load_fixtures", *files, stdout=StringIO())
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return name


def _copy(template: str, name: str) -> None:
    connections["default"].close()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
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
