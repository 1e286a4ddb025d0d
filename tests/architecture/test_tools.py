"""Style, types and import contracts, as parts of the test run; the same examples in each."""

import subprocess
import sys

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture.providers import HypothesisProvider

from tests.architecture.sources import ROOT

IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "ruff", "check", "--quiet", "."],
        ["-m", "ruff", "format", "--check", "--quiet", "."],
        ["-m", "mypy"],
        ["-c", IMPORTS],
    ],
    ids=["style", "form", "types", "imports"],
)
def test_it_finds_nothing(command):
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_drawn_does_not_depend_on_what_is_loaded():
    constants = HypothesisProvider(None)._local_constants  # of modules that are loaded by now
    assert (len(constants) == 0) == settings.default.derandomize
