"""A real server process over a copy of the demonstration, for generated clients to talk to."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connections

from config.embedded.settings_file import free_port
from tests import stores

ROOT = Path(__file__).parent.parent.parent
CONTRACT = ROOT / "docs" / "openapi.yaml"


@dataclass(frozen=True)
class Running:
    """Where a server listens, and the token of a writer."""

    address: str
    token: str


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Running]:
    from factstore.accounts import actions as account_actions

    with django_db_blocker.unblock(), stores.copy(*stores.DEMO):
        ada = account_actions.create_user(username="ada", writer=True)
        _, token = account_actions.create_token(user=ada, name="client")
        with _granian(tmp_path_factory.mktemp("home")) as address:
            yield Running(address, token)


@pytest.fixture
def db(server: Running) -> None:
    """Nothing of its own: pytest-django makes a database for runs in which a test asks for `db`."""


@contextmanager
def _granian(
    home: Path, *, application: str = "config.wsgi:application", options: str = ""
) -> Iterator[str]:
    port = free_port()  # none that a client of another test may get meanwhile
    (home / "static").mkdir()
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url() + options,
        "FACTSTORE_SECRET_KEY": "for tests alone",
        "FACTSTORE_HOME": str(home),
        "FACTSTORE_EXTRACTION_SECONDS": "120",  # on a busy machine
        "FACTSTORE_AUTHOR_MAY_ACCEPT": "true",  # a desk of one: the clients have one token
    }
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
        *("--workers", "1", "--blocking-threads", "2", application),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _database_url() -> str:
    known = connections["default"].settings_dict
    login = f"{quote(known['USER'], safe='')}:{quote(known['PASSWORD'], safe='')}"
    return f"postgresql://{login}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        try:
            direct.open(url, timeout=60).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server does not answer at {url}")
