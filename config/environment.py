"""The virtual environment in `.venv`: made, and filled from a hash-locked requirements file.

Runs under the system's Python, before anything is installed: standard library only.

    python3 config/environment.py requirements.lock
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
DEV_LOCK = BASE / "requirements-dev.lock"


def main(lock_name: str) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("factstore needs Python 3.11 or newer: name one, as in make PYTHON=python3.12 run")
    lock = BASE / lock_name
    stamp = VENV / f".installed-{lock.stem}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if _works() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not _works():
        _say("Making the virtual environment in .venv")
        _make()
    _say(f"Installing the packages of {lock.name} (once)")
    if not _install_with_uv(lock):
        _say("  ... with pip, which takes some minutes")
        _install_with_pip(lock)
    stamp.write_text(wanted)


_PIP: tuple[str | Path, ...] = (
    PYTHON,
    "-m",
    "pip",
    "--disable-pip-version-check",
    "install",
    "--quiet",
    "--no-input",
)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  the progress that a person waits by


def _works() -> bool:
    """Whether .venv has a Python that runs and is new enough: a moved one may not."""
    try:
        asked = subprocess.run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
            check=False,
            capture_output=True,
        )
    except OSError:
        return False
    return asked.returncode == 0


def _make() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False)
    if made.returncode != 0:
        sys.exit(
            "The virtual environment could not be made. On Debian and Ubuntu its module is a "
            "package of its own: apt install python3-venv"
        )


def _install_with_pip(lock: Path) -> None:
    done = subprocess.run([*_PIP, "--require-hashes", "-r", lock], check=False, cwd=BASE)
    if done.returncode != 0:
        sys.exit("The packages could not be installed; what pip says above tells why.")


def _install_with_uv(lock: Path) -> bool:
    """Install with uv, which needs seconds where pip needs minutes; False when it cannot."""
    if not (VENV / "bin" / "uv").exists() and not _install_uv():
        return False
    uv = VENV / "bin" / "uv"
    done = subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock],
        check=False,
        cwd=BASE,
        env={**os.environ, **_pip_choices(), "UV_PYTHON_DOWNLOADS": "never"},
    )
    return done.returncode == 0


def _install_uv() -> bool:
    """Install the uv of the development lock, by its hashes."""
    found = re.search(r"^uv==.*(?:\n[ ]+.*)*", DEV_LOCK.read_text(), re.MULTILINE)
    if found is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder, "uv.lock")
        requirement.write_text(found[0])
        done = subprocess.run(
            [*_PIP, "--only-binary=:all:", "--require-hashes", "-r", requirement],
            check=False,
            capture_output=True,
            cwd=BASE,
        )
    return done.returncode == 0


def _pip_choices() -> dict[str, str]:
    """The index and certificate that pip is set up with, in uv's words."""
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True
    )
    choices = {}
    for pip, uv in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        found = re.search(rf"^[\w:.]+\.{pip}='(.*)'$", asked.stdout, re.MULTILINE)
        if found and uv not in os.environ:
            choices[uv] = found[1]
    return choices


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(name)
