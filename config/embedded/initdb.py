"""Making a new data folder, and checking that what came out folds letters as search needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from config.embedded import roles
from config.embedded.account import Account
from config.embedded.errors import ClusterError
from config.embedded.programs import CLEAN_ENVIRONMENT, Programs
from config.embedded.server import ending_with_parent

BUILTIN_LOCALE_FOLDS_SINCE = 18


def initialise(
    data: Path, account: Account, programs: Programs, *, password: str, durable: bool
) -> None:
    """Make the data folder, complete or not at all, also when this is killed half-way."""
    folder = data.parent
    unfinished = folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    secret = _password_file(folder / "password.unfinished", account, password)
    made = subprocess.run(
        [
            *ending_with_parent("TERM"),
            programs["initdb"],
            *("-D", str(unfinished), "-U", roles.SUPERUSER, "-A", "scram-sha-256"),
            *("--pwfile", str(secret), "-E", "UTF8", "--data-checksums"),
            *_locale_arguments(programs),
            *(() if durable else ("--no-sync",)),
        ],
        check=False,
        cwd=folder,
        env=CLEAN_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=0o077,
        **account.identity,
    )
    secret.unlink()
    if made.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise ClusterError(f"initdb failed in {folder}:\n{made.stderr or made.stdout}")
    unfinished.rename(data)


def check_folding(url: str) -> None:
    """Refuse a server whose full-text search would not find Ärger by ärger."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT to_tsvector('simple', 'Ärger')::text").fetchone()
    if row is None or row[0] != "'ärger':1":
        raise ClusterError(
            f"This PostgreSQL does not fold the case of letters beyond ASCII ({row}): search "
            "would miss words. Use another one (FACTSTORE_PG_BIN)."
        )


def _password_file(path: Path, account: Account, password: str) -> Path:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    account.own(path)
    with os.fdopen(handle, "w") as file:
        file.write(password)
    return path


def _locale_arguments(programs: Programs) -> tuple[str, ...]:
    if programs.major >= BUILTIN_LOCALE_FOLDS_SINCE:
        return ("--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8",)
