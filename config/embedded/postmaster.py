"""A PostgreSQL server that an earlier run may have left behind, and its `postmaster.pid`.

Source: PostgreSQL, src/backend/utils/init/miscinit.c, CreateLockFile.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

from config.embedded.errors import ClusterError

PATIENCE_SECONDS = 60.0


def stop_leftover(data: Path) -> bool:
    """Stop a server that still runs in `data`; whether there was one.

    A process that merely bears the number in `postmaster.pid` is left alone.
    """
    pid = recorded_pid(data)
    if pid is None or pid == os.getpid():
        return False
    if not is_server_of(pid, data):
        _disown(data, pid)
        return False
    for number in (signal.SIGINT, signal.SIGQUIT):
        if is_server_of(pid, data):  # asked again: the number may have been given on
            os.kill(pid, number)
        if _gone(pid, data):
            return True
    raise ClusterError(f"The PostgreSQL server {pid} of {data} does not stop.")


def recorded_pid(data: Path) -> int | None:
    try:
        first = (data / "postmaster.pid").read_text().splitlines()[0]
        return abs(int(first))
    except (OSError, ValueError, IndexError):
        return None


def is_server_of(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL server of the data folder `data`."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            # A server changes into its data folder and stays there.
            return Path(os.fsdecode(command[0])).name in {"postgres", "postmaster"} and (
                process / "cwd"
            ).samefile(data)
        except OSError:
            return False
    asked = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
    )
    name = Path(asked.stdout.split(" -D ", maxsplit=1)[0].strip()).name
    return name in {"postgres", "postmaster"} and (
        f"-D {data} " in asked.stdout or f"-D {shlex.quote(str(data))} " in asked.stdout
    )


def _disown(data: Path, pid: int) -> None:
    """Let a server start though a stranger bears the number in `postmaster.pid`.

    The file is not removed: its line on shared memory keeps a new server out while processes of
    a crashed one still run. A number that is the new server's parent counts as free.
    """
    path = data / "postmaster.pid"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    except PermissionError:
        pass
    lines = path.read_text().splitlines(keepends=True)
    lines[0] = f"{os.getpid()}\n"
    with path.open("r+") as file:  # in place: owner and mode stay
        file.write("".join(lines))
        file.truncate()


def _gone(pid: int, data: Path) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not is_server_of(pid, data):
            return True
        time.sleep(0.05)
    return False
