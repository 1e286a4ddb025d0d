"""A folder for clusters and homes, which PostgreSQL's account can enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import Cluster


@pytest.fixture(scope="module")
def shelter() -> Iterator[Path]:
    """Where homes live: with a space in the path, open to the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="factstore test "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(shelter: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    home = shelter / request.node.name[:60]
    yield home
    Cluster(home).remove()
