"""The lock files: every package by its hash, from whatever index the machine uses."""

import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_has_hashes_and_no_address(name: str) -> None:
    text = (BASE / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
    assert len(blocks) > 20
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+(\[.*\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block


def test_development_adds_to_what_runs() -> None:
    runs, develops = (
        set(re.findall(r"^[a-z0-9.-]+==\S+", (BASE / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runs < develops
