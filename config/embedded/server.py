"""A PostgreSQL server process: started as a child, waited for, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import psycopg

from config.embedded.account import Account
from config.embedded.programs import CLEAN_ENVIRONMENT, Programs

START_SECONDS = 600.0  # recovery after a crash may take long
STOP_STEPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
LOG_BYTES = 10_000_000


class Server:
    """One run of the server; it ends with the thread that started it (on Linux)."""

    def __init__(
        self, programs: Programs, data: Path, log: Path, *, settings: list[str], account: Account
    ) -> None:
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self._log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        with open(log, "ab", opener=_private) as output:
            self._process = subprocess.Popen(
                [
                    *ending_with_parent("INT"),
                    *(programs["postgres"], "-D", str(data)),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                cwd=data,
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal goes to the launcher, which stops things in order.
                start_new_session=True,
                **account.identity,
            )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process.poll() is None else None

    def answers(self, url: str) -> bool:
        """Wait until the server takes connections; False when it ended instead."""
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(url, connect_timeout=10).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return self._process.poll() is None
        return False

    def said(self) -> str:
        """What this run wrote to the log."""
        with self._log.open(errors="replace") as file:
            file.seek(self._log_start)
            return file.read()

    def stop(self) -> None:
        for number, seconds in STOP_STEPS:
            if self._process.poll() is not None:
                return
            self._process.send_signal(number)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue


@cache
def ending_with_parent(signal_name: str) -> tuple[str, ...]:
    """Words before a command that send it a signal when its parent dies, even by kill -9.

    Empty where there is no `setpriv` that can do it (it can on Linux).
    """
    tool = shutil.which("setpriv") if sys.platform == "linux" else None
    if tool is None:
        return ()
    asked = subprocess.run([tool, "--help"], check=False, capture_output=True, text=True)
    return (tool, "--pdeathsig", signal_name) if "--pdeathsig" in asked.stdout else ()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
