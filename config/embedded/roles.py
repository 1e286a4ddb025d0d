"""The roles and databases of a cluster: an owner of the tables, and an application without.

The application's role owns nothing, since an owner can disable the triggers that keep the
store's promises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString

import psycopg
from psycopg import sql

from config.embedded.settings_file import Remembered

SUPERUSER = "postgres"
OWNER = "factstore_owner"
APP = "factstore_app"
DATABASE = "factstore"

# As the owner of the tables, in the database where they will be.
GRANTS: tuple[LiteralString, ...] = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)


def ensure(url: Callable[[str], str], remembered: Remembered, *, tests: bool) -> None:
    """Make what is missing of the roles and the database. Safe to repeat.

    `url`: the superuser's address of a database. `tests`: the owner may create databases, and
    each new one grants to the application.
    """
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        _ensure_role(connection, OWNER, remembered.owner_password, create_databases=tests)
        _ensure_role(connection, APP, remembered.app_password, create_databases=False)
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
    for database in (DATABASE, "template1") if tests else (DATABASE,):
        with psycopg.connect(url(database), autocommit=True) as connection:
            grant(connection, owner=OWNER, app=APP)


def grant(connection: psycopg.Connection, *, owner: str, app: str) -> None:
    """Let `app` read and write whatever `owner` will create in the connection's database."""
    for statement in GRANTS:
        connection.execute(
            sql.SQL(statement).format(owner=sql.Identifier(owner), app=sql.Identifier(app))
        )


def _ensure_role(
    connection: psycopg.Connection, name: str, password: str, *, create_databases: bool
) -> None:
    if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        return
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
            sql.Identifier(name),
            sql.SQL("CREATEDB" if create_databases else "NOCREATEDB"),
            sql.Literal(password),
        )
    )


def _exists(connection: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None
