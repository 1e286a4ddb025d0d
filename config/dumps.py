"""Backup and restore: one file in PostgreSQL's custom format, made and loaded by its own tools."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from config.database import Store, grant_to_application, home, open_store
from config.embedded import Cluster, roles
from config.embedded.programs import CLEAN_ENVIRONMENT, Programs, client_programs

# Whose the tables are follows from who loads them, and who may read and write them from what was
# granted in the database beforehand: a dump moves between databases whose roles differ.
EMPTYING: tuple[LiteralString, ...] = (
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public AUTHORIZATION pg_database_owner",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
)
RESTORE_OPTIONS = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")


class DumpError(Exception):
    """A dump cannot be made or loaded; the message says why."""


def backup() -> int:
    """Dump the whole database to FILE, all at once or not at all."""
    with open_store(share=True) as store:
        path = _target()
        unfinished = path.with_name(f"{path.name}.unfinished")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.close(handle)
        programs = client_programs(_major(store.owner_url))
        try:
            _tool(
                [programs["pg_dump"], "--format=custom", "--no-password", f"--file={unfinished}"],
                store.owner_url,
            )
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    print(f"Backup: {path} ({path.stat().st_size:,} bytes)", flush=True)  # noqa: T201
    return 0


def restore() -> int:
    """Load FILE. An embedded store's present database stays, under another name."""
    given = os.environ.get("FILE")
    if not given:
        raise DumpError("Which dump? Name it: make restore FILE=backups/store.dump")
    path = Path(given).absolute()
    if not path.is_file():
        raise DumpError(f"There is no file {path}.")
    with open_store(share=False) as store:
        programs = client_programs(_major(store.owner_url))
        _check_dump(programs, path)
        if store.cluster is not None:
            kept = _restore_beside(store.cluster, programs, path)
            print(f"Restored {path}. The database before it is kept as {kept}.")  # noqa: T201
        else:
            _restore_into(store, programs, path)
            print(f"Restored {path}.")  # noqa: T201
    return 0


def _target() -> Path:
    if given := os.environ.get("FILE"):
        path = Path(given).absolute()
        if path.exists() and not os.environ.get("FORCE"):
            raise DumpError(f"{path} exists: name another file, or say FORCE=1.")
        if not path.parent.is_dir():
            raise DumpError(f"There is no folder {path.parent}.")
        return path
    folder = home() / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"factstore-{_now()}.dump"


def _restore_beside(cluster: Cluster, programs: Programs, path: Path) -> str:
    """Load into a new database, then let the two change names in one transaction."""
    incoming, kept = f"{roles.DATABASE}_incoming", f"{roles.DATABASE}_before_{_now()}"
    named = {
        "now": sql.Identifier(roles.DATABASE),
        "incoming": sql.Identifier(incoming),
        "kept": sql.Identifier(kept),
        "owner": sql.Identifier(roles.OWNER),
    }
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {incoming}").format(**named))
        connection.execute(
            sql.SQL("CREATE DATABASE {incoming} OWNER {owner} TEMPLATE template0").format(**named)
        )
        with psycopg.connect(cluster.owner_url(incoming), autocommit=True) as new:
            roles.grant(new, owner=roles.OWNER, app=roles.APP)
        _load(programs, path, cluster.owner_url(incoming))
        with connection.transaction():
            for statement in (
                "ALTER DATABASE {now} RENAME TO {kept}",
                "ALTER DATABASE {incoming} RENAME TO {now}",
            ):
                connection.execute(sql.SQL(statement).format(**named))
    return kept


def _restore_into(store: Store, programs: Programs, path: Path) -> None:
    """Load into the database that DATABASE_OWNER_URL names, which must be empty."""
    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind = 'r'"
        ).fetchone()
        if found is not None and found[0] > 0:
            if not os.environ.get("FORCE"):
                raise DumpError(
                    "The database of DATABASE_URL is not empty. Name an empty one, or say FORCE=1 "
                    "to drop what is in it."
                )
            for statement in EMPTYING:
                connection.execute(statement)
    grant_to_application(store)
    _load(programs, path, store.owner_url)


def _load(programs: Programs, path: Path, url: str) -> None:
    command = [programs["pg_restore"], *RESTORE_OPTIONS, "--no-password"]
    _tool([*command, f"--dbname={conninfo_to_dict(url)['dbname']}", str(path)], url)


def _check_dump(programs: Programs, path: Path) -> None:
    _tool([programs["pg_restore"], "--list", str(path)])


def _tool(command: list[str], url: str | None = None) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        env={**CLEAN_ENVIRONMENT, **(_connection_variables(url) if url else {})},
    )
    if done.returncode != 0:
        raise DumpError(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")


def _connection_variables(url: str) -> dict[str, str]:
    """The address in variables: a password among the arguments could be read by anyone here."""
    names = {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = conninfo_to_dict(url)
    return {
        names.get(key, f"PG{key.upper()}"): str(value)
        for key, value in given.items()
        if key in {"host", "hostaddr", "port", "user", "password", *names}
    }


def _major(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10000


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
