"""The database of the test run, and the cast: Ada edits, Cleo reviews, Ben only reads."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from environ import Env
from hypothesis.internal.conjecture import providers
from rest_framework.test import APIClient

from config.embedded import Cluster

_EMPTY = """
DO $$
DECLARE
    emptied text;
    t regclass;
BEGIN
    SELECT string_agg(c.oid::regclass::text, ', ') INTO emptied FROM pg_class c
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND c.relname ~ '^(ledger|sources|quotes|entities|facts|accounts|knox|django_admin_log|django_session)';
    FOR t IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', t);
    END LOOP;
    EXECUTE 'TRUNCATE ' || emptied;
    FOR t IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', t);
    END LOOP;
END
$$
"""


# The suite asks for the same examples each time; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
if hypothesis.settings.default.derandomize:
    # Else it draws constants of our modules as well: of those that are loaded when a test begins.
    providers._get_local_constants = lambda: providers._local_constants


def pytest_configure() -> None:
    settings.SECRET_KEY = "for tests alone"  # a fresh clone has no other
    # What makes guessing passwords slow would make each sign-in of the tests so, too.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EXTRACTION_SECONDS = 120  # a busy machine takes long to start what reads pages


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what works on a database: `-m database` leaves the rest out."""
    for item in items:
        if {"db", "transactional_db", "postgres"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of the server's owner role: `DATABASE_URL` where it is set, else one of our own."""
    if url := os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with Cluster(Path(folder) / "pg", durable=False) as cluster:
            yield cluster.owner_url()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the test database to the end of its server, where the server is the run's own."""
    return not (os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Point Django at the run's own server before the test database is made."""
    settings = connections["default"].settings_dict
    test_settings = settings["TEST"]
    settings.update(Env.db_url_config(postgres))
    settings["ENGINE"] = "django.db.backends.postgresql"
    settings["TEST"] = test_settings
    settings["TEST"]["NAME"] = "test_factstore" + os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Empty the database between transactional tests by the owner's door.

    Recorded tables refuse TRUNCATE; their owner, and nobody else, may switch the triggers off.
    """

    def empty(_operations: DatabaseOperations, _statements: list[str]) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(_EMPTY)

    # On the class: a browser's event loop brings a connection object of its own.
    DatabaseOperations.execute_sql_flush = empty  # type: ignore[method-assign]


@pytest.fixture
def ada(db: None) -> Any:
    """Ada edits."""
    from factstore.accounts import actions as account_actions

    return account_actions.create_user(username="ada", writer=True)


@pytest.fixture
def ben(db: None) -> Any:
    """Ben reads."""
    from factstore.accounts import actions as account_actions

    return account_actions.create_user(username="ben", writer=False)


@pytest.fixture
def cleo(db: None) -> Any:
    """Cleo reviews what others wrote."""
    from factstore.accounts import actions as account_actions
    from factstore.core.roles import Role

    return account_actions.create_user(username="cleo", role=Role.REVIEWER)


@pytest.fixture
def record(ada: Any) -> Callable[..., AbstractContextManager[Any]]:
    """Open a change of Ada's: `with record(): …`."""
    from factstore.ledger import actions as ledger_actions

    def open_change(reason: str = "a test") -> AbstractContextManager[Any]:
        return ledger_actions.change(actor=ada, reason=reason, origin="command")

    return open_change


@pytest.fixture
def anonymous(db: None, settings: Any, tmp_path: Path) -> APIClient:
    """A caller without a token."""
    settings.STATIC_ROOT = tmp_path  # whitenoise warns where there is none
    return APIClient()


@pytest.fixture
def api(anonymous: APIClient, ada: Any) -> APIClient:
    """Ada's client."""
    return signed_in(ada)


@pytest.fixture
def reviews(anonymous: APIClient, cleo: Any) -> APIClient:
    """Cleo's client."""
    return signed_in(cleo)


@pytest.fixture
def reader(anonymous: APIClient, ben: Any) -> APIClient:
    """Ben's client: known, but no writer."""
    return signed_in(ben)


@pytest.fixture
def editor(anonymous: APIClient, ada: Any) -> Any:
    """Ada's browser, signed in to the admin."""
    from tests.editing import sign_in

    return sign_in(ada)


def signed_in(user: Any, **token: Any) -> APIClient:
    """Return a client with a token of the user; `token` as `create_token` takes it."""
    from factstore.accounts import actions as account_actions

    client = APIClient()
    _, key = account_actions.create_token(user=user, name="test", **token)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client
