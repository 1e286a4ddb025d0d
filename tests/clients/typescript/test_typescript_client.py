"""The client that @hey-api/openapi-ts makes of docs/openapi.yaml, type-checked and at work."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import CONTRACT

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(
        not MODULES.exists(), reason="run `npm ci` in tests/clients/typescript (.ci/run does)"
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A folder with the generated client and the tour, type-checked and compiled."""
    folder = tmp_path_factory.mktemp("typescript")
    for name in ("package.json", "tsconfig.json", "tour.ts"):
        shutil.copy(HERE / name, folder)
    (folder / "node_modules").symlink_to(MODULES)
    _run(folder, MODULES / ".bin" / "openapi-ts", "-i", CONTRACT, "-o", folder / "client")
    _run(folder, MODULES / ".bin" / "tsc", "--strict", "--noEmitOnError")
    return folder


def test_the_tour_is_typed_and_runs(project, server, db):
    told = _run(project, "node", "built/tour.js", server.address, server.token)
    assert told.startswith("toured ")


def _run(folder: Path, *command: object) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
