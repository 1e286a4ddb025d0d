"""Which database the store is in: DATABASE_URL's, or the embedded PostgreSQL of FACTSTORE_HOME."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from config.embedded import Cluster, ClusterInUseError, roles
from config.embedded.programs import OLDEST_MAJOR

BASE = Path(__file__).resolve().parent.parent


class DatabaseUnusableError(Exception):
    """The database that DATABASE_URL names cannot hold the store."""


@dataclass(frozen=True)
class Store:
    """Addresses of the database: as the owner of its tables, and as the application.

    `cluster` is None when the database is not an embedded one.
    """

    owner_url: str
    app_url: str
    cluster: Cluster | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a Django process needs to reach the database."""
        return {
            **os.environ,
            "FACTSTORE_HOME": str(home()),
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
        }

    def describe(self) -> str:
        where = f", data in {self.cluster.data}" if self.cluster else ""
        with psycopg.connect(self.owner_url) as connection:
            info = connection.info
            version = info.parameter_status("server_version") or "of unknown version"
            return f"PostgreSQL {version.split()[0]} on {info.host}:{info.port}{where}"


def home() -> Path:
    """Where everything that is kept is kept: FACTSTORE_HOME, absolute."""
    return Path(os.environ.get("FACTSTORE_HOME") or BASE / ".factstore").absolute()


@contextmanager
def open_store(*, share: bool) -> Iterator[Store]:
    """The store's database, running.

    An embedded server is started, and stopped at the end; with `share`, one that another process
    runs is used as it is.
    """
    if url := os.environ.get("DATABASE_URL"):
        store = Store(os.environ.get("DATABASE_OWNER_URL") or url, url)
        _check(store)
        yield store
        return
    cluster = Cluster(home())
    try:
        cluster.start()
    except ClusterInUseError:
        if not share:
            raise
    try:
        yield Store(cluster.owner_url(), cluster.app_url(), cluster)
    finally:
        cluster.stop()


def _check(store: Store) -> None:
    for variable, url in (
        ("DATABASE_URL", store.app_url),
        ("DATABASE_OWNER_URL", store.owner_url),
    ):
        try:
            with psycopg.connect(url, connect_timeout=10) as connection:
                version = connection.info.server_version // 10000
        except psycopg.Error as error:
            raise DatabaseUnusableError(f"{variable}: {str(error).strip()}") from error
        if version < OLDEST_MAJOR:
            raise DatabaseUnusableError(
                f"{variable} is a PostgreSQL {version}; the store needs {OLDEST_MAJOR} or newer."
            )


def grant_to_application(store: Store) -> None:
    """Before migrations: what the owner will create, the application may read and write.

    An embedded cluster has done so itself; with one role for both there is nothing to grant.
    """
    owner, app = (
        str(conninfo_to_dict(url).get("user") or "") for url in (store.owner_url, store.app_url)
    )
    if store.cluster is None and owner and app and owner != app:
        with psycopg.connect(store.owner_url, autocommit=True) as connection:
            roles.grant(connection, owner=owner, app=app)
