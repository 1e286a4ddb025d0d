"""Real processes for the tests of running: started, watched, gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
"""Seconds after which what does not come is missed; far more than a busy machine takes."""

# Starts a cluster, says which process its server is, and waits to be ended from outside.
HOLDER = """
import sys, time
from pathlib import Path
from config.embedded import Cluster, server
if "orphan" in sys.argv:
    server.ending_with_parent = lambda _signal: ()
cluster = Cluster(Path(sys.argv[1]), durable="durable" in sys.argv)
cluster.start()
print(cluster.pid, flush=True)
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    asked = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return bool(asked.stdout.strip()) and not asked.stdout.strip().startswith("Z")


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def descendants(pid: int) -> set[int]:
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True
    ).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in pairs if parent in found} - found
        found, grown = found | more, bool(more)
    return found - {pid}


@contextmanager
def holding(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process of its own that runs the cluster of `home`: itself and its server's pid."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home), *words],
        cwd=BASE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        yield holder, int(holder.stdout.readline())
    finally:
        holder.terminate()
        holder.communicate()


class Launched:
    """A running `config.launch run` (or make), with what it has printed so far."""

    def __init__(self, command: list[str], variables: dict[str, str], log: Path) -> None:
        self.log = log
        self.port = int(variables["PORT"])
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=BASE,
                env=clean_environment(variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        wait_until(lambda: "Ctrl-C stops" in self.said or self.process.poll() is not None)
        assert "Ctrl-C stops" in self.said, self.said

    def processes(self) -> set[int]:
        return {self.process.pid} | descendants(self.process.pid)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def clean_environment(variables: dict[str, str]) -> dict[str, str]:
    """This process's environment without what says where a store is."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FACTSTORE_", "DATABASE_", "DJANGO_", "PYTEST_", "MAKE"))
    }
    return {**kept, **variables}
