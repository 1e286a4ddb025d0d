"""Loading into an empty store, and into one that holds the desk of the tests of facts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write lines of the exchange format: objects, or text as it is; returns the file."""

    def write(*lines: Any) -> Path:
        file = tmp_path / "things.jsonl"
        texts = [line if isinstance(line, bytes) else orjson.dumps(line) for line in lines]
        file.write_bytes(b"\n".join(texts))
        return file

    return write
