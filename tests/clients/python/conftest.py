"""The client that openapi-python-client makes of docs/openapi.yaml, and what its tests share."""

import compileall
import importlib
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from tests.clients.conftest import CONTRACT

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> ModuleType:
    """The generated package, compiled and imported."""
    folder = tmp_path_factory.mktemp("client")
    config = folder / "generator.yaml"
    config.write_text("post_hooks: []")  # nobody reads it: it need not be formatted
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    made = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
            *("--path", str(CONTRACT), "--output-path", str(folder / "factstore_client")),
            *("--config", str(config)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": tools},
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "warning" not in (made.stdout + made.stderr).lower()
    assert compileall.compile_dir(folder, quiet=1)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("factstore_client")
    sys.path.remove(str(folder))


@pytest.fixture
def call(package, server, db):
    """Call an operation by its id, as a writer: `call("facts_list", limit=2)`."""
    client = package.AuthenticatedClient(
        server.address,
        server.token,
        raise_on_unexpected_status=True,
        httpx_args={"trust_env": False},
    )
    with client:
        yield _calls(package, client)


@pytest.fixture
def read(package, server, db):
    """Call an operation by its id without a token."""
    client = package.Client(
        server.address, raise_on_unexpected_status=True, httpx_args={"trust_env": False}
    )
    with client:
        yield _calls(package, client)


def _calls(package, client):
    folder = Path(package.__file__).parent / "api"
    modules = {path.stem: path for path in folder.glob("*/*.py")}

    def call(operation, *path, **arguments):
        tag = modules[operation].parent.name
        module = importlib.import_module(f"{package.__name__}.api.{tag}.{operation}")
        return module.sync_detailed(*path, client=client, **arguments)

    return call


@pytest.fixture
def models(package):
    return importlib.import_module(f"{package.__name__}.models")


def plain(document):
    """Times as moments: the client writes `+00:00` where the server writes `Z`."""
    if isinstance(document, dict):
        return {name: plain(value) for name, value in document.items()}
    if isinstance(document, list):
        return [plain(value) for value in document]
    if isinstance(document, str) and TIME.fullmatch(document):
        return datetime.fromisoformat(document)
    return document
